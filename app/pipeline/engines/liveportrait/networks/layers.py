"""What the layers of one network are made from."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.state_reader import StateReader
from app.pipeline.engines.liveportrait.ops.convolution import (
    Activation,
    Convolution,
    VolumeConvolution,
    convolution,
    volume_convolution,
)
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """A checkpoint being read, and where its layers will run.

    Attributes:
        reader: The network's state dict.
        target: Where and how the network runs.
        scratch: Working memory that all layers share.
    """

    reader: StateReader
    target: Target
    scratch: Scratch

    @property
    def kept(self) -> Scratch | None:
        """Memory for large results that are used up before the next; a GPU's allocator needs none."""
        return self.scratch if self.target.on_cpu else None

    def map(self, name: str, channels: int, side: int) -> Tensor:
        """A map (1, channels, side, side), channels_last, its contents undefined, good until the next."""
        shape = (1, side, side, channels)
        if self.kept is not None:
            rows = self.kept.take(name, shape, self.target.dtype)
        else:
            rows = torch.empty(shape, dtype=self.target.dtype, device=self.target.device)
        return rows.permute(0, 3, 1, 2)

    def convolution(
        self,
        weight: Tensor,
        bias: Tensor,
        *,
        side: int,
        activation: Activation | None = None,
        delicate: bool = True,
    ) -> Convolution:
        """See ``ops.convolution.convolution``."""
        return convolution(
            weight, bias, self.target, self.scratch, side=side, activation=activation, delicate=delicate
        )

    def precise_convolution(
        self, weight: Tensor, bias: Tensor, *, side: int, activation: Activation | None = None
    ) -> Convolution:
        """One whose rounding would show most, see ``Target.precise``."""
        return convolution(weight, bias, self.target.precise, self.scratch, side=side, activation=activation)

    def volume_convolution(
        self, weight: Tensor, bias: Tensor, *, side: int, activation: Activation | None = None
    ) -> VolumeConvolution:
        """See ``ops.convolution.volume_convolution``."""
        return volume_convolution(weight, bias, self.target, self.scratch, side=side, activation=activation)
