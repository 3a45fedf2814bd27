"""Spatially adaptive normalization (SPADE): a map is normalized, then scaled and shifted place by place.

Park et al., "Semantic Image Synthesis with Spatially-Adaptive Normalization" (2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.layers import Layers
from app.pipeline.engines.liveportrait.networks.state_reader import StateReader
from app.pipeline.engines.liveportrait.ops.convolution import Band
from app.pipeline.engines.liveportrait.ops.upsampled import RepeatedRowsConvolution

HIDDEN = 128
"""Channels of the condition that scale and shift are made from."""

CONDITION = 256
"""Channels of the warped features, from which every condition is made."""

_EPSILON = 1e-5
_SLOPE = 0.2


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the generator a layer stands.

    Attributes:
        side: Of its maps.
        repeated: Whether its conditions come without their repeated rows.
    """

    side: int
    repeated: bool = False


def condition_layer(reader: StateReader, name: str) -> tuple[Tensor, Tensor]:
    """The first layer of a SPADE, from the warped features to its condition."""
    return reader.layer(f"{name}.mlp_shared.0", HIDDEN, CONDITION, 3, 3)


def normalized(x: Tensor) -> Tensor:
    """Every channel of a map (1, C, H, W) to mean 0 and variance 1.

    Enlarging by repetition changes neither mean nor variance, so a map is normalized before it is
    enlarged.
    """
    return F.batch_norm(x, None, None, training=True, eps=_EPSILON)  # a batch of one map


class Modulation:
    """The layer that makes scale and shift from a condition, a band of rows at a time.

    Args:
        weight: (O, 128, 3, 3).
        bias: (O).
        place: Where in the generator it stands.
        layers: What it is made from.
    """

    def __init__(self, weight: Tensor, bias: Tensor, place: Place, layers: Layers) -> None:
        self._bands: Callable[[Tensor], Iterator[Band]]
        if place.repeated:
            self._bands = RepeatedRowsConvolution(weight, bias, layers.target).bands
        else:
            self._bands = layers.convolution(weight, bias, side=place.side, delicate=False).bands

    def __call__(self, condition: Tensor) -> Iterator[Band]:
        """Rows of the map, all of them in the end, and scale and shift (1, O, rows, W) there."""
        return self._bands(condition)


class Spade:
    """Scale and shift by a condition, then a leaky ReLU.

    Args:
        layers: What it is made from.
        name: Its official name.
        channels: Of the map to change.
        place: Where in the generator it stands.
    """

    def __init__(self, layers: Layers, name: str, channels: int, place: Place) -> None:
        weight, bias = scale_and_shift_layer(layers.reader, name, channels)
        self._modulation = Modulation(weight, bias, place, layers)
        self._channels = channels

    def __call__(self, x: Tensor, condition: Tensor, y: Tensor) -> Tensor:
        """Changes a normalized map (1, C, H / factor, W / factor) into y (1, C, H, W)."""
        for rows, band in self._modulation(condition):
            scale, shift = band.split(self._channels, dim=1)
            part = y[:, :, rows]
            scale_rows(x, rows, y.shape[2] // x.shape[2], scale, shift, part)
            F.leaky_relu_(part, _SLOPE)
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
        rows: Rows of the result: a run of whole cells, or one row of every so many.
        factor: How many times x is enlarged.
        scale: (1, C, rows, W).
        shift: Likewise, None for none.
        out: Likewise, written to.
    """
    step = rows.step or 1
    stop = None if rows.stop is None else rows.stop // factor
    part = x[:, :, rows.start // factor : stop : max(step // factor, 1)]
    high = factor if step == 1 else 1
    part = part.permute(0, 2, 3, 1)[:, :, None, :, None]  # 1, cells, 1, W / factor, 1, C
    scale, out = _in_cells(scale, high, factor), _in_cells(out, high, factor)
    if shift is None:
        torch.mul(part, scale, out=out)
    else:
        torch.addcmul(_in_cells(shift, high, factor), part, scale, out=out)


def _in_cells(x: Tensor, high: int, wide: int) -> Tensor:
    """(1, C, H, W) as (1, H / high, high, W / wide, wide, C)."""
    rows = x.permute(0, 2, 3, 1)
    cells: Tensor = rows.unflatten(1, (-1, high)).unflatten(3, (-1, wide))
    return cells
