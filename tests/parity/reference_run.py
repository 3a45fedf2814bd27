"""The run that the golden arrays record: two pictures in, one picture out, with all that lies between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.keypoints import HeadAngles, rotation_matrix, transform
from app.pipeline.engines.liveportrait.networks import Networks
from app.pipeline.engines.liveportrait.networks.warping import Warped
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from tests.parity.golden import GoldenArrays, golden_images

PARTS = ("inputs", "appearance", "motion", "keypoints", "stitching", "retargeting", "warping", "generator")


class ReferenceRun:
    """Computes what the reference computed, each network once and only when it is asked for.

    Args:
        networks: Ours, on any device and in any precision.
        golden: Poses, expressions and ratios come from here.
    """

    def __init__(self, networks: Networks, golden: GoldenArrays) -> None:
        self._networks = networks
        self._golden = golden
        self._images = golden_images()

    def part(self, name: str) -> Mapping[str, Tensor]:
        """The arrays of one of ``PARTS``, by their names in the golden files, float32."""
        arrays: Mapping[str, Tensor] = getattr(self, f"_{name}")()
        return {key: array.float().cpu() for key, array in arrays.items()}

    @cached_property
    def feature(self) -> Tensor:
        return self._networks.appearance(self._images["image/source"])

    @cached_property
    def warped(self) -> Warped:
        return self._networks.warp(self.feature, self._given("x_source"), self._given("x_driving"))

    @cached_property
    def picture(self) -> Tensor:
        return self._networks.generate(self.warped.out)

    def _inputs(self) -> dict[str, Tensor]:
        return self._images

    def _appearance(self) -> dict[str, Tensor]:
        return {"appearance/feature_3d": self.feature}

    def _motion(self) -> dict[str, Tensor]:
        return {
            f"motion/{who}/{name}": value
            for who in ("source", "driving")
            for name, value in asdict(self._networks.motion(self._images[f"image/{who}"])).items()
        }

    def _keypoints(self) -> dict[str, Tensor]:
        arrays = {}
        for who in ("source", "driving"):
            pitch, yaw, roll, scale = self._golden[f"keypoints/pose_{who}_deg_scale"].array.tolist()
            rotation = rotation_matrix(HeadAngles(pitch, yaw, roll))
            exp, t = (self._golden[f"keypoints/{name}_{who}"].array[0] for name in ("exp", "t"))
            placed = transform(self._canonical(), KeypointMotion(rotation, exp, t, scale))
            arrays[f"keypoints/R_{who}"] = torch.from_numpy(rotation)[None]
            arrays[f"keypoints/x_{who}"] = torch.from_numpy(placed)[None]
        return arrays

    def _stitching(self) -> dict[str, Tensor]:
        source, driving = self._given("x_source"), self._given("x_driving")
        delta = self._networks.stitch(source, driving)
        stitched = driving.clone() + delta[:, :63].view(1, 21, 3)
        stitched[..., :2] += delta[:, None, 63:]
        return {"stitching/delta": delta, "stitching/x_driving_stitched": stitched}

    def _retargeting(self) -> dict[str, Tensor]:
        source = self._given("x_source")
        eyes, lips = (
            torch.from_numpy(self._golden[f"retarget/{part}_ratios"].array) for part in ("eye", "lip")
        )
        return {
            "retarget/eye_delta": self._networks.retarget_eye(source, eyes),
            "retarget/lip_delta": self._networks.retarget_lip(source, lips),
        }

    def _warping(self) -> dict[str, Tensor]:
        return {
            "warping/out": self.warped.out,
            "warping/deformation": self.warped.deformation,
            "warping/occlusion_map": self.warped.occlusion_map,
        }

    def _generator(self) -> dict[str, Tensor]:
        return {"generator/out": self.picture}

    def _canonical(self) -> FloatArray:
        return np.asarray(self._golden["keypoints/canonical"].array[0], np.float32)

    def _given(self, name: str) -> Tensor:
        return torch.from_numpy(self._golden[f"keypoints/{name}"].array)
