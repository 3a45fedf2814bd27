"""Where the networks run and in which precision."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import torch

from app.errors import EngineError, Reason

_log = logging.getLogger(__name__)

_AUTO = "auto"
_PRECISIONS = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}


@dataclass(frozen=True, slots=True)
class Placement:
    """A device and a precision.

    Attributes:
        device: Where the networks run.
        dtype: float32, float16 or bfloat16.
    """

    device: torch.device
    dtype: torch.dtype

    def __str__(self) -> str:
        return f"{describe(self.device)}, {str(self.dtype).removeprefix('torch.')}"


def choose_placement(device: str = _AUTO, precision: str = _AUTO) -> Placement:
    """The best device there is, and what suits it.

    An NVIDIA GPU computes in half precision. The Apple GPU and the processor compute in float32
    unless told otherwise; processors with AVX512-BF16 are faster in bfloat16, at 1.6 of 255 levels
    of error.

    Args:
        device: ``auto``, ``cuda``, ``cuda:1``, ``mps`` or ``cpu``.
        precision: ``auto``, ``float32``, ``float16`` or ``bfloat16``.

    Raises:
        EngineError: The device is not there.
    """
    chosen = _best_device() if device == _AUTO else _named_device(device)
    if precision != _AUTO:
        return Placement(chosen, _PRECISIONS[precision])
    return Placement(chosen, torch.float16 if chosen.type == "cuda" else torch.float32)


def describe(device: torch.device) -> str:
    """The device's name for a person."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return {"mps": "Apple GPU", "cpu": "processor"}.get(device.type, device.type)


def _best_device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda", torch.cuda.current_device())
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def _named_device(name: str) -> torch.device:
    what = f"cannot use the device '{name}'"
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise EngineError(what, "there is no such kind of device", "Use cuda, mps or cpu") from error
    # torch keeps the number in a byte, so that a large one is read as a negative one.
    if device.type == "cuda" and not 0 <= (device.index or 0) < torch.cuda.device_count():
        raise EngineError(
            what,
            "torch finds no such NVIDIA GPU",
            "Check the driver with nvidia-smi, or use --device cpu",
            reason=Reason.NO_GPU,
        )
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise EngineError(what, "torch finds no Apple GPU", "Use --device cpu", reason=Reason.NO_GPU)
    if device.type not in ("cuda", "mps", "cpu"):
        raise EngineError(what, "the networks do not run on it", "Use cuda, mps or cpu")
    return device
