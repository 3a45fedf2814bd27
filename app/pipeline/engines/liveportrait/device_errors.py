"""What a device's failures mean to a person."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from typing import TypeVar

import torch

from app.errors import EngineError, Reason

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")

# Only torch's own allocator raises its own class; CUDA, cuBLAS, Apple's GPU and the processor say so
# in words.
_SIGNS_OF_FULL_MEMORY = ("out of memory", "not enough memory", "can't allocate memory", "alloc_failed")


class DeviceMemoryError(EngineError):
    """The device's memory is full; with less to hold it may work."""


def run_on_device(what: str, action: Callable[[], _Result]) -> _Result:
    """Runs an action and turns the device's errors into ours, which hold no tensors.

    An exception's traceback keeps every tensor of the frames it passed, so the device's own is
    dropped after the log had it. (A context manager would keep it: it is told of the traceback.)

    Args:
        what: What cannot be done if the device fails.
        action: What uses the device.

    Returns:
        What the action returns.

    Raises:
        DeviceMemoryError: The device's memory is full.
        EngineError: It failed otherwise.
    """
    try:
        return action()
    except RuntimeError as error:
        # As text: a handler that keeps the record must not keep the frame's tensors with it.
        _log.debug("the device failed\n%s", "".join(traceback.format_exception(error)))
        for link in _chain(error):
            link.__traceback__ = None
        raise _told(what, error) from error


def _told(what: str, error: RuntimeError) -> EngineError:
    line = str(error).strip().split("\n", 1)[0] or type(error).__name__
    # A capture that runs out of memory ends with an error of its own.
    if any(_says_memory_is_full(link) for link in _chain(error)):
        return DeviceMemoryError(
            what,
            f"the device's memory is full ({line})",
            "Close other programs that use it, or use --engine mesh",
            reason=Reason.GPU_MEMORY_FULL,
        )
    return EngineError(
        what,
        f"the device failed: {line}",
        "Restart the program, and update the graphics driver if it happens again",
        reason=Reason.GPU_FAILED,
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error and all that it came from."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def _says_memory_is_full(error: BaseException) -> bool:
    text = str(error).lower()
    return isinstance(error, torch.OutOfMemoryError) or any(sign in text for sign in _SIGNS_OF_FULL_MEMORY)
