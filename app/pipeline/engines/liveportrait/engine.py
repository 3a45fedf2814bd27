"""The LivePortrait engine: a portrait animated by the networks."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import torch

from app.errors import EngineError
from app.pipeline.engines.liveportrait.live_motion import LiveDriver
from app.pipeline.engines.liveportrait.live_options import LiveOptions
from app.pipeline.engines.liveportrait.networks.networks import Networks
from app.pipeline.engines.liveportrait.reading import canonical_of, motion_of
from app.pipeline.engines.liveportrait.retargeting_networks import TorchRetargeting
from app.pipeline.engines.liveportrait.runtime import INPUT_PIXELS, Runtime, RuntimeOptions
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.face_shape import measure
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.keypoint_smoothing import KeypointSmoother
from app.pipeline.motion.reframing import in_frame
from app.pipeline.portrait.cropping import SOURCE_PIXELS, portrait_crop
from app.pipeline.portrait.paste_back import PasteBack
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.tracking.driving_crop import DrivingCrop
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import Landmarks, Motion, RGBImage

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """All of a portrait that outlives the memory of a device."""

    face: RGBImage
    source: SourceKeypoints
    driver: LiveDriver
    paste: PasteBack
    image: RGBImage


class LivePortraitEngine:
    """Reads the driver's keypoints, moves the portrait's, and lets the networks draw.

    Args:
        networks: On their device.
        options: How the portrait follows.
        smoothing: 0..1, how much the driver's keypoints are calmed live; 0 for recordings, which
            are calmed with hindsight.
        runtime: How the work is done.
        crop: Finds the source crop of a portrait.
    """

    name = "liveportrait"
    reads_driver = True

    def __init__(
        self,
        networks: Networks,
        *,
        options: LiveOptions | None = None,
        smoothing: float = 0.0,
        runtime: RuntimeOptions | None = None,
        crop: Callable[[Portrait], FaceCrop] = portrait_crop,
    ) -> None:
        self._networks = networks
        self._options = options or LiveOptions()
        self._retargeting = TorchRetargeting(networks)
        self._runtime = Runtime(networks, runtime)
        self._find_crop = crop
        self._prepared: _Prepared | None = None
        self._driving_crop = DrivingCrop()
        self._smoother = KeypointSmoother(smoothing)
        self._anchor: FaceCrop | None = None
        self._short_of_memory = False

    def set_portrait(self, portrait: Portrait) -> None:
        """See ``Engine.set_portrait``."""
        if self._networks.target.on_cpu:
            # The rest of the program keeps its libraries to one thread each; these are worth all.
            torch.set_num_threads(_cores())
        crop = self._find_crop(portrait)
        large = crop.cut(portrait.image, SOURCE_PIXELS)
        small = cv2.resize(large, (INPUT_PIXELS, INPUT_PIXELS), interpolation=cv2.INTER_AREA)
        face = np.asarray(small, np.uint8)
        source = self._guarded(lambda: self._source(face, portrait.landmarks))
        driver = LiveDriver(source, self._retargeting, self._options)
        paste = PasteBack(portrait.image, crop)
        self._prepared = _Prepared(face, source, driver, paste, portrait.image)
        self._guarded(self._place)

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion:
        """See ``Engine.read_driver``."""
        crop = self._driving_crop.follow(landmarks, now)
        if self._anchor is None:
            self._anchor = crop
        face = crop.cut(image, INPUT_PIXELS)
        seen = self._guarded(lambda: motion_of(self._runtime.read(face)))
        return self._smoother.smooth(in_frame(seen, crop, self._anchor), now)

    def forget_driver(self) -> None:
        """See ``Engine.forget_driver``."""
        self._driving_crop.reset()
        self._smoother.reset()
        self._anchor = None

    def render(self, motion: Motion) -> RGBImage:
        """See ``Engine.render``."""
        ready = self._prepared
        if ready is None:
            raise EngineError("cannot draw a frame", "no portrait is set", "Choose a portrait first.")
        keypoints = ready.driver.keypoints(motion)
        drawn = self._guarded(lambda: self._runtime.draw(keypoints))
        return ready.paste.paste(drawn) if self._short_of_memory else ready.paste.put(drawn)

    def close(self) -> None:
        """Gives the device's memory back."""
        self._prepared = None
        self._runtime.close()

    def _source(self, face: RGBImage, landmarks: Landmarks) -> SourceKeypoints:
        reading = self._runtime.read(face)
        shape = measure(landmarks)  # as the retargeter does, or a driver at rest would not be at rest
        return SourceKeypoints(canonical_of(reading), motion_of(reading), shape.eyes, shape.lips)

    def _place(self) -> None:
        """Brings the portrait to the device."""
        ready = self._prepared
        if ready is None:
            return
        self._runtime.set_source(ready.face, ready.source.placed)
        if self._short_of_memory:
            self._runtime.set_paste(None, None)
        else:
            self._runtime.set_paste(ready.paste.plan, ready.image)

    def _guarded(self, action: Callable[[], _Result]) -> _Result:
        """Runs on the device; out of memory, makes room and tries once more.

        Raises:
            EngineError: There is not enough memory, or the device failed.
        """
        try:
            return action()
        except torch.OutOfMemoryError:
            pass  # The exception holds tensors: room can be made only once it is gone.
        except RuntimeError as error:  # a lost device, a driver's fault
            raise EngineError(
                "cannot draw with the LivePortrait networks",
                f"the device failed: {_first_line(error)}",
                "Restart the program, and update the graphics driver if it happens again",
            ) from error
        self._make_room()
        try:
            return action()
        except torch.OutOfMemoryError as error:
            why = _first_line(error)
        raise EngineError(
            "cannot draw with the LivePortrait networks",
            f"the graphics memory is full ({why})",
            "Close other programs that use the GPU, or use --engine mesh",
        )

    def _make_room(self) -> None:
        """Starts over with less: no captured graphs, the paste on the host."""
        _log.warning("the graphics memory is full; going on with less, which is slower")
        self._runtime.close()
        self._short_of_memory = True
        self._runtime = Runtime(self._networks, RuntimeOptions(captured=False))
        self._place()


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0] or type(error).__name__


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
