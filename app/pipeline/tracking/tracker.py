"""The face of the person in front of the camera, frame after frame."""

from __future__ import annotations

import math
from typing import Protocol, TypeGuard

import numpy as np

from app.pipeline.tracking.driver_guard import DriverGuard
from app.pipeline.tracking.face_crop import FaceCrop, face_size, usable
from app.pipeline.tracking.face_mesh import FaceMesh
from app.pipeline.tracking.fusion import fuse
from app.pipeline.tracking.optical_flow import Flow, LandmarkFlow
from app.pipeline.tracking.smoothing import OneEuroFilter
from app.pipeline.types import FaceObservation, Frame, Landmarks, RGBImage, Sighting

_COAST_S = 0.5
_COAST_DECAY_S = 0.35
_MIN_FLOW_QUALITY = 0.3
_MIN_FACE_SIZE = 2.0  # pixels
_MIN_VISIBLE = 0.5  # part of the landmarks
# How far a face can get: at once (between two frames), and per second out of sight; face sizes.
_MAX_JUMP = 1.5
_MAX_SPEED = 10.0
_MAX_ZOOM = 1.6
# Mean distance of detection and flow from which one face may have taken another's place; face sizes.
_MOST_SURPRISE = 0.12
# How often all faces of a frame are looked at: while the driver is gone, and while it may not be him.
_SEARCH_EVERY_S = 0.06
_DOUBT_EVERY_S = 0.2


class Detector(Protocol):
    """Finds one face in a frame, accurately but with noise."""

    def detect(self, image: RGBImage, near: Landmarks | None = None) -> Landmarks | None:
        """The face around ``near`` (478 x 3 pixels), the largest without it; None if none is seen."""

    def reset(self) -> None:
        """Forgets the face it followed."""

    def close(self) -> None:
        """Frees what it holds; may be called twice."""


class CrowdDetector(Detector, Protocol):
    """Finds the others as well."""

    def detect_all(self, image: RGBImage) -> list[Landmarks]:
        """All faces (478 x 3 pixels each), largest first; which one is followed stays as it is."""


