"""The warping module W: the portrait's features, moved to where the driven keypoints want them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.dense_motion import (
    DenseMotion,
    DenseMotionNetwork,
    DenseMotionSource,
)
from app.pipeline.engines.liveportrait.networks.layers import Layers
from app.pipeline.engines.liveportrait.networks.state_reader import StateDict, StateReader
from app.pipeline.engines.liveportrait.ops.sampling import sample_volume
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target

_VOLUME_CHANNELS = 512
_CHANNELS = 256


@dataclass(frozen=True, slots=True, eq=False)
class WarpSource:
    """What depends on the portrait alone.

    Attributes:
        feature: (1, 32, 16, 64, 64), to be sampled.
        motion: What the dense motion network keeps.
    """

    feature: Tensor
    motion: DenseMotionSource


@dataclass(frozen=True, slots=True, eq=False)
class Warped:
    """What W gives.

    Attributes:
        out: (1, 256, 64, 64), channels_last, for the generator.
        deformation: (1, 16, 64, 64, 3) float32.
        occlusion_map: (1, 1, 64, 64).
    """

    out: Tensor
    deformation: Tensor
    occlusion_map: Tensor


class WarpingModule:
    """Runs for every frame.

    Args:
        state: Official state dict.
        target: Where and how it runs.
        scratch: Working memory.

    Raises:
        StateDictError: The state dict is not this network's.
    """

    def __init__(self, state: StateDict, target: Target, scratch: Scratch) -> None:
        reader = StateReader(state, "warping_module")
        self._target = target
        layers = Layers(reader, target, scratch)
        self._dense_motion = DenseMotionNetwork(layers)
        weight, bias = reader.normalized_layer("third.conv", "third.norm", _CHANNELS, _VOLUME_CHANNELS, 3, 3)
        leaky = partial(F.leaky_relu_, negative_slope=0.01)
        self._last_dtype = target.precise.dtype
        self._third = layers.precise_convolution(weight, bias, side=64, activation=leaky)
        fourth = reader.layer("fourth", _CHANNELS, _CHANNELS, 1, 1)
        self._fourth = layers.precise_convolution(*fourth, side=64)
        reader.finish()

    def prepare(self, feature: Tensor, keypoints: Tensor) -> WarpSource:
        """What depends on the portrait alone: features (1, 32, 16, 64, 64), keypoints (1, 21, 3)."""
        feature = feature.to(self._target.device, self._sampled_dtype)
        keypoints = keypoints.to(self._target.device)
        return WarpSource(feature, self._dense_motion.prepare(feature, keypoints))

    def __call__(self, source: WarpSource, keypoints: Tensor) -> Warped:
        """Warps the portrait's features to driven keypoints (1, 21, 3)."""
        motion: DenseMotion = self._dense_motion(source.motion, keypoints.to(self._target.device))
        moved = sample_volume(source.feature, motion.deformation)  # 1, 32, 16, 64, 64
        x = moved.flatten(1, 2).to(self._last_dtype)  # 1, 512, 64, 64
        x = self._third(x.contiguous(memory_format=torch.channels_last))  # 1, 256, 64, 64
        x = self._fourth(x) * motion.occlusion
        return Warped(x, motion.deformation, motion.occlusion)

    @property
    def _sampled_dtype(self) -> torch.dtype:
        """Half precision would round the coordinates too: a sampling position must be float32."""
        return torch.float32
