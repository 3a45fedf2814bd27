"""The dense motion network: where in the portrait's volume every place of the picture comes from."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.layers import Layers
from app.pipeline.engines.liveportrait.ops.convolution import VolumeConvolution
from app.pipeline.engines.liveportrait.ops.large_kernel import large_kernel_convolution
from app.pipeline.engines.liveportrait.ops.sampling import identity_axis, identity_grid, shifted_volumes
from app.pipeline.engines.liveportrait.ops.upsampled import UpsampledConvolution
from app.pipeline.engines.liveportrait.ops.volume import stack_depth, stacked_kernel

_KEYPOINTS = 21
_COMPRESSED = 4
_FEATURES, _DEPTH, _SIDE = 32, 16, 64
_DOWN = (64, 128, 256, 512, 1024)
_UP = (512, 256, 128, 64, 32)
_HEAT_VARIANCE = 0.01

_CANDIDATES = _KEYPOINTS + 1
"""Motions to choose from: one for each keypoint, and standing still, which comes first."""

_ORIGINAL_INPUTS = _CANDIDATES * (1 + _COMPRESSED)
"""Channels of the hourglass in the checkpoint: heat and features of each candidate in turn."""

_INPUTS = _ORIGINAL_INPUTS - 1
"""Ours leave the heat of standing still out, which is zero."""


@dataclass(frozen=True, slots=True, eq=False)
class DenseMotionSource:
    """What depends on the portrait alone.

    Attributes:
        keypoints: (21, 3) float32.
        compressed: (4, 16, 64, 64) float32.
        heat: (16, 64, 64, 21), heat of the portrait's keypoints.
        still: (16, 64, 64, 4), features of standing still.
    """

    keypoints: Tensor
    compressed: Tensor
    heat: Tensor
    still: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class DenseMotion:
    """Where every place comes from.

    Attributes:
        deformation: (1, 16, 64, 64, 3) float32, coordinates in the portrait's volume.
        occlusion: (1, 1, 64, 64), 0..1: how much of it the portrait shows.
    """

    deformation: Tensor
    occlusion: Tensor


class DenseMotionNetwork:
    """An hourglass over all candidate motions, which picks a mixture at every place."""

    def __init__(self, layers: Layers) -> None:
        reader, target, name = layers.reader, layers.target, "dense_motion_network"
        self._target = target
        weight, bias = reader.normalized_layer(
            f"{name}.compress", f"{name}.norm", _COMPRESSED, _FEATURES, 1, 1, 1
        )
        self._compress = weight.flatten(1).to(target.device), bias.to(target.device)
        self._spare = -_INPUTS % target.channel_multiple
        self._down = _down_blocks(layers, f"{name}.hourglass.encoder", self._spare)
        self._up = _up_blocks(layers, f"{name}.hourglass.decoder")
        self._last = _last_block(layers, f"{name}.hourglass.decoder", self._spare)
        prediction = _UP[-1] + _ORIGINAL_INPUTS
        spare = -prediction % target.channel_multiple
        mask_weight, mask_bias = reader.layer(f"{name}.mask", _CANDIDATES, prediction, 7, 7, 7)
        self._mask = large_kernel_convolution(
            _padded_inputs(mask_weight, spare), mask_bias, target, layers.scratch
        )
        weight, bias = reader.layer(f"{name}.occlusion", 1, prediction * _DEPTH, 7, 7)
        taps = weight.flip(2, 3).view(prediction, _DEPTH, 49).permute(1, 0, 2)  # depth, C, taps
        self._occlusion = F.pad(taps, (0, 0, 0, spare)).to(target.device, target.precise.dtype)
        self._occlusion_bias = bias.to(target.device)

    def prepare(self, feature: Tensor, keypoints: Tensor) -> DenseMotionSource:
        """What depends on the portrait alone.

        Args:
            feature: (1, 32, 16, 64, 64).
            keypoints: (1, 21, 3), of the portrait.
        """
        weight, bias = self._compress
        x = (weight @ feature[0].float().flatten(1) + bias[:, None]).relu_()
        compressed = x.view(_COMPRESSED, *feature.shape[2:])
        keypoints = keypoints[0].float()
        still = shifted_volumes(compressed, torch.zeros_like(keypoints[:1]))[0]
        return DenseMotionSource(keypoints, compressed, _heat(keypoints), still.to(self._target.dtype))

    def __call__(self, source: DenseMotionSource, keypoints: Tensor) -> DenseMotion:
        """The motion from the portrait's keypoints to others (1, 21, 3)."""
        keypoints = keypoints[0].float()
        shifts = source.keypoints - keypoints  # 21, 3
        prediction = self._prediction(self._inputs(source, keypoints, shifts))  # 16, 142, 64, 64
        choice = self._mask(prediction)[:, :_CANDIDATES].softmax(dim=1)  # 16, 22, 64, 64
        # Every candidate is the identity plus a shift, so their mixture is one as well.
        moved = torch.einsum("dkhw,kc->dhwc", choice[:, 1:], shifts)
        deformation = identity_grid(_DEPTH, _SIDE, _SIDE, choice) + moved
        return DenseMotion(deformation[None], self._occluded(prediction))

    def _inputs(self, source: DenseMotionSource, keypoints: Tensor, shifts: Tensor) -> Tensor:
        """(16, 109, 64, 64): heat of all keypoints, features moved by each, features unmoved."""
        depth, height, width = source.heat.shape[:3]
        shape = (depth, height, width, _INPUTS + self._spare)
        x = torch.zeros(shape, dtype=self._target.dtype, device=source.heat.device)
        heat, moved, still = x[..., :_INPUTS].split(
            [_KEYPOINTS, _KEYPOINTS * _COMPRESSED, _COMPRESSED], dim=-1
        )
        heat.copy_(_heat(keypoints) - source.heat)
        deformed = shifted_volumes(source.compressed, shifts)  # 21, 16, 64, 64, 4
        moved.unflatten(-1, (_KEYPOINTS, _COMPRESSED)).copy_(deformed.permute(1, 2, 3, 0, 4))
        still.copy_(source.still)
        return x.permute(0, 3, 1, 2)

    def _prediction(self, x: Tensor) -> Tensor:
        skips = [x]
        for down in self._down:
            skips.append(F.avg_pool2d(down(skips[-1]), 2))
        x = skips.pop()
        for index, up in enumerate(self._up):
            x = up(stack_depth(x) if not index else stack_depth(x, skips.pop()))
        return self._last(x, skips.pop())

    def _occluded(self, prediction: Tensor) -> Tensor:
        """A 7 x 7 convolution over all depths to one channel: a product for each tap, then the taps added."""
        depth, channels, height, width = prediction.shape
        rows = prediction.permute(0, 2, 3, 1).reshape(depth, -1, channels)
        products = torch.bmm(rows.to(self._occlusion.dtype), self._occlusion)  # 16, H W, 49
        taps = products.float().sum(dim=0)  # H W, 49
        total = F.fold(taps.T[None], (height, width), 7, padding=3)  # 1, 1, H, W
        return torch.sigmoid(total + self._occlusion_bias).to(self._occlusion.dtype)


