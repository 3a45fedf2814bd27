"""The motion extractor M (ConvNeXt V2, tiny): pose, expression and keypoints of a face.

Woo et al., "ConvNeXt V2" (2023).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.state_reader import StateDict, StateReader
from app.pipeline.engines.liveportrait.ops.target import Target

_DEPTHS = (3, 3, 9, 3)
_WIDTHS = (96, 192, 384, 768)
HEADS = {"pitch": 66, "yaw": 66, "roll": 66, "t": 3, "exp": 63, "scale": 1, "kp": 63}
"""What M says about a face, in order, and how many figures each takes."""
_EPSILON = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class MotionOutput:
    """What M says about a batch of faces, float32.

    Attributes:
        pitch: (N, 66) logits; degrees are 3 times the expected bin, minus 97.5.
        yaw: (N, 66), likewise.
        roll: (N, 66), likewise.
        t: (N, 3) translation.
        exp: (N, 63) displacement of 21 keypoints by the expression.
        scale: (N, 1).
        kp: (N, 63) canonical keypoints.
    """

    pitch: Tensor
    yaw: Tensor
    roll: Tensor
    t: Tensor
    exp: Tensor
    scale: Tensor
    kp: Tensor


class MotionExtractor:
    """Runs for every frame of the driver, and once for a portrait.

    Args:
        state: Official state dict.
        target: Where and how it runs.

    Raises:
        StateDictError: The state dict is not this network's.
    """

    def __init__(self, state: StateDict, target: Target) -> None:
        reader = StateReader(state, "motion_extractor")
        self._target = target
        self._stem = _Downsampling(reader, 0, 3, _WIDTHS[0], 4, target)
        self._down = [
            _Downsampling(reader, index, _WIDTHS[index - 1], _WIDTHS[index], 2, target) for index in (1, 2, 3)
        ]
        self._stages = [
            [_Block(reader, f"detector.stages.{stage}.{index}", width, target) for index in range(depth)]
            for stage, (depth, width) in enumerate(zip(_DEPTHS, _WIDTHS, strict=True))
        ]
        self._norm = _on(target, torch.float32, *reader.layer("detector.norm", _WIDTHS[-1]))
        heads = [reader.layer(f"detector.fc_{name}", size, _WIDTHS[-1]) for name, size in HEADS.items()]
        self._heads = _on(
            target, torch.float32, torch.cat([w for w, _ in heads]), torch.cat([b for _, b in heads])
        )
        reader.finish()

    def __call__(self, image: Tensor) -> MotionOutput:
        """Reads faces.

        Args:
            image: (N, 3, 256, 256), RGB, 0..1.
        """
        x = image.to(self._target.device, self._target.dtype).contiguous(memory_format=torch.channels_last)
        x = self._stem(x)  # N, 64, 64, 96
        for index, blocks in enumerate(self._stages):
            if index:
                x = self._down[index - 1](x)
            for block in blocks:
                x = block(x)  # N, 8, 8, 768 in the end
        pooled = x.float().mean(dim=(1, 2))  # N, 768
        figures = F.linear(_normalized(pooled, self._norm), *self._heads)  # N, 328
        parts = figures.split(list(HEADS.values()), dim=1)
        return MotionOutput(**dict(zip(HEADS, parts, strict=True)))


class _Downsampling:
    """A convolution by patches and a norm: after it at the stem, before it elsewhere."""

    def __init__(
        self, reader: StateReader, index: int, inputs: int, outputs: int, patch: int, target: Target
    ) -> None:
        name = f"detector.downsample_layers.{index}"
        self._is_stem = index == 0
        conv, norm = (0, 1) if self._is_stem else (1, 0)
        weight, bias = reader.layer(f"{name}.{conv}", outputs, inputs, patch, patch)
        self._weight, self._bias = _on(target, target.dtype, weight, bias)
        self._weight = self._weight.contiguous(memory_format=torch.channels_last)
        self._norm = _on(
            target, target.dtype, *reader.layer(f"{name}.{norm}", outputs if self._is_stem else inputs)
        )
        self._patch = patch

    def __call__(self, x: Tensor) -> Tensor:
        """(N, 3, H, W) at the stem, (N, H, W, C) elsewhere, to (N, H / patch, W / patch, C)."""
        if not self._is_stem:
            x = _normalized(x, self._norm).permute(0, 3, 1, 2)
        x = F.conv2d(x, self._weight, self._bias, stride=self._patch).permute(0, 2, 3, 1)
        return _normalized(x, self._norm) if self._is_stem else x


class _Block:
    """Depthwise 7 x 7, norm, then a channel mixer with global response normalization."""

    def __init__(self, reader: StateReader, name: str, width: int, target: Target) -> None:
        wide = 4 * width

        def half(*tensors: Tensor) -> tuple[Tensor, ...]:
            return _on(target, target.dtype, *tensors)

        weight, self._depthwise_bias = half(*reader.layer(f"{name}.dwconv", width, 1, 7, 7))
        self._depthwise = weight.contiguous(memory_format=torch.channels_last)
        self._norm = half(*reader.layer(f"{name}.norm", width))
        self._widen = half(*reader.layer(f"{name}.pwconv1", wide, width))
        self._gamma, self._beta = half(
            reader.tensor(f"{name}.grn.gamma", 1, 1, 1, wide),
            reader.tensor(f"{name}.grn.beta", 1, 1, 1, wide),
        )
        self._narrow = half(*reader.layer(f"{name}.pwconv2", width, wide))

    def __call__(self, x: Tensor) -> Tensor:
        """(N, H, W, C) to the same."""
        y = x.permute(0, 3, 1, 2)
        y = F.conv2d(y, self._depthwise, self._depthwise_bias, padding=3, groups=y.shape[1])
        y = _normalized(y.permute(0, 2, 3, 1), self._norm)
        y = F.gelu(F.linear(y, *self._widen))  # N, H, W, 4 C
        energy = torch.linalg.vector_norm(y, dim=(1, 2), keepdim=True, dtype=torch.float32)  # N, 1, 1, 4 C
        share = energy / (energy.mean(dim=-1, keepdim=True) + _EPSILON)
        y = torch.addcmul(self._beta, y, 1 + self._gamma * share.to(y.dtype))
        return x + F.linear(y, *self._narrow)


def _normalized(x: Tensor, affine: tuple[Tensor, ...]) -> Tensor:
    """Layer norm over the last dimension."""
    weight, bias = affine
    return F.layer_norm(x, x.shape[-1:], weight, bias, _EPSILON)


def _on(target: Target, dtype: torch.dtype, *tensors: Tensor) -> tuple[Tensor, ...]:
    return tuple(tensor.to(target.device, dtype) for tensor in tensors)
