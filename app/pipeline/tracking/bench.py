"""Measures the tracker: jitter at rest, lag on a fast turn, time per frame; and MediaPipe alone.

Run ``python -m app.pipeline.tracking.bench`` for a table.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
from mediapipe.python.solutions.face_mesh import FaceMesh as MediaPipeFaceMesh
from rich.console import Console
from rich.table import Table

from app.pipeline.tracking.quiet import quiet_start
from app.pipeline.tracking.sample_scenes import FPS, noisy_frames, photo_frame, turning
from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import LANDMARK_COUNT, Frame, Landmarks

_STILL_FRAMES, _SETTLING_FRAMES = 90, 30
_TURN_FRAMES, _TURN_HZ = 75, 1.6
_NOSE_TIP, _CHEEKS = 1, (234, 454)

_SWING = np.sin(2 * np.pi * _TURN_HZ * np.arange(_TURN_FRAMES) / FPS)

Track = npt.NDArray[np.float32]
Signal = npt.NDArray[np.float64]


class _Tracker(Protocol):
    def follow(self, frame: Frame) -> Landmarks | None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class TrackerFigures:
    """How one tracker did.

    Attributes:
        jitter_px: RMS deviation of the landmarks' x and y from their mean, still face, pixels.
        lag_frames: Delay of the turn against the truth, frames of 1/30 s.
        ms_per_frame: Median time per frame, milliseconds, by frame size (width, height).
    """

    jitter_px: float
    lag_frames: float
    ms_per_frame: tuple[tuple[tuple[int, int], float], ...]


@dataclass(frozen=True, slots=True)
class TrackingFigures:
    """The product's tracker and MediaPipe's face mesh by itself, on the same frames."""

    tracker: TrackerFigures
    mediapipe: TrackerFigures


def measure_tracking() -> TrackingFigures:
    """Runs the whole measurement, some ten seconds on one core.

    Raises:
        SourceError: If matplotlib's sample photo is not there.
    """
    still = noisy_frames([photo_frame((640, 480))] * _STILL_FRAMES)
    hd = noisy_frames([photo_frame((1280, 720))] * _SETTLING_FRAMES)
    turn = noisy_frames(turning(photo_frame((640, 480)), _SWING))
    figures = []
    for start in (_Ours, _MediaPipeAlone):
        at_rest, at_rest_ms = _run(start, still)
        turned, _ = _run(start, turn)
        _, hd_ms = _run(start, hd)
        times = (((640, 480), at_rest_ms), ((1280, 720), hd_ms))
        figures.append(TrackerFigures(_jitter(at_rest), lag_frames(_yaw(turned), _SWING), times))
    return TrackingFigures(*figures)


def lag_frames(signal: Signal, truth: Signal, reach: int = 4) -> float:
    """Shift in samples, positive when ``signal`` is late, where it correlates best with ``truth``.

    Both are 1-D and of one length; the search spans +-``reach`` in steps of 1/50.
    """
    time_axis = np.arange(len(truth), dtype=np.float64)
    inner = slice(reach, len(truth) - reach)
    shifts = np.arange(-reach, reach + 0.01, 0.02)
    scores = [
        np.corrcoef(np.interp(time_axis + shift, time_axis, signal)[inner], truth[inner])[0, 1]
        for shift in shifts
    ]
    return float(shifts[int(np.argmax(scores))])


def _run(start: Callable[[], _Tracker], frames: Sequence[Frame]) -> tuple[Track, float]:
    """Landmarks per frame (T x 478 x 3, NaN without a face) and median milliseconds per frame."""
    tracker = start()
    track, times = [], []
    for frame in frames:
        before = time.perf_counter()
        face = tracker.follow(frame)
        times.append(time.perf_counter() - before)
        track.append(np.full((LANDMARK_COUNT, 3), np.nan, np.float32) if face is None else face)
    tracker.close()
    return np.array(track), float(np.median(times) * 1e3)


def _jitter(track: Track) -> float:
    settled = track[_SETTLING_FRAMES:, :, :2]
    return float(np.sqrt(((settled - settled.mean(axis=0)) ** 2).mean()))


def _yaw(track: Track) -> Signal:
    """Where the nose tip stands between the cheeks: follows a turn of the head, in frames' units."""
    left, right = (track[:, cheek, 0].astype(np.float64) for cheek in _CHEEKS)
    yaw: Signal = (track[:, _NOSE_TIP, 0] - (left + right) / 2) / (right - left)
    return yaw


class _Ours:
    def __init__(self) -> None:
        self._tracker = FaceTracker()

    def follow(self, frame: Frame) -> Landmarks | None:
        seen = self._tracker.track(frame)
        return None if seen is None else seen.landmarks

    def close(self) -> None:
        self._tracker.close()


class _MediaPipeAlone:
    def __init__(self) -> None:
        with quiet_start():
            self._mesh = MediaPipeFaceMesh(refine_landmarks=True)
            self._mesh.process(np.zeros((64, 64, 3), dtype=np.uint8))

    def follow(self, frame: Frame) -> Landmarks | None:
        faces = self._mesh.process(frame.image).multi_face_landmarks
        if not faces:
            return None
        width, height = frame.size
        points = np.array([(p.x, p.y, p.z) for p in faces[0].landmark], dtype=np.float32)
        return points * np.array([width, height, width], dtype=np.float32)

    def close(self) -> None:
        self._mesh.close()


def main() -> None:
    """Prints the figures."""
    figures = measure_tracking()
    table = Table("", "jitter px", "lag frames", "ms 640x480", "ms 1280x720")
    for name, one in (("tracker", figures.tracker), ("MediaPipe alone", figures.mediapipe)):
        times = [f"{ms:.1f}" for _, ms in one.ms_per_frame]
        table.add_row(name, f"{one.jitter_px:.3f}", f"{one.lag_frames:+.2f}", *times)
    Console().print(table)


if __name__ == "__main__":
    main()
