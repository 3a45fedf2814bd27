"""Which values may be network weights at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch

_DTYPES = (torch.float32, torch.float16, torch.bfloat16, torch.int64)
_KEY = re.compile(r"\w[\w.]{0,199}", re.ASCII)
_MOST_TENSORS = 10_000


class BadTensorsError(ValueError):
    """Something that is no state dict; the message says what."""


def checked_state_dict(values: object, most_bytes: int) -> dict[str, torch.Tensor]:
    """A state dict of plain, finite CPU tensors, each with memory of its own.

    Args:
        values: What came out of a file.
        most_bytes: More than the tensors can hold together if the file is honest.

    Raises:
        BadTensorsError: It is something else.
    """
    if not isinstance(values, Mapping) or not 0 < len(values) <= _MOST_TENSORS:
        raise BadTensorsError("it does not hold a state dict")
    room, owned = most_bytes, set[int]()
    tensors: dict[str, torch.Tensor] = {}
    for key, value in values.items():
        if not isinstance(key, str) or _KEY.fullmatch(key) is None:
            raise BadTensorsError(f"it has a key that no network has: {str(key)[:60]!r}")
        tensor = _plain(key, value)
        room -= tensor.numel() * tensor.element_size()
        if room < 0:
            raise BadTensorsError("its tensors are larger than the file")
        tensors[key] = _own(tensor, owned)
        _require_finite(key, tensors[key])
    return tensors


def _plain(key: str, value: object) -> torch.Tensor:
    if not isinstance(value, torch.Tensor):
        raise BadTensorsError(f"'{key}' is not a tensor but {type(value).__name__}")
    tensor = value.detach()
    if tensor.layout is not torch.strided or tensor.device.type != "cpu":
        raise BadTensorsError(f"'{key}' is not a plain tensor")
    if tensor.dtype not in _DTYPES:
        raise BadTensorsError(f"'{key}' has the type {str(tensor.dtype).removeprefix('torch.')}")
    return tensor


def _own(tensor: torch.Tensor, owned: set[int]) -> torch.Tensor:
    """The tensor, copied unless it alone fills its memory."""
    tensor = tensor.contiguous()
    memory = tensor.untyped_storage()
    if memory.data_ptr() in owned or memory.nbytes() != tensor.numel() * tensor.element_size():
        return tensor.clone()
    owned.add(memory.data_ptr())
    return tensor


def _require_finite(key: str, tensor: torch.Tensor) -> None:
    if not tensor.is_floating_point() or tensor.numel() == 0:
        return
    low, high = torch.aminmax(tensor)  # passes NaN on, and shows an infinity
    if not (torch.isfinite(low) and torch.isfinite(high)):
        raise BadTensorsError(f"'{key}' holds values that are not finite")
