"""The LivePortrait engine: a portrait animated by the networks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np

from app.errors import EngineError
from app.pipeline.engines.liveportrait.device_errors import DeviceMemoryError, run_on_device
from app.pipeline.engines.liveportrait.live_motion import LiveDriver
from app.pipeline.engines.liveportrait.live_options import LiveOptions
from app.pipeline.engines.liveportrait.networks.networks import Networks
from app.pipeline.engines.liveportrait.reading import canonical_of, motion_of
from app.pipeline.engines.liveportrait.retargeting_networks import TorchRetargeting
from app.pipeline.engines.liveportrait.runtime import INPUT_PIXELS, MotionReading, Runtime, RuntimeOptions
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.face_shape import measure
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.motion.keypoint_smoothing import KeypointSmoother
from app.pipeline.motion.reframing import in_frame
from app.pipeline.portrait.cropping import SOURCE_PIXELS, portrait_crop
from app.pipeline.portrait.paste_back import PasteBack
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.tracking.driving_crop import DrivingCrop
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import Landmarks, Motion, RGBImage
from app.tuning import Tuning

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")

_WHAT = "cannot draw with the LivePortrait networks"


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """All of a portrait that outlives the memory of a device."""

    face: RGBImage
    source: SourceKeypoints
    paste: PasteBack
    image: RGBImage


class LivePortraitEngine:
    """Reads the driver's keypoints, moves the portrait's, and lets the networks draw.

    Args:
        networks: On their device.
        runtime: How the work is done.
        crop: Finds the source crop of a portrait.
    """

    name = "liveportrait"
    reads_driver = True

    def __init__(
        self,
        networks: Networks,
        *,
        runtime: RuntimeOptions | None = None,
        crop: Callable[[Portrait], FaceCrop] = portrait_crop,
    ) -> None:
        self._networks = networks
        self._options = LiveOptions()
        self._retargeting = TorchRetargeting(networks)
        self._runtime = Runtime(networks, runtime)
        self._find_crop = crop
        self._prepared: _Prepared | None = None
        self._driver: LiveDriver | None = None
        self._on_device: _Prepared | None = None
        self._driving_crop = DrivingCrop()
        self._smoothing = 0.0
        self._smoother = KeypointSmoother(self._smoothing)
        self._anchor: FaceCrop | None = None
        self._short_of_memory = False

    def set_portrait(self, portrait: Portrait) -> None:
        """See ``Engine.set_portrait``."""
        crop = self._find_crop(portrait)
        large = crop.cut(portrait.image, SOURCE_PIXELS)
        small = cv2.resize(large, (INPUT_PIXELS, INPUT_PIXELS), interpolation=cv2.INTER_AREA)
        face = np.asarray(small, np.uint8)
        source = self._source(face, portrait.landmarks)
        driver = self._driver_of(source)
        paste = PasteBack(portrait.image, crop)
        ready = _Prepared(face, source, paste, portrait.image)
        self._guarded(lambda: self._place(ready))
        self._prepared, self._driver = ready, driver

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion:
        """See ``Engine.read_driver``."""
        crop = self._driving_crop.follow(landmarks, now)
        if self._anchor is None:
            self._anchor = crop
        face = crop.cut(image, INPUT_PIXELS)
        seen = motion_of(self._read(face))
        return self._smoother.smooth(in_frame(seen, crop, self._anchor), now)

    def forget_driver(self) -> None:
        """See ``Engine.forget_driver``."""
        self._driving_crop.reset()
        self._smoother.reset()
        self._anchor = None

    def tune(self, tuning: Tuning) -> None:
        """See ``Engine.tune``; untuned it does not calm what it reads of the driver."""
        if tuning.smoothing != self._smoothing:
            self._smoothing = tuning.smoothing
            self._smoother.set_smoothing(tuning.smoothing)
        options = LiveOptions.of(tuning)
        if options == self._options:
            return
        self._options = options
        if self._prepared is not None:
            self._driver = self._driver_of(self._prepared.source)

    def render(self, motion: Motion) -> RGBImage:
        """See ``Engine.render``."""
        ready, driver = self._prepared, self._driver
        if ready is None or driver is None:
            raise EngineError("cannot draw a frame", "no portrait is set", "Choose a portrait first.")
        keypoints = driver.keypoints(motion)
        drawn = self._guarded(lambda: self._draw(ready, keypoints))
        return ready.paste.put(drawn) if self._pastes_on_device(ready) else ready.paste.paste(drawn)

    def close(self) -> None:
        """Gives the device's memory back."""
        self._prepared = self._on_device = self._driver = None
        self._runtime.close()

    def _source(self, face: RGBImage, landmarks: Landmarks) -> SourceKeypoints:
        reading = self._read(face)
        shape = measure(landmarks)  # as the retargeter does, or a driver at rest would not be at rest
        return SourceKeypoints(canonical_of(reading), motion_of(reading), shape.eyes, shape.lips)

    def _driver_of(self, source: SourceKeypoints) -> LiveDriver:
        return LiveDriver(source, self._retargeting, self._options)

    def _read(self, face: RGBImage) -> MotionReading:
        reading = self._guarded(lambda: self._runtime.read(face))
        if not reading.finite:  # one such frame would stay in the smoothing
            raise EngineError(
                "cannot read a face with the LivePortrait networks",
                "what they answer are no numbers",
                "Use --precision float32",
            )
        return reading

    def _draw(self, ready: _Prepared, keypoints: FloatArray) -> RGBImage:
        if self._on_device is not ready:  # lost to a shortage of memory, or to a portrait that failed
            self._place(ready)
        return self._runtime.draw(keypoints)

    def _place(self, ready: _Prepared) -> None:
        """Brings a portrait to the device."""
        self._on_device = None
        self._runtime.set_source(ready.face, ready.source.placed)
        if self._pastes_on_device(ready):
            self._runtime.set_paste(ready.paste.plan, ready.image)
        else:
            self._runtime.set_paste(None, None)
        self._on_device = ready

    def _pastes_on_device(self, ready: _Prepared) -> bool:
        return not self._short_of_memory and ready.paste.plan.mask.size > 0

    def _guarded(self, action: Callable[[], _Result]) -> _Result:
        """Runs on the device; out of memory, makes room and tries once more.

        Raises:
            EngineError: There is not enough memory, or the device failed.
        """
        try:
            return run_on_device(_WHAT, action)
        except DeviceMemoryError:
            pass
        self._make_room()
        return run_on_device(_WHAT, action)

    def _make_room(self) -> None:
        """Starts over with less: no captured graphs, the paste on the host."""
        _log.warning("the device's memory is full; going on with less, which is slower")
        self._on_device = None
        self._runtime.close()
        self._short_of_memory = True
        self._runtime = Runtime(self._networks, RuntimeOptions(captured=False))
