"""Working memory that layers share, so that a frame allocates nothing."""

from __future__ import annotations

from math import prod

import torch
from torch import Tensor


class Scratch:
    """Named buffers that grow to the largest use and are then reused.

    Whatever lies in a buffer is gone when its name is asked for again.
    """

    def __init__(self) -> None:
        self._buffers: dict[tuple[str, torch.dtype], Tensor] = {}

    def take(self, name: str, shape: tuple[int, ...], dtype: torch.dtype = torch.float32) -> Tensor:
        """A contiguous CPU tensor of the shape, its contents undefined."""
        size = prod(shape)
        held = self._buffers.get((name, dtype))
        if held is None or held.numel() < size:
            with torch.inference_mode(False):  # one made in inference mode could not be written outside
                held = self._buffers[(name, dtype)] = torch.empty(size, dtype=dtype)
        return held[:size].view(shape)
