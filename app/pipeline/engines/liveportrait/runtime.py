"""The networks at work on one device: looks at portraits and drivers, draws frames."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.motion import HEADS
from app.pipeline.engines.liveportrait.networks.networks import Networks
from app.pipeline.engines.liveportrait.networks.warping import WarpSource
from app.pipeline.engines.liveportrait.paste_back import DevicePasteBack
from app.pipeline.engines.liveportrait.steps import Array, CapturedStep, EagerStep, Function, Step

if TYPE_CHECKING:
    from app.pipeline.motion.keypoint_motion import FloatArray
    from app.pipeline.portrait.paste_back import PastePlan
    from app.pipeline.types import RGBImage

INPUT_PIXELS = 256
"""Edge length of the pictures that the appearance and motion extractors take."""


@dataclass(frozen=True, slots=True)
class RuntimeOptions:
    """How the work is done; never what comes out.

    Attributes:
        captured: Whether a frame is one CUDA graph. Costs the memory of its intermediate maps.
        compiled: Whether torch compiles the networks first: minutes, and a compiler is needed.
    """

    captured: bool = True
    compiled: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class MotionReading:
    """The motion extractor's raw numbers for one face, float32.

    Attributes:
        pitch: 66 logits, as are ``yaw`` and ``roll``.
        yaw: Likewise.
        roll: Likewise.
        t: 3.
        exp: 63.
        scale: 1.
        kp: 63.
    """

    pitch: FloatArray
    yaw: FloatArray
    roll: FloatArray
    t: FloatArray
    exp: FloatArray
    scale: FloatArray
    kp: FloatArray

    @property
    def finite(self) -> bool:
        """Whether all of them are numbers."""
        return all(bool(np.isfinite(getattr(self, name)).all()) for name in HEADS)


class Runtime:
    """Owns what lives on the device. All calls come from one thread.

    Args:
        networks: The networks, already on their device.
        options: How the work is done.
    """

    def __init__(self, networks: Networks, options: RuntimeOptions | None = None) -> None:
        self._networks = networks
        self._options = options or RuntimeOptions()
        self._device = networks.target.device
        self._read: Step | None = None
        self._draw: Step | None = None
        self._source: WarpSource | None = None
        self._finish: Function = _as_pixels
        if self._device.type == "cuda":
            # Shapes never change, so the search for the fastest algorithm is worth its time.
            torch.backends.cudnn.benchmark = True

    def read(self, face: RGBImage) -> MotionReading:
        """Looks at a face.

        Args:
            face: 256 x 256 x 3 uint8 RGB, a driving or source crop.
        """
        if self._read is None:
            self._read = self._step(self._read_function(), _unchanged, np.zeros_like(face))
        raw = self._read(np.ascontiguousarray(face))[0]
        ends = np.cumsum([*HEADS.values()])[:-1]
        return MotionReading(**dict(zip(HEADS, np.split(raw, ends), strict=True)))

    def set_source(self, face: RGBImage, keypoints: FloatArray) -> None:
        """Keeps everything of a portrait that frames are made of.

        Args:
            face: 256 x 256 x 3 uint8 RGB, the source crop.
            keypoints: 21 x 3 float32, where the portrait shows its keypoints.
        """
        with torch.inference_mode():
            image = _as_image(torch.from_numpy(np.ascontiguousarray(face)).to(self._device))
            feature = self._networks.appearance(image)
            placed = torch.from_numpy(np.asarray(keypoints, np.float32))[None].to(self._device)
            source = self._networks.warping.prepare(feature, placed)
            if self._source is None:
                self._source = source
            else:  # a captured graph reads these very tensors
                _overwrite(self._source, source)

    def set_paste(self, plan: PastePlan | None, portrait: RGBImage | None) -> None:
        """Lets frames come back pasted into a portrait; None gives the generated picture itself."""
        self._finish = _as_pixels
        if plan is not None and portrait is not None and plan.mask.size:
            self._finish = DevicePasteBack(plan, portrait, self._device).paste
        if self._draw is not None:
            self._draw.then(self._finish)

    def draw(self, keypoints: FloatArray) -> RGBImage:
        """Draws the portrait with its keypoints moved.

        Args:
            keypoints: 21 x 3 float32.

        Returns:
            The part of the portrait that changes (h x w x 3 uint8 RGB, as planned), or the
            generated 512 x 512 picture if nothing was planned.

        Raises:
            RuntimeError: There is no source.
        """
        if self._source is None:
            raise RuntimeError("set_source comes first")
        value = np.ascontiguousarray(keypoints, np.float32)[None]
        if self._draw is None:
            self._draw = self._step(self._draw_function(self._source), self._finish, value)
        return self._draw(value)

    def close(self) -> None:
        """Gives the device's memory back. May be called twice."""
        self._read = self._draw = self._source = None
        self._finish = _as_pixels
        if self._device.type == "cuda":
            with suppress(RuntimeError):  # a lost device
                torch.cuda.empty_cache()

    def _step(self, function: Function, last: Function, example: Array) -> Step:
        if self._options.compiled:
            function = torch.compile(function, dynamic=False)
        if self._options.captured and self._device.type == "cuda":
            return CapturedStep(function, last, example, self._device)
        return EagerStep(function, last, self._device)

    def _read_function(self) -> Function:
        networks = self._networks

        def read(face: Tensor) -> Tensor:
            motion = networks.motion(_as_image(face))
            return torch.cat([getattr(motion, name) for name in HEADS], dim=1)

        return read

    def _draw_function(self, source: WarpSource) -> Function:
        networks = self._networks

        def draw(keypoints: Tensor) -> Tensor:
            return networks.generate(networks.warping(source, keypoints).out)

        return draw


def _unchanged(result: Tensor) -> Tensor:
    return result.clone()


def _as_image(pixels: Tensor) -> Tensor:
    """(H, W, 3) uint8 to (1, 3, H, W) float32, 0..1."""
    return (pixels.permute(2, 0, 1)[None].float() / 255).contiguous(memory_format=torch.channels_last)


def _as_pixels(image: Tensor) -> Tensor:
    """(1, 3, H, W), 0..1, to (H, W, 3) uint8."""
    return (image[0].permute(1, 2, 0).float().clamp(0, 1) * 255).round().to(torch.uint8).contiguous()


def _overwrite(old: WarpSource, new: WarpSource) -> None:
    old.feature.copy_(new.feature)
    for part in fields(old.motion):
        getattr(old.motion, part.name).copy_(getattr(new.motion, part.name))
