"""A whole recorded performance, watched once from beginning to end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.keypoint_tracks import smooth_motions
from app.pipeline.motion.keypoints_to_landmarks import RecordedRatios
from app.pipeline.tracking.face_crop import face_size
from app.pipeline.tracking.fresh import FreshFaceMesh
from app.pipeline.tracking.smoothing import smooth_track
from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import Frame, Landmarks, RGBImage

_Seen = TypeVar("_Seen")

Reader = Callable[[RGBImage, Landmarks, float], KeypointMotion | None]
"""``Engine.read_driver``."""


@dataclass(frozen=True, slots=True, eq=False)
class Performance:
    """The driver's face over time.

    Attributes:
        times: T, seconds from the start.
        faces: T landmarks (478 x 3 pixels), None where no face was seen or only keypoints are known.
        keypoints: T, what an engine with eyes of its own read, None where it read nothing; None
            altogether where no such engine watched.
        ratios: T, openness of eyes and lips of a driver without landmarks; empty if not known.
        frame_size: Width and height of the frames in pixels, None without landmarks.
    """

    times: npt.NDArray[np.float64]
    faces: tuple[Landmarks | None, ...]
    keypoints: tuple[KeypointMotion | None, ...] | None = None
    ratios: tuple[RecordedRatios, ...] = ()
    frame_size: tuple[int, int] | None = None

    def __len__(self) -> int:
        return len(self.faces)

    @property
    def seen(self) -> int:
        """In how many frames a face was seen."""
        return sum(map(self.sees, range(len(self))))

    @property
    def has_landmarks(self) -> bool:
        """Whether landmarks were seen in any frame."""
        return any(face is not None for face in self.faces)

    def sees(self, at: int) -> bool:
        """Whether there is a face in a frame."""
        return self.faces[at] is not None or self.motion_at(at) is not None

    def first(self, count: int) -> Performance:
        """Its beginning, so many frames."""
        keypoints = None if self.keypoints is None else self.keypoints[:count]
        return replace(
            self,
            times=self.times[:count],
            faces=self.faces[:count],
            keypoints=keypoints,
            ratios=self.ratios[:count],
        )

    def motion_at(self, at: int) -> KeypointMotion | None:
        """The keypoint motion in a frame, if there is one."""
        return None if self.keypoints is None else self.keypoints[at]


def observe(frames: Iterable[Frame], on_frame: Callable[[], None], read: Reader | None = None) -> Performance:
    """Tracks a recording, as detected.

    Args:
        frames: In order, with their media time.
        on_frame: Called after each frame.
        read: Lets an engine look at the driver too.
    """
    times: list[float] = []
    faces: list[Landmarks | None] = []
    keypoints: list[KeypointMotion | None] = []
    size: tuple[int, int] | None = None
    tracker = FaceTracker(smoothing=0.0, detector=FreshFaceMesh())
    try:
        for frame in frames:
            seen, size = tracker.track(frame), size or frame.size
            times.append(frame.media_time if frame.media_time is not None else frame.captured_at)
            faces.append(seen.landmarks if seen is not None else None)
            look = read if seen is not None else None
            keypoints.append(look(frame.image, seen.landmarks, times[-1]) if look and seen else None)
            on_frame()
    finally:
        tracker.close()
    read_any = any(motion is not None for motion in keypoints)
    return Performance(np.array(times), tuple(faces), tuple(keypoints) if read_any else None, frame_size=size)


def calmed(performance: Performance, smoothing: float) -> Performance:
    """The same performance without its jitter; unlike live, calming adds no delay here.

    Args:
        performance: As detected.
        smoothing: 0 (as detected) to 1.
    """
    rate = _rate(performance.times)
    faces = list(performance.faces)
    for start, seen in _stretches(performance.faces):
        track = np.stack(seen)
        size = face_size(track[len(track) // 2])
        faces[start : start + len(seen)] = smooth_track(track, rate, size, smoothing)
    if performance.keypoints is None:
        return replace(performance, faces=tuple(faces))
    keypoints = list(performance.keypoints)
    for start, read in _stretches(performance.keypoints):
        keypoints[start : start + len(read)] = smooth_motions(read, rate, smoothing)
    return replace(performance, faces=tuple(faces), keypoints=tuple(keypoints))


def watch(
    frames: Iterable[Frame], smoothing: float, on_frame: Callable[[], None], read: Reader | None = None
) -> Performance:
    """Tracks a recording and calms it; arguments as in ``observe`` and ``calmed``."""
    return calmed(observe(frames, on_frame, read), smoothing)


def _stretches(track: Sequence[_Seen | None]) -> Iterator[tuple[int, list[_Seen]]]:
    """Every unbroken stretch, and where it starts."""
    at = 0
    for missing, frames in groupby(track, key=lambda seen: seen is None):
        stretch = list(frames)
        if not missing:
            yield at, [seen for seen in stretch if seen is not None]
        at += len(stretch)


def _rate(times: npt.NDArray[np.float64]) -> float:
    if len(times) < 2 or times[-1] <= times[0]:
        return 30.0
    return float((len(times) - 1) / (times[-1] - times[0]))
