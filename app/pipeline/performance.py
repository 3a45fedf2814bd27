"""A whole recorded performance: watched once from beginning to end, then retargeted without haste."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.limits import ease_to_rest
from app.pipeline.motion.matching import best_match
from app.pipeline.motion.retargeting import Retargeter
from app.pipeline.tracking.face_crop import face_size
from app.pipeline.tracking.fresh import FreshFaceMesh
from app.pipeline.tracking.presence import FacePresence
from app.pipeline.tracking.smoothing import smooth_track
from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import REST, Frame, Landmarks, Motion


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """The driver's face over time.

    Attributes:
        times: T, seconds from the start.
        faces: T landmarks (478 x 3 pixels), None where no face was seen.
    """

    times: npt.NDArray[np.float64]
    faces: tuple[Landmarks | None, ...]

    def __len__(self) -> int:
        return len(self.faces)

    @property
    def seen(self) -> int:
        """In how many frames a face was seen."""
        return sum(face is not None for face in self.faces)


def watch(frames: Iterable[Frame], smoothing: float, on_frame: Callable[[], None]) -> Performance:
    """Tracks a recording.

    Args:
        frames: In order, with their media time.
        smoothing: 0 (as detected) to 1; unlike live, calming adds no delay here.
        on_frame: Called after each frame.
    """
    times: list[float] = []
    faces: list[Landmarks | None] = []
    tracker = FaceTracker(smoothing=0.0, detector=FreshFaceMesh())
    try:
        for frame in frames:
            seen = tracker.track(frame)
            times.append(frame.media_time if frame.media_time is not None else frame.captured_at)
            faces.append(seen.landmarks if seen is not None else None)
            on_frame()
    finally:
        tracker.close()
    return Performance(np.array(times), tuple(_calmed(faces, _rate(times), smoothing)))


def motions(
    performance: Performance, retargeter: Retargeter, neutral: FaceShape | None = None
) -> Iterator[Motion]:
    """What the portrait should do, frame by frame.

    Args:
        performance: The driver.
        retargeter: Knows the portrait.
        neutral: The driver's neutral face, None to find it in the performance.
    """
    presence, motion, own = FacePresence(), REST, retargeter.portrait
    neutral = neutral or find_neutral(performance, own)
    for time, face in zip(performance.times, performance.faces, strict=True):
        weight = presence.update(face is not None, float(time))
        if face is not None and neutral is not None:
            motion = retargeter.motion(face, neutral)
        yield ease_to_rest(motion, weight, own.eyes, own.lips)


def find_neutral(performance: Performance, portrait: FaceShape) -> FaceShape | None:
    """The driver's face that answers to the portrait at rest; None if no face was ever seen."""
    faces = [face for face in performance.faces if face is not None]
    if not faces:
        return None
    first = measure(faces[0])
    return best_match([measure(face, first) for face in faces], portrait)


def _calmed(faces: list[Landmarks | None], rate: float, smoothing: float) -> Iterator[Landmarks | None]:
    """Smooths every unbroken stretch on its own."""
    for missing, stretch in groupby(faces, key=lambda face: face is None):
        if missing:
            yield from stretch
            continue
        track = np.stack([face for face in stretch if face is not None])
        yield from smooth_track(track, rate, face_size(track[len(track) // 2]), smoothing)


def _rate(times: list[float]) -> float:
    if len(times) < 2 or times[-1] <= times[0]:
        return 30.0
    return (len(times) - 1) / (times[-1] - times[0])
