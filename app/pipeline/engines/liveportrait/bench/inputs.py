"""Inputs of the networks for measuring: a made-up portrait and a head that moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.networks import Networks
from app.pipeline.engines.liveportrait.runtime import INPUT_PIXELS
from app.pipeline.motion.keypoint_motion import FloatArray
from app.pipeline.types import RGBImage


@dataclass(frozen=True, slots=True, eq=False)
class BenchInputs:
    """What a frame is made from.

    Attributes:
        face: 256 x 256 x 3 uint8 RGB.
        feature: (1, 32, 16, 64, 64) float32, F's view of the face.
        source: (1, 21, 3) float32 keypoints.
        driving: Likewise, moved.
    """

    face: RGBImage
    feature: Tensor
    source: Tensor
    driving: Tensor


def make_inputs(networks: Networks, seed: int = 0) -> BenchInputs:
    """The same inputs for the same seed.

    Args:
        networks: Float32 networks on the processor.
        seed: Any number.
    """
    random = np.random.default_rng(seed)
    face = _smooth_picture(random)
    image = torch.from_numpy(face).permute(2, 0, 1)[None].float() / 255
    source = random.uniform(-0.5, 0.5, (1, 21, 3)).astype(np.float32)
    driving = source + random.normal(0, 0.03, source.shape).astype(np.float32)
    return BenchInputs(face, networks.appearance(image), torch.from_numpy(source), torch.from_numpy(driving))


def head_turn(source: FloatArray, frames: int) -> list[FloatArray]:
    """Keypoints (21 x 3 each) of a head that sways."""
    phases = np.linspace(0, 2 * np.pi, frames, endpoint=False)
    return [(source + 0.04 * np.sin(phase)).astype(np.float32) for phase in phases]


def _smooth_picture(random: np.random.Generator) -> RGBImage:
    y, x = np.mgrid[0:INPUT_PIXELS, 0:INPUT_PIXELS] / INPUT_PIXELS
    waves = random.uniform(1, 9, (3, 4, 2)), random.uniform(0, 2 * np.pi, (3, 4))
    channels = [
        np.mean([np.sin(2 * np.pi * (a * x + b * y) + p) for (a, b), p in zip(*wave, strict=True)], axis=0)
        for wave in zip(*waves, strict=True)
    ]
    return np.asarray(np.clip(127.5 + 127.5 * np.stack(channels, axis=-1), 0, 255), np.uint8)