def _heat(keypoints: Tensor) -> Tensor:
    """Gaussians around keypoints (21, 3): (16, 64, 64, 21) float32, made axis by axis."""
    z, y, x = (
        torch.exp(
            (identity_axis(cells, keypoints)[:, None] - keypoints[:, axis]) ** 2 / (-2 * _HEAT_VARIANCE)
        )
        for cells, axis in ((_DEPTH, 2), (_SIDE, 1), (_SIDE, 0))
    )
    return z[:, None, None] * (y[:, None] * x)


def _down_blocks(layers: Layers, name: str, spare: int) -> list[VolumeConvolution]:
    blocks: list[VolumeConvolution] = []
    inputs = _ORIGINAL_INPUTS
    for index, outputs in enumerate(_DOWN):
        block = f"{name}.down_blocks.{index}"
        weight, bias = layers.reader.normalized_layer(
            f"{block}.conv", f"{block}.norm", outputs, inputs, 3, 3, 3
        )
        if not index:
            weight = _padded_inputs(_in_our_order(weight), spare)
        side = _SIDE >> index
        blocks.append(layers.volume_convolution(weight, bias, side=side, activation=torch.relu_))
        inputs = outputs
    return blocks


def _up_blocks(layers: Layers, name: str) -> list[UpsampledConvolution]:
    blocks = []
    inputs = _DOWN[-1]
    for index, outputs in enumerate(_UP):
        block = f"{name}.up_blocks.{index}"
        weight, bias = layers.reader.normalized_layer(
            f"{block}.conv", f"{block}.norm", outputs, inputs, 3, 3, 3
        )
        blocks.append(UpsampledConvolution(stacked_kernel(weight), bias, 2, layers.target, torch.relu_))
        inputs = 2 * outputs
    return blocks


def _last_block(layers: Layers, name: str, spare: int) -> VolumeConvolution:
    channels = _UP[-1] + _ORIGINAL_INPUTS
    weight, bias = layers.reader.normalized_layer(f"{name}.conv", f"{name}.norm", channels, channels, 3, 3, 3)
    decoded, inputs = weight.split([_UP[-1], _ORIGINAL_INPUTS], dim=1)
    weight = torch.cat([decoded, _padded_inputs(_in_our_order(inputs), spare)], dim=1)
    more = -channels % layers.target.channel_multiple
    weight, bias = F.pad(weight, (0, 0) * 4 + (0, more)), F.pad(bias, (0, more))
    return layers.volume_convolution(weight, bias, side=_SIDE, activation=torch.relu_)


def _in_our_order(weight: Tensor) -> Tensor:
    """A kernel (O, 110, ...) for the inputs as ``_inputs`` lays them out: (O, 109, ...)."""
    candidates = weight.unflatten(1, (_CANDIDATES, 1 + _COMPRESSED))
    heat, features = candidates[:, 1:, 0], candidates[:, :, 1:]
    return torch.cat([heat, features[:, 1:].flatten(1, 2), features[:, 0]], dim=1)


def _padded_inputs(weight: Tensor, more: int) -> Tensor:
    """The kernel (O, C + more, ...) that ignores some further channels."""
    return F.pad(weight, (0, 0) * (weight.ndim - 2) + (0, more))
