"""Spatially adaptive normalization (SPADE): a map is normalized, then scaled and shifted place by place.

Park et al., "Semantic Image Synthesis with Spatially-Adaptive Normalization" (2019).
"""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.state_reader import StateReader
from app.pipeline.engines.liveportrait.ops.convolution import convolution
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target

HIDDEN = 128
"""Channels of the condition that scale and shift are made from."""

CONDITION = 256
"""Channels of the warped features, from which every condition is made."""

_EPSILON = 1e-5
_SLOPE = 0.2


def condition_layer(reader: StateReader, name: str) -> tuple[Tensor, Tensor]:
    """The first layer of a SPADE, from the warped features to its condition."""
    return reader.layer(f"{name}.mlp_shared.0", HIDDEN, CONDITION, 3, 3)


def normalized(x: Tensor) -> Tensor:
    """Every channel of a map (1, C, H, W) to mean 0 and variance 1.

    Enlarging by repetition changes neither mean nor variance, so a map is normalized before it is
    enlarged.
    """
    return F.batch_norm(x, None, None, training=True, eps=_EPSILON)  # a batch of one map


class Spade:
    """Scale and shift by a condition, then a leaky ReLU.

    Args:
        reader: The generator's state dict.
        name: The layer's official name.
        channels: Of the map to change.
        side: Of the result.
        factor: How many times smaller the normalized map comes in.
        target: Where and how it runs.
        scratch: Working memory.
    """

    def __init__(
        self,
        reader: StateReader,
        name: str,
        channels: int,
        side: int,
        factor: int,
        target: Target,
        scratch: Scratch,
    ) -> None:
        weight, bias = scale_and_shift_layer(reader, name, channels)
        self._modulation = convolution(weight, bias, target, scratch, side=side, delicate=False)
        self._channels = channels
        self._factor = factor

    def __call__(self, x: Tensor, condition: Tensor) -> Tensor:
        """A normalized map (1, C, H / factor, W / factor) and its condition (1, 128, H, W): (1, C, H, W)."""
        height, width = condition.shape[2:]
        y = torch.empty(
            (1, self._channels, height, width),
            dtype=x.dtype,
            device=x.device,
            memory_format=torch.channels_last,
        )
        for rows, band in self._modulation.bands(condition):
            scale, shift = band.split(self._channels, dim=1)
            scale_rows(x, rows, self._factor, scale, shift, y[:, :, rows])
            F.leaky_relu_(y[:, :, rows], _SLOPE)
        return y


def scale_and_shift_layer(reader: StateReader, name: str, channels: int) -> tuple[Tensor, Tensor]:
    """Both layers after the condition as one, (2 C, 128, 3, 3); the scale's 1 goes into its bias."""
    scale, scale_bias = reader.layer(f"{name}.mlp_gamma", channels, HIDDEN, 3, 3)
    shift, shift_bias = reader.layer(f"{name}.mlp_beta", channels, HIDDEN, 3, 3)
    return torch.cat([scale, shift]), torch.cat([scale_bias + 1, shift_bias])


def scale_rows(x: Tensor, rows: slice, factor: int, scale: Tensor, shift: Tensor | None, out: Tensor) -> None:
    """Some rows of x, enlarged by repetition, times ``scale`` plus ``shift``.

    Args:
        x: (1, C, H / factor, W / factor).
        rows: Rows of the result, multiples of the factor.
        factor: How many times x is enlarged.
        scale: (1, C, rows, W).
        shift: Likewise, None for none.
        out: Likewise, written to.
    """
    part = x[:, :, rows.start // factor : rows.stop // factor]
    part = part.permute(0, 2, 3, 1)[:, :, None, :, None]  # 1, rows / factor, 1, W / factor, 1, C
    scale, out = _in_cells(scale, factor), _in_cells(out, factor)
    if shift is None:
        torch.mul(part, scale, out=out)
    else:
        torch.addcmul(_in_cells(shift, factor), part, scale, out=out)


def _in_cells(x: Tensor, factor: int) -> Tensor:
    """(1, C, H, W) as (1, H / factor, factor, W / factor, factor, C)."""
    rows = x.permute(0, 2, 3, 1)
    cells: Tensor = rows.unflatten(1, (-1, factor)).unflatten(3, (-1, factor))
    return cells
