"""The monitors of a studio: the newest picture on air, and the newest look at the driver."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.sources.base import Source
from app.pipeline.sources.darkness import Darkness
from app.pipeline.studio.unit_meter import ActionUnitMeter
from app.pipeline.types import FaceObservation, Frame, RGBImage


@dataclass(frozen=True, slots=True, eq=False)
class MonitorPicture:
    """A picture that went on air.

    Attributes:
        image: H x W x 3 uint8 RGB; never written to.
        serial: Grows with every picture that is another one.
    """

    image: RGBImage
    serial: int


class OutputMonitor:
    """A sink that keeps the newest picture for whoever looks. It never fails."""

    name = "preview"

    def __init__(self) -> None:
        self._picture: MonitorPicture | None = None
        self._serial = 0

    def send(self, image: RGBImage) -> None:
        """Keeps the picture; one that is repeated keeps its serial."""
        shown = self._picture
        if shown is None or shown.image is not image:
            self._serial += 1
            self._picture = MonitorPicture(image, self._serial)

    def close(self) -> None:
        """The last picture stays."""

    @property
    def picture(self) -> MonitorPicture | None:
        """The newest one, None before the first."""
        return self._picture


@dataclass(frozen=True, slots=True, eq=False)
class DriverLook:
    """What the tracker made of a camera frame.

    Attributes:
        landmarks: 478 x 2 float32, 0..1 of the frame, x right and y down; None without a face.
        aspect: Width over height of the frame.
    """

    landmarks: npt.NDArray[np.float32] | None
    aspect: float


class DriverMonitor:
    """Listens to the motion, and keeps the newest camera frame while somebody asks for it.

    Attributes:
        units: How strongly the driver's action units are seen, while somebody watches.
    """

    def __init__(self) -> None:
        self.units = ActionUnitMeter()
        self._look: DriverLook | None = None
        self._frame: Frame | None = None
        self._aspect = 4 / 3
        self._keeps_frames = threading.Event()

    @property
    def look(self) -> DriverLook | None:
        """The newest one, None while nothing is tracked."""
        return self._look

    @property
    def frame(self) -> Frame | None:
        """The newest frame, None unless frames are kept."""
        return self._frame if self._keeps_frames.is_set() else None

    def keep_frames(self, keep: bool) -> None:
        """Keeps the newest camera frame from now on, or forgets it."""
        self._frame = None
        if keep:
            self._keeps_frames.set()
        else:
            self._keeps_frames.clear()

    def on_motion(self, at: float, face: FaceObservation | None, keypoints: KeypointMotion | None) -> None:
        """Takes a look; a ``MotionListener``."""
        del at, keypoints
        if face is None:
            self._look = DriverLook(None, self._aspect)
            return
        width, height = face.frame_size
        self._aspect = width / height
        points = face.landmarks[:, :2] / np.array([width, height], np.float32)
        self._look = DriverLook(points.astype(np.float32), self._aspect)

    def on_frame(self, frame: Frame) -> None:
        """Keeps a frame if frames are kept."""
        if self._keeps_frames.is_set():
            self._frame = frame

    def clear(self) -> None:
        """Forgets what it saw: the camera is another one, or off."""
        self._look = self._frame = None
        self.units.clear()


class WatchedSource:
    """A source whose frames a monitor sees too.

    Args:
        source: The source.
        monitor: Who watches.
        on_first: Called when the first frame came, on the thread that reads; or the first after ``steady_s``.
        on_dark: Called with True when it shows nothing but black, and with False when it is light again.
        steady_s: For how long it has to deliver before ``on_first`` is called.
    """

    def __init__(
        self,
        source: Source,
        monitor: DriverMonitor,
        on_first: Callable[[], None],
        on_dark: Callable[[bool], None],
        steady_s: float = 0.0,
    ) -> None:
        self.name = source.name
        self.frames = 0
        self._source = source
        self._monitor = monitor
        self._on_first: Callable[[], None] | None = on_first
        self._on_dark = on_dark
        self._steady_s = steady_s
        self._first_at: float | None = None
        self._darkness = Darkness()
        self._dark = False
        self._closed = False

    @property
    def size(self) -> tuple[int, int]:
        """See ``Source.size``."""
        return self._source.size

    @property
    def fps(self) -> float:
        """See ``Source.fps``."""
        return self._source.fps

    def read(self) -> Frame | None:
        """See ``Source.read``."""
        frame = self._source.read()
        # A read that hung may return when the camera was let go already.
        if frame is not None and not self._closed:
            self.frames += 1
            self._monitor.on_frame(frame)
            self._tell_first(frame.captured_at)
            self._tell_dark(frame)
        return frame

    def close(self) -> None:
        """See ``Source.close``."""
        self._closed = True
        self._source.close()

    def _tell_first(self, now: float) -> None:
        if self._first_at is None:
            self._first_at = now
        if self._on_first is not None and now - self._first_at >= self._steady_s:
            on_first, self._on_first = self._on_first, None
            on_first()

    def _tell_dark(self, frame: Frame) -> None:
        dark = self._darkness.lasts(frame)
        if dark is not self._dark:
            self._dark = dark
            self._on_dark(dark)
