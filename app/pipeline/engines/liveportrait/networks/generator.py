"""The generator G: warped features become the picture, through residual SPADE blocks."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.layers import Layers
from app.pipeline.engines.liveportrait.networks.spade import (
    CONDITION,
    HIDDEN,
    Modulation,
    Place,
    Spade,
    condition_layer,
    normalized,
    scale_and_shift_layer,
    scale_rows,
)
from app.pipeline.engines.liveportrait.networks.state_reader import StateDict, StateReader
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target
from app.pipeline.engines.liveportrait.ops.upsampled import UpsampledConvolution

_SIDE = 64
_WIDTH = 512
_MIDDLE = [f"G_middle_{index}" for index in range(6)]
_SLOPE = 0.2


class Generator:
    """Runs for every frame.

    Args:
        state: Official state dict.
        target: Where and how it runs.
        scratch: Working memory.

    Raises:
        StateDictError: The state dict is not this network's.
    """

    def __init__(self, state: StateDict, target: Target, scratch: Scratch) -> None:
        reader = StateReader(state, "spade_generator")
        self._target = target
        layers = Layers(reader, target, scratch)
        first = reader.layer("fc", _WIDTH, CONDITION, 3, 3)
        self._first = layers.convolution(*first, side=_SIDE, delicate=False)
        # All conditions come from the same features: one convolution makes those of a size.
        conditions = _condition_layers(reader, _MIDDLE, ("norm_0", "norm_1"))
        self._middle_conditions = layers.convolution(
            *conditions, side=_SIDE, activation=torch.relu_, delicate=False
        )
        middle = Place(_SIDE)
        self._middle = [_ResidualBlock(layers, name, _WIDTH, _WIDTH, middle) for name in _MIDDLE]
        self._up_conditions, self._up = [], []
        for name, inputs, outputs, factor in (("up_0", _WIDTH, 256, 2), ("up_1", 256, 64, 4)):
            # On a processor, Winograd's algorithm saves more than leaving out repeated rows.
            place = Place(factor * _SIDE, repeated=factor == 4 and not target.on_cpu)
            conditions = _condition_layers(reader, [name], ("norm_0", "norm_1", "norm_s"))
            self._up_conditions.append(
                UpsampledConvolution(
                    *conditions,
                    factor,
                    target,
                    torch.relu_,
                    repeat_rows=not place.repeated,
                    scratch=layers.kept,
                )
            )
            self._up.append(_ResidualBlock(layers, name, inputs, outputs, place))
        image = reader.layer("conv_img.0", 12, 64, 3, 3)
        self._image = layers.convolution(*image, side=4 * _SIDE, delicate=False)
        reader.finish()

    def __call__(self, feature: Tensor) -> Tensor:
        """Draws a picture.

        Args:
            feature: (1, 256, 64, 64), from W.

        Returns:
            (1, 3, 512, 512), RGB, 0..1.
        """
        feature = feature.to(self._target.device, self._target.dtype)
        feature = feature.contiguous(memory_format=torch.channels_last)
        conditions = self._middle_conditions(feature).split(2 * HIDDEN, dim=1)  # 6 of 1, 256, 64, 64
        # Blocks add to x, so its rounding would add up as well.
        x = self._first(feature).to(self._target.precise.dtype)  # 1, 512, 64, 64
        for block, condition in zip(self._middle, conditions, strict=True):
            x = block(x, condition)
        for block, enlarged in zip(self._up, self._up_conditions, strict=True):
            x = block(x, enlarged(feature))  # 1, 256, 128, 128, then 1, 64, 256, 256
        x = self._image(F.leaky_relu_(x, _SLOPE).to(self._target.dtype))  # 1, 12, 256, 256
        return torch.sigmoid(F.pixel_shuffle(x, 2))


class _ResidualBlock:
    """Two SPADEs, each before a convolution, beside a shortcut; a smaller map is enlarged first.

    Args:
        layers: What it is made from.
        name: Its official name.
        inputs: Channels of the map.
        outputs: Channels of the result.
        place: Where in the generator it stands.
    """

    def __init__(self, layers: Layers, name: str, inputs: int, outputs: int, place: Place) -> None:
        inner, reader = min(inputs, outputs), layers.reader
        self._widths = inputs, inner
        self._dtype = layers.target.dtype
        self._side = place.side
        self._layers = layers
        self._spade_0 = Spade(layers, f"{name}.norm_0", inputs, place)
        self._spade_1 = Spade(layers, f"{name}.norm_1", inner, place)
        first = reader.spectral_layer(f"{name}.conv_0", inner, inputs, 3, 3)
        self._conv_0 = layers.convolution(*first, side=place.side, delicate=False)
        second = reader.spectral_layer(f"{name}.conv_1", outputs, inner, 3, 3)
        self._conv_1 = layers.convolution(*second, side=place.side, delicate=False)
        self._shortcut: _Shortcut | None = None
        if inputs != outputs:
            self._shortcut = _Shortcut(layers, name, inputs, outputs, place)

    def __call__(self, x: Tensor, conditions: Tensor) -> Tensor:
        """(1, C, H / factor, W / factor) and the conditions of all SPADEs: (1, O, H, W)."""
        condition_0, condition_1, *rest = conditions.split(HIDDEN, dim=1)
        inputs, inner = self._widths
        plain = normalized(x).to(self._dtype)
        if self._shortcut:
            x = self._shortcut(plain, rest[0])
        y = self._conv_0(self._spade_0(plain, condition_0, self._map(inputs)))
        y = self._spade_1(normalized(y), condition_1, self._map(inner))
        result = torch.empty_like(x)
        for rows, band in self._conv_1.bands(y):
            torch.add(band, x[:, :, rows], out=result[:, :, rows])
        return result

    def _map(self, channels: int) -> Tensor:
        """A map for a SPADE's result, which the convolution after it uses up."""
        return self._layers.map("modulated", channels, self._side)


