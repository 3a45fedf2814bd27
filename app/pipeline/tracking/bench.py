"""Measures the tracker: jitter at rest, lag on a fast turn, time per frame; and MediaPipe alone.

Everything is made from one photo that is warped and given sensor noise, so that the truth is known.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import matplotlib
import numpy as np
import numpy.typing as npt
from mediapipe.python.solutions.face_mesh import FaceMesh as MediaPipeFaceMesh
from rich.console import Console
from rich.table import Table

from app.errors import SourceError
from app.pipeline.tracking.face_mesh import find_faces
from app.pipeline.tracking.head_pose import estimate_pose
from app.pipeline.tracking.quiet import quiet_start
from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import LANDMARK_COUNT, Frame, Landmarks, RGBImage

_FPS = 30.0
_NOISE_SIGMA = 4.0
_STILL_FRAMES, _SETTLING_FRAMES = 90, 30
_TURN_FRAMES, _TURN_HZ = 75, 1.6
_NOSE_TIP, _CHEEKS = 1, (234, 454)
_FACE_AREA = (0, 20, 512, 384)  # x, y, width, height in the photo: 4:3 around the face

_SWING = np.sin(2 * np.pi * _TURN_HZ * np.arange(_TURN_FRAMES) / _FPS)

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
        SourceError: If the sample photo that matplotlib ships is not there.
    """
    photo = _photo()
    still = _frames([_resized(photo, (640, 480))] * _STILL_FRAMES)
    hd = _frames([_resized(photo, (1280, 720))] * _SETTLING_FRAMES)
    turn = _frames(_turning(_resized(photo, (640, 480))))
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
    return (track[:, _NOSE_TIP, 0] - (left + right) / 2) / (right - left)


def _photo() -> RGBImage:
    """The public domain portrait of Grace Hopper that comes with matplotlib."""
    path = Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    image = cv2.imread(str(path))
    if image is None:
        raise SourceError("cannot measure the tracker", f"the sample photo {path} is missing")
    x, y, width, height = _FACE_AREA
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)[y : y + height, x : x + width], dtype=np.uint8)


def _resized(photo: RGBImage, size: tuple[int, int]) -> RGBImage:
    """The photo in a frame of ``size``, its height filled, edges repeated left and right."""
    scale = size[1] / photo.shape[0]
    shift = (size[0] - photo.shape[1] * scale) / 2
    matrix = np.array([[scale, 0, shift], [0, scale, 0]])
    frame = cv2.warpAffine(photo, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(frame, dtype=np.uint8)


def _turning(image: RGBImage) -> list[RGBImage]:
    """The face turning left and right, fast: the middle of it runs ahead of its edges."""
    height, width = image.shape[:2]
    pose = estimate_pose(find_faces(image)[0])
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    distance = ((x - pose.centre[0]) ** 2 + (y - pose.centre[1]) ** 2) / (1.6 * pose.size) ** 2
    bulge = np.exp(-distance).astype(np.float32)
    turned = []
    for swing in _SWING:
        shifted = x - np.float32(0.35 * pose.size * swing) * (0.5 + bulge)
        frame = cv2.remap(image, shifted, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        turned.append(np.asarray(frame, dtype=np.uint8))
    return turned


def _frames(images: Sequence[RGBImage]) -> list[Frame]:
    """The images with sensor noise, as a camera would deliver them."""
    noise = np.random.default_rng(0)
    frames = []
    for index, image in enumerate(images):
        noisy = image + noise.normal(0.0, _NOISE_SIGMA, image.shape)
        frames.append(Frame(np.clip(np.rint(noisy), 0, 255).astype(np.uint8), index, index / _FPS))
    return frames


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
