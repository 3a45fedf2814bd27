"""Networks that answer in a millisecond with a picture one can foresee, and fail when told to."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.dense_motion import DenseMotionSource
from app.pipeline.engines.liveportrait.networks.motion import MotionOutput
from app.pipeline.engines.liveportrait.networks.networks import Networks
from app.pipeline.engines.liveportrait.networks.warping import WarpSource
from app.pipeline.engines.liveportrait.ops.target import Target

SIDE = 512

BANDS = 0.1 * (torch.arange(SIDE) // 32 % 2)
"""What is added to each row of a picture, 0..1."""

_KEYPOINTS = torch.from_numpy(np.random.default_rng(5).uniform(-0.4, 0.4, (1, 63)).astype(np.float32))
_EXPRESSION = torch.from_numpy(np.random.default_rng(6).uniform(-0.01, 0.01, (1, 63)).astype(np.float32))
_STRAIGHT = torch.zeros(1, 66)
_STRAIGHT[0, 32:34] = 50.0  # the two bins around 0 degrees


@dataclass
class Fault:
    """An error raised by every call to some networks until it was raised so many times.

    Attributes:
        error: What to raise.
        within: Names of the methods that raise it.
        times: How often it still will be.
        held: A tensor that was alive in the frame that raised last.
    """

    error: type[RuntimeError] = torch.OutOfMemoryError
    within: tuple[str, ...] = ("generate",)
    times: int = 1
    held: weakref.ref[Tensor] | None = field(default=None, init=False)

    def strike(self, where: str) -> None:
        if where in self.within and self.times > 0:
            self.times -= 1
            tensor = torch.zeros(3)
            self.held = weakref.ref(tensor)
            raise self.error("the device says no\nand then a lot more")


class StubNetworks:
    """Draws the face's mean colour in bands, striped by how far the keypoints are from the portrait's own.

    Reads every face as looking straight; the expression grows with the face's brightness, so that
    two faces differ. The stitching and retargeting networks change nothing.

    Args:
        device: What it says it runs on; the work is done on the processor.
        dtype: What it says it computes in.
        fault: What goes wrong.

    Attributes:
        reads_nan: Whether faces are read as no numbers.
        draws_only: The one value of all pixels, None for pictures.
    """

    def __init__(
        self,
        device: str = "cpu",
        dtype: torch.dtype = torch.float32,
        fault: Fault | None = None,
    ) -> None:
        self.target = Target(torch.device(device), dtype)
        self.fault = fault or Fault(times=0)
        self.warping = _StubWarping(self.fault)
        self.reads_nan = False
        self.draws_only: float | None = None

    def appearance(self, image: Tensor) -> Tensor:
        self.fault.strike("appearance")
        return image.mean(dim=(2, 3)).view(1, 3, 1, 1, 1)

    def motion(self, image: Tensor) -> MotionOutput:
        self.fault.strike("motion")
        brightness = image.mean() * (float("nan") if self.reads_nan else 1.0)
        return MotionOutput(
            pitch=_STRAIGHT,
            yaw=_STRAIGHT,
            roll=_STRAIGHT,
            t=torch.zeros(1, 3),
            exp=_EXPRESSION * brightness,
            scale=torch.full((1, 1), 1.5),
            kp=_KEYPOINTS,
        )

    def warp(self, feature: Tensor, source: Tensor, driving: Tensor) -> Any:
        return self.warping(self.warping.prepare(feature, source), driving)

    def generate(self, features: Tensor) -> Tensor:
        self.fault.strike("generate")
        colour, moved = features[:, :3], features[:, 3:]
        if self.draws_only is not None:
            return torch.full((1, 3, SIDE, SIDE), self.draws_only)
        stripes = (torch.arange(SIDE) // 16 % 2).view(1, 1, 1, SIDE)
        return colour + BANDS.view(1, 1, SIDE, 1) + 0.5 * moved * stripes

    def stitch(self, source: Tensor, driving: Tensor) -> Tensor:
        del source
        return torch.zeros(driving.shape[0], 65)

    def retarget_eye(self, source: Tensor, ratios: Tensor) -> Tensor:
        del ratios
        return torch.zeros_like(source)

    def retarget_lip(self, source: Tensor, ratios: Tensor) -> Tensor:
        del ratios
        return torch.zeros_like(source)

    @property
    def networks(self) -> Networks:
        """Itself, as what it stands for."""
        return cast(Networks, self)


class _StubWarping:
    def __init__(self, fault: Fault) -> None:
        self._fault = fault

    def prepare(self, feature: Tensor, keypoints: Tensor) -> WarpSource:
        self._fault.strike("prepare")
        nothing = torch.zeros(1)
        return WarpSource(
            feature.clone(), DenseMotionSource(keypoints.clone(), nothing, nothing.clone(), nothing.clone())
        )

    def __call__(self, source: WarpSource, keypoints: Tensor) -> SimpleNamespace:
        self._fault.strike("warping")
        moved = (keypoints - source.motion.keypoints).abs().sum().view(1, 1, 1, 1)
        return SimpleNamespace(out=torch.cat([source.feature[..., 0], moved], dim=1))