class FaceTracker:
    """Fuses detection and optical flow into one steady track of one face.

    Stays with the face it has; another one may take over only after the first has been gone for
    half a second, and with a guard not even then. Deterministic for a given sequence of frames.
    Not thread-safe.

    Args:
        smoothing: 0 (detections as they are) to 1.
        detector: What finds the face; MediaPipe's face mesh if not given. The tracker closes it.
        guard: Knows the driver from others in frames of a live camera; a video may cut from one
            person to the next. None follows whoever is there.
    """

    def __init__(
        self, smoothing: float = 0.5, detector: CrowdDetector | None = None, guard: DriverGuard | None = None
    ) -> None:
        self._smoothing = smoothing
        self._detector: CrowdDetector = detector or FaceMesh()
        self._flow = LandmarkFlow()
        self._filter = OneEuroFilter.for_smoothing(smoothing)
        self._guard = guard
        self._current: Landmarks | None = None  # the face in the last frame
        self._remembered: Landmarks | None = None  # the same, or where it was when it went out of sight
        self._detected_at = 0.0
        self._searched_at = -math.inf
        self._frame_size: tuple[int, int] | None = None

    @property
    def sighting(self) -> Sighting:
        """Whom it saw in the last frame."""
        if self._current is not None:
            return Sighting.NOBODY if self._withheld else Sighting.DRIVER
        else_there = self._guard is not None and self._guard.sees_somebody_else
        return Sighting.SOMEBODY_ELSE if else_there else Sighting.NOBODY

    def track(self, frame: Frame) -> FaceObservation | None:
        """The face in the next frame, or None when there is nothing credible."""
        if not usable(frame.image) or frame.size != self._frame_size:
            self._restart()
            self._frame_size = frame.size
        if not usable(frame.image):
            return None
        flow = self._flow.advance(frame.image, self._current)
        found = self._found(frame, flow)
        if found is not None:
            self._detected_at = frame.captured_at
            self._current = self._remembered = found
        else:
            self._current = self._coasted(frame, flow)
        return None if self._current is None or self._withheld else self._observation(frame, self._current)

    def set_smoothing(self, smoothing: float) -> None:
        """Changes the smoothing (0 to 1) from the next frame on; the track goes on without a jump."""
        self._smoothing = smoothing
        wanted = OneEuroFilter.for_smoothing(smoothing)
        if self._filter is None or wanted is None:
            self._filter = wanted
        else:
            self._filter.go_on_as(wanted)

    @property
    def _withheld(self) -> bool:
        """Whether the face may be somebody else's: better a moment's rest than a moment of theirs."""
        return self._guard is not None and self._guard.suspects

    def follow_anyone(self) -> None:
        """Whoever is there is the driver from now on; a face that is followed stays followed."""
        if self._guard is not None:
            self._guard.forget()

    def reset(self) -> None:
        """Forgets the face and whose it was, as for a new source."""
        self._restart()
        self.follow_anyone()

    def close(self) -> None:
        """Closes the detector; may be called twice."""
        self._detector.close()

    def _found(self, frame: Frame, flow: Flow | None) -> Landmarks | None:
        """The driver's face in the frame, seen and smoothed; None where it is not seen."""
        guard = self._guard if frame.media_time is None else None
        if guard is not None and guard.knows_driver and self._remembered is None:
            return self._found_again(frame, guard)
        found = self._detect(frame, flow)
        if found is None:
            return None
        if guard is None:
            return fuse(flow, found, self._smoothing)
        steady = _credible(flow) and _disagreement(flow, found) < _MOST_SURPRISE
        if not guard.stays(frame.image, found, frame.captured_at, steady):
            self._forget()
            return None
        moved = self._moved_away(frame, guard)
        if moved is None:
            return fuse(flow, found, self._smoothing)
        self._forget()
        return moved

    def _found_again(self, frame: Frame, guard: DriverGuard) -> Landmarks | None:
        """The driver after he was gone, anywhere in the frame."""
        if frame.captured_at - self._searched_at < _SEARCH_EVERY_S:
            return None
        self._searched_at = frame.captured_at
        faces = [face for face in self._detector.detect_all(frame.image) if _visible(face, frame.size)]
        return guard.choose(frame.image, faces, frame.captured_at)

    def _moved_away(self, frame: Frame, guard: DriverGuard) -> Landmarks | None:
        """The driver, where somebody else stands in his place and he is seen elsewhere."""
        if not guard.in_doubt or frame.captured_at - self._searched_at < _DOUBT_EVERY_S:
            return None
        self._searched_at = frame.captured_at
        faces = [face for face in self._detector.detect_all(frame.image) if _visible(face, frame.size)]
        if len(faces) < 2:
            return None
        return guard.better(frame.image, faces, frame.captured_at)

    def _detect(self, frame: Frame, flow: Flow | None) -> Landmarks | None:
        expected = flow.landmarks if _credible(flow) else self._remembered
        found = self._detector.detect(frame.image, near=expected)
        if found is None or not _visible(found, frame.size):
            return None
        if expected is not None and not self._plausible(expected, found, frame.captured_at):
            return None
        return found

    def _plausible(self, expected: Landmarks, found: Landmarks, now: float) -> bool:
        """Whether a person can have got from one place to the other; else it is somebody else."""
        a, b = FaceCrop.around(expected), FaceCrop.around(found)
        shift = math.hypot(a.centre[0] - b.centre[0], a.centre[1] - b.centre[1]) / face_size(expected)
        gap = max(now - self._detected_at, 0.0)
        return (
            shift < _MAX_JUMP + _MAX_SPEED * max(gap - 0.1, 0.0)
            and 1 / _MAX_ZOOM < b.side / a.side < _MAX_ZOOM
        )

    def _coasted(self, frame: Frame, flow: Flow | None) -> Landmarks | None:
        """The face carried on by flow alone; None when that is no longer credible."""
        if self._remembered is None:
            return None
        if frame.captured_at - self._detected_at > _COAST_S:
            self._forget()
            return None
        if not _credible(flow) or not _visible(flow.landmarks, frame.size):
            if self._filter is not None:
                self._filter.reset()
            return None
        self._remembered = flow.landmarks
        return flow.landmarks

    def _observation(self, frame: Frame, landmarks: Landmarks) -> FaceObservation:
        if self._filter is not None:
            landmarks = self._filter(landmarks, frame.captured_at, face_size(landmarks))
        coasting = max(frame.captured_at - self._detected_at, 0.0)
        confidence = math.exp(-coasting / _COAST_DECAY_S)
        return FaceObservation(landmarks, frame.size, frame.captured_at, confidence)

    def _restart(self) -> None:
        self._forget()
        self._flow.reset()
        self._searched_at = -math.inf

    def _forget(self) -> None:
        self._current = self._remembered = None
        self._detector.reset()
        if self._filter is not None:
            self._filter.reset()


def _credible(flow: Flow | None) -> TypeGuard[Flow]:
    return flow is not None and flow.quality >= _MIN_FLOW_QUALITY


def _disagreement(flow: Flow, found: Landmarks) -> float:
    apart = np.linalg.norm(flow.landmarks[:, :2] - found[:, :2], axis=1)
    return float(apart.mean()) / max(face_size(found), 1e-6)


def _visible(landmarks: Landmarks, frame_size: tuple[int, int]) -> bool:
    """Whether these are numbers, of a face of some size, most of which lies inside the frame."""
    if not np.isfinite(landmarks).all() or face_size(landmarks) < _MIN_FACE_SIZE:
        return False
    inside = ((landmarks[:, :2] >= 0) & (landmarks[:, :2] < frame_size)).all(axis=1)
    return float(inside.mean()) >= _MIN_VISIBLE
