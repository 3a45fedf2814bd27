"""What a device's failures mean to a person."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import torch

from app.errors import EngineError

_log = logging.getLogger(__name__)

# Only torch's own allocator raises its own class; CUDA, cuBLAS, Apple's GPU and the processor say so
# in words.
_SIGNS_OF_FULL_MEMORY = ("out of memory", "not enough memory", "can't allocate memory", "alloc_failed")


class DeviceMemoryError(EngineError):
    """The device's memory is full; with less to hold it may work."""


@contextmanager
def device_errors_told(what: str) -> Iterator[None]:
    """Turns the device's errors inside the block into ours, which hold no tensors.

    An exception's traceback keeps every tensor of the frames it passed, so the device's own is
    dropped after the log had it.

    Args:
        what: What cannot be done then.

    Raises:
        DeviceMemoryError: Its memory is full.
        EngineError: It failed otherwise.
    """
    try:
        yield
    except RuntimeError as error:
        _log.debug("the device failed", exc_info=True)
        raise _told(what, error) from error.with_traceback(None)


def _told(what: str, error: RuntimeError) -> EngineError:
    text = str(error).strip()
    line = text.split("\n", 1)[0] or type(error).__name__
    full = isinstance(error, torch.OutOfMemoryError)
    if full or any(sign in text.lower() for sign in _SIGNS_OF_FULL_MEMORY):
        return DeviceMemoryError(
            what,
            f"the device's memory is full ({line})",
            "Close other programs that use it, or use --engine mesh",
        )
    return EngineError(
        what,
        f"the device failed: {line}",
        "Restart the program, and update the graphics driver if it happens again",
    )