class _Shortcut:
    """A SPADE without activation and a 1 x 1 convolution.

    The convolution is linear, so it is taken into the layer that makes the SPADE's shift.
    """

    def __init__(self, layers: Layers, name: str, inputs: int, outputs: int, place: Place) -> None:
        reader, target = layers.reader, layers.target
        weight, bias = scale_and_shift_layer(reader, f"{name}.norm_s", inputs)
        mix, _ = reader.spectral_layer(f"{name}.conv_s", outputs, inputs, 1, 1, bias=False)
        mix = mix.flatten(1)  # O, C
        (scale, shift), (scale_bias, shift_bias) = weight.split(inputs), bias.split(inputs)
        shift = torch.einsum("oc,cikl->oikl", mix.double(), shift.double()).float()
        shift_bias = (mix.double() @ shift_bias.double()).float()
        weight, bias = torch.cat([scale, shift]), torch.cat([scale_bias, shift_bias])
        self._modulation = Modulation(weight, bias, place, layers)
        self._mix = mix.T.contiguous().to(target.device, target.dtype)  # C, O
        self._side = place.side
        self._sum_dtype = target.precise.dtype

    def __call__(self, x: Tensor, condition: Tensor) -> Tensor:
        """A normalized map (1, C, H / factor, W / factor) and its condition: (1, O, H, W)."""
        inputs, outputs = self._mix.shape
        shape = (1, self._side, self._side, outputs)
        y = torch.empty(shape, dtype=self._sum_dtype, device=x.device)
        for rows, band in self._modulation(condition):
            scale, shift = band.split([inputs, outputs], dim=1)
            scaled = torch.empty_like(scale, memory_format=torch.channels_last)
            scale_rows(x, rows, self._side // x.shape[2], scale, None, scaled)
            pixels = scaled.permute(0, 2, 3, 1).flatten(0, 2)  # rows W, C
            mixed = (pixels @ self._mix).view(1, scaled.shape[2], self._side, outputs)
            torch.add(mixed, shift.permute(0, 2, 3, 1), out=y[:, rows])
        return y.permute(0, 3, 1, 2)


def _condition_layers(
    reader: StateReader, blocks: list[str], norms: tuple[str, ...]
) -> tuple[Tensor, Tensor]:
    layers = [condition_layer(reader, f"{block}.{norm}") for block in blocks for norm in norms]
    return torch.cat([weight for weight, _ in layers]), torch.cat([bias for _, bias in layers])
