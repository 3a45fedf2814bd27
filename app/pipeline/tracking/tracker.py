"""The face of the person in front of the camera, frame after frame."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from app.pipeline.tracking.face_crop import FaceCrop, face_size, usable
from app.pipeline.tracking.face_mesh import FaceMesh
from app.pipeline.tracking.fusion import fuse
from app.pipeline.tracking.optical_flow import Flow, LandmarkFlow
from app.pipeline.tracking.smoothing import OneEuroFilter
from app.pipeline.types import FaceObservation, Frame, Landmarks, RGBImage

_COAST_S = 0.5
_COAST_DECAY_S = 0.35
_MIN_FLOW_QUALITY = 0.3
_MAX_JUMP = 0.6
_MAX_SPEED = 6.0
_MAX_ZOOM = 1.6


class Detector(Protocol):
    """Finds one face in a frame, accurately but with noise."""

    def detect(self, image: RGBImage, near: Landmarks | None = None) -> Landmarks | None:
        """The face around ``near`` (478 x 3 pixels), the largest without it; None if none is seen."""

    def reset(self) -> None:
        """Forgets the face it followed."""

    def close(self) -> None:
        """Frees what it holds; may be called twice."""


class FaceTracker:
    """Fuses detection and optical flow into one steady track of one face.

    Stays with the face it has; another one may take over only after the first has been gone for
    half a second. Deterministic for a given sequence of frames. Not thread-safe.

    Args:
        smoothing: 0 (detections as they are) to 1.
        detector: What finds the face; MediaPipe's face mesh if not given. The tracker closes it.
    """

    def __init__(self, smoothing: float = 0.5, detector: Detector | None = None) -> None:
        self._smoothing = smoothing
        self._detector: Detector = detector or FaceMesh()
        self._flow = LandmarkFlow()
        self._filter = OneEuroFilter.for_smoothing(smoothing)
        self._fused: Landmarks | None = None
        self._seen_at = 0.0
        self._confidence = 0.0
        self._frame_size: tuple[int, int] | None = None

    def track(self, frame: Frame) -> FaceObservation | None:
        """The face in the next frame, or None when there is nothing credible."""
        if not usable(frame.image) or frame.size != self._frame_size:
            self.reset()
            self._frame_size = frame.size
        if not usable(frame.image):
            return None
        flow = self._flow.advance(frame.image, self._fused)
        found = self._detect(frame, flow)
        if found is not None:
            self._seen_at, self._confidence = frame.captured_at, 1.0
            self._fused = fuse(flow, found, self._smoothing)
        elif not self._coast(frame, flow):
            self._forget()
            return None
        return self._observation(frame)

    def reset(self) -> None:
        """Forgets the face, as for a new source."""
        self._forget()
        self._flow.reset()

    def close(self) -> None:
        """Closes the detector; may be called twice."""
        self._detector.close()

    def _detect(self, frame: Frame, flow: Flow | None) -> Landmarks | None:
        expected = self._fused if flow is None or flow.quality < _MIN_FLOW_QUALITY else flow.landmarks
        found = self._detector.detect(frame.image, near=expected)
        if found is None or not np.isfinite(found).all() or face_size(found) < 4:
            return None
        if expected is not None and not self._plausible(expected, found, frame.captured_at):
            return None
        return found

    def _plausible(self, expected: Landmarks, found: Landmarks, now: float) -> bool:
        """Whether a person can have got from one place to the other; else it is somebody else."""
        a, b = FaceCrop.around(expected), FaceCrop.around(found)
        shift = math.hypot(a.centre[0] - b.centre[0], a.centre[1] - b.centre[1]) / face_size(expected)
        gap = max(now - self._seen_at, 0.0)
        return (
            shift < _MAX_JUMP + _MAX_SPEED * max(gap - 0.1, 0.0)
            and 1 / _MAX_ZOOM < b.side / a.side < _MAX_ZOOM
        )

    def _coast(self, frame: Frame, flow: Flow | None) -> bool:
        """Goes on by flow alone; False when that is no longer credible."""
        gap = frame.captured_at - self._seen_at
        if flow is None or gap > _COAST_S or flow.quality < _MIN_FLOW_QUALITY:
            return False
        self._fused = flow.landmarks
        self._confidence = math.exp(-max(gap, 0.0) / _COAST_DECAY_S)
        return True

    def _observation(self, frame: Frame) -> FaceObservation | None:
        landmarks = self._fused
        if landmarks is None:
            return None
        if self._filter is not None:
            landmarks = self._filter(landmarks, frame.captured_at, face_size(landmarks))
        return FaceObservation(landmarks, frame.size, frame.captured_at, self._confidence)

    def _forget(self) -> None:
        self._fused = None
        self._confidence = 0.0
        self._detector.reset()
        if self._filter is not None:
            self._filter.reset()
