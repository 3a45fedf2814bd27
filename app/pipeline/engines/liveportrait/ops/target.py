"""Where the networks run, in which precision, and which rewrites pay off there."""

from __future__ import annotations

from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class Target:
    """A device and a precision.

    Attributes:
        device: Where weights and maps live.
        dtype: Of weights and maps; coordinates, statistics and sampling stay in float32.
    """

    device: torch.device
    dtype: torch.dtype

    @property
    def on_cpu(self) -> bool:
        """Whether the processor computes. There multiplications cost more than passes over memory."""
        return self.device.type == "cpu"

    @property
    def multiplies_in_half(self) -> bool:
        """Whether matrix products run in half precision; x86 processors have no product of float16."""
        return self.dtype is not torch.float32 and not (self.on_cpu and self.dtype is torch.float16)

    @property
    def channel_multiple(self) -> int:
        """What the number of channels should be a multiple of: a GPU's matrix units take 8 halves."""
        return 1 if self.on_cpu or self.dtype is torch.float32 else 8

    @property
    def precise(self) -> Target:
        """For the few layers whose rounding shows most and which cost a processor next to nothing.

        A GPU's half precision has bits enough, and its matrix units know nothing finer.
        """
        return Target(self.device, torch.float32) if self.on_cpu else self
