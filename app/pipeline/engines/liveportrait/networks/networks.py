"""All networks of LivePortrait, from their official state dicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.appearance import AppearanceExtractor
from app.pipeline.engines.liveportrait.networks.generator import Generator
from app.pipeline.engines.liveportrait.networks.mlp import EYES, LIPS, STITCHING, Perceptron
from app.pipeline.engines.liveportrait.networks.motion import MotionExtractor, MotionOutput
from app.pipeline.engines.liveportrait.networks.state_reader import StateDict, StateDictError
from app.pipeline.engines.liveportrait.networks.warping import Warped, WarpingModule
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target

_RETARGETING = "stitching_retargeting_module"


class Networks:
    """The seven networks on one device, in one precision. One thread uses them at a time.

    Attributes:
        target: Where and how they run.
        warping: W, for callers that keep what depends on the portrait alone.
        generator: G.
    """

    def __init__(
        self,
        target: Target,
        appearance: AppearanceExtractor,
        motion: MotionExtractor,
        warping: WarpingModule,
        generator: Generator,
        stitching: Perceptron,
        eyes: Perceptron,
        lips: Perceptron,
    ) -> None:
        self.target = target
        self.warping = warping
        self._appearance = appearance
        self._motion = motion
        self.generator = generator
        self._stitching = stitching
        self._eyes = eyes
        self._lips = lips

    @classmethod
    def from_state_dicts(
        cls,
        state_dicts: Mapping[str, Any],
        *,
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
    ) -> Networks:
        """Builds all networks.

        Args:
            state_dicts: Official keys and tensors, under ``appearance_feature_extractor``,
                ``motion_extractor``, ``warping_module``, ``spade_generator`` and
                ``stitching_retargeting_module``, the last with ``retarget_shoulder``,
                ``retarget_eye`` and ``retarget_mouth`` in it.
            device: Where they run.
            dtype: float32, float16 or bfloat16; F and the perceptrons keep float32.

        Raises:
            StateDictError: A module or key is missing, left over or of another shape.
        """
        target, scratch = Target(torch.device(device), dtype), Scratch()
        exact = Target(target.device, torch.float32)  # F runs once, and all frames would keep its rounding
        with torch.inference_mode():
            retargeting = _module(state_dicts, _RETARGETING)
            return cls(
                target,
                AppearanceExtractor(_module(state_dicts, "appearance_feature_extractor"), exact, scratch),
                MotionExtractor(_module(state_dicts, "motion_extractor"), target),
                WarpingModule(_module(state_dicts, "warping_module"), target, scratch),
                Generator(_module(state_dicts, "spade_generator"), target, scratch),
                Perceptron(_module(retargeting, "retarget_shoulder"), "retarget_shoulder", STITCHING),
                Perceptron(_module(retargeting, "retarget_eye"), "retarget_eye", EYES),
                Perceptron(_module(retargeting, "retarget_mouth"), "retarget_mouth", LIPS),
            )

    @torch.inference_mode()
    def appearance(self, image: Tensor) -> Tensor:
        """F: image (1, 3, 256, 256), RGB, 0..1, to features (1, 32, 16, 64, 64)."""
        return self._appearance(image)

    @torch.inference_mode()
    def motion(self, image: Tensor) -> MotionOutput:
        """M: images (N, 3, 256, 256), RGB, 0..1, to pose, expression and keypoints."""
        return self._motion(image)

    @torch.inference_mode()
    def warp(self, feature_3d: Tensor, kp_source: Tensor, kp_driving: Tensor) -> Warped:
        """W: features (1, 32, 16, 64, 64) and keypoints (1, 21, 3) to warped features."""
        return self.warping(self.warping.prepare(feature_3d, kp_source), kp_driving)

    @torch.inference_mode()
    def generate(self, features: Tensor) -> Tensor:
        """G: warped features (1, 256, 64, 64) to the picture (1, 3, 512, 512), RGB, 0..1."""
        return self.generator(features)

    @torch.inference_mode()
    def stitch(self, kp_source: Tensor, kp_driving: Tensor) -> Tensor:
        """Keypoints (N, 21, 3) each to what stitching adds: 63 offsets and (tx, ty), (N, 65), on the CPU."""
        return self._stitching(self._joined(kp_source, kp_driving))

    @torch.inference_mode()
    def retarget_eye(self, kp_source: Tensor, ratios: Tensor) -> Tensor:
        """Keypoints (N, 21, 3) and eye ratios (N, 3: left, right, wanted) to offsets (N, 21, 3)."""
        return self._eyes(self._joined(kp_source, ratios)).view(-1, 21, 3)

    @torch.inference_mode()
    def retarget_lip(self, kp_source: Tensor, ratios: Tensor) -> Tensor:
        """Keypoints (N, 21, 3) and lip ratios (N, 2: own, wanted) to offsets (N, 21, 3)."""
        return self._lips(self._joined(kp_source, ratios)).view(-1, 21, 3)

    @staticmethod
    def _joined(*parts: Tensor) -> Tensor:
        flat = [part.flatten(1).to("cpu", torch.float32) for part in parts]
        return torch.cat(flat, dim=1)


def _module(state_dicts: Mapping[str, Any], name: str) -> StateDict:
    if name not in state_dicts:
        raise StateDictError(f"the module '{name}' is missing")
    state: StateDict = state_dicts[name]
    return state
