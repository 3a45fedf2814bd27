"""The appearance extractor F: a portrait's looks as a volume of features."""

from __future__ import annotations

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.layers import Layers
from app.pipeline.engines.liveportrait.networks.state_reader import StateDict, StateReader
from app.pipeline.engines.liveportrait.ops.convolution import Convolution
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target

_CHANNELS, _DEPTH = 32, 16
_RESIDUAL_BLOCKS = 6


class AppearanceExtractor:
    """Runs once for a portrait.

    Args:
        state: Official state dict.
        target: Where and how it runs.
        scratch: Working memory.

    Raises:
        StateDictError: The state dict is not this network's.
    """

    def __init__(self, state: StateDict, target: Target, scratch: Scratch) -> None:
        reader = StateReader(state, "appearance_feature_extractor")
        layers = Layers(reader, target, scratch)

        def folded(name: str, side: int, outputs: int, inputs: int) -> Convolution:
            weight, bias = reader.normalized_layer(f"{name}.conv", f"{name}.norm", outputs, inputs, 3, 3)
            return layers.convolution(weight, bias, side=side, activation=torch.relu_)

        self._target = target
        self._first = folded("first", 256, 64, 3)
        self._down = [folded("down_blocks.0", 256, 128, 64), folded("down_blocks.1", 128, 256, 128)]
        second = reader.layer("second", _CHANNELS * _DEPTH, 256, 1, 1)
        self._second = layers.convolution(*second, side=64)
        self._residuals = [_ResidualBlock(layers, i) for i in range(_RESIDUAL_BLOCKS)]
        reader.finish()

    def __call__(self, image: Tensor) -> Tensor:
        """The features of a portrait.

        Args:
            image: (1, 3, 256, 256), RGB, 0..1.

        Returns:
            (1, 32, 16, 64, 64).
        """
        x = image.to(self._target.device, self._target.dtype)
        x = self._first(x.contiguous(memory_format=torch.channels_last))  # 1, 64, 256, 256
        for down in self._down:
            x = F.avg_pool2d(down(x), 2)  # 1, 256, 64, 64 in the end
        x = self._second(x)  # 1, 512, 64, 64
        x = x.view(_CHANNELS, _DEPTH, *x.shape[2:]).transpose(0, 1)  # 16, 32, 64, 64: a batch of depths
        x = x.contiguous(memory_format=torch.channels_last)
        for block in self._residuals:
            x = block(x)
        return x.transpose(0, 1)[None].contiguous()


class _ResidualBlock:
    """Norm, ReLU, 3 x 3 x 3 convolution, twice, beside the identity."""

    def __init__(self, layers: Layers, index: int) -> None:
        reader, target = layers.reader, layers.target
        name = f"resblocks_3d.3dr{index}"
        shape = (_CHANNELS, _CHANNELS, 3, 3, 3)
        scale, shift = reader.affine(f"{name}.norm1", _CHANNELS)
        # The second norm follows the first convolution and disappears in it.
        weight1, bias1 = reader.normalized_layer(f"{name}.conv1", f"{name}.norm2", *shape)
        weight2, bias2 = reader.layer(f"{name}.conv2", *shape)
        self._scale, self._shift = (
            v.to(target.device, target.dtype).view(1, -1, 1, 1) for v in (scale, shift)
        )
        self._conv1 = layers.volume_convolution(weight1, bias1, side=64, activation=torch.relu_)
        self._conv2 = layers.volume_convolution(weight2, bias2, side=64)

    def __call__(self, x: Tensor) -> Tensor:
        """(16, 32, 64, 64), a batch of depths, to the same."""
        y = torch.addcmul(self._shift, x, self._scale).relu_()
        y = self._conv1(y)
        return x + self._conv2(y)
