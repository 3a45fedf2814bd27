"""The driver's neutral face: found by itself while he acts, or set at a keystroke."""

from __future__ import annotations

import io
import os
from collections import deque
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.errors import AppError
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.tracking.head_pose import HeadPose
from app.pipeline.types import LANDMARK_COUNT, Landmarks

_QUICK_S = 2.0
"""The first look at a driver: samples come fast and the estimate follows them at once."""

_INTERVALS_S = (0.1, 0.75)
_WINDOW = 40
_FOLLOW_S = (0.4, 8.0)
_RECENTER_FRAMES = 8
_FILE_BYTES = 200_000
_LARGEST = 1e6
"""Pixels or face sizes beyond which a saved figure is not of a face, NaN included."""


class CalibrationError(AppError):
    """A saved neutral face cannot be read or written."""


class NeutralEstimator:
    """Keeps a robust running estimate of one driver's resting face.

    Samples of the last half minute vote: those with eyes open and lips at their lower half give
    the shape and the pose by their median, so neither a first frame mid-blink nor a long speech
    becomes the rest. The estimate in use slides towards the vote, fast at first, then slowly, so
    that the portrait never jumps. ``recenter`` takes the next frames instead and stays with them.
    """

    def __init__(self, neutral: FaceShape | None = None) -> None:
        self._neutral = neutral
        self._held = neutral is not None
        self._votes: deque[FaceShape] = deque(maxlen=_WINDOW)
        self._target = neutral
        self._started = self._sampled = self._last = 0.0
        self._recentering: list[FaceShape] | None = None

    @property
    def neutral(self) -> FaceShape | None:
        """The estimate in use; None before any face was seen."""
        return self._neutral

    def recenter(self) -> None:
        """Makes the face of the next frames the neutral one, until told otherwise."""
        self._recentering = []

    def update(self, landmarks: Landmarks, now: float) -> FaceShape:
        """Takes one observed face into account.

        Args:
            landmarks: 478 x 3 pixels.
            now: Seconds, never going back.

        Returns:
            The neutral face to use for this frame.
        """
        if self._neutral is None:
            self._neutral = self._target = measure(landmarks)
            self._started = self._sampled = self._last = now
        if self._recentering is not None:
            self._collect(measure(landmarks, self._neutral))
        elif not self._held:
            self._vote(landmarks, now)
            self._follow(now)
        self._last = now
        return self._neutral

    def _collect(self, shape: FaceShape) -> None:
        collected = self._recentering or []
        collected.append(shape)
        self._recentering = collected
        self._neutral = self._target = _median(collected)
        if len(collected) >= _RECENTER_FRAMES:
            self._held, self._recentering = True, None

    def _vote(self, landmarks: Landmarks, now: float) -> None:
        quick = now - self._started < _QUICK_S
        if self._votes and now - self._sampled < _INTERVALS_S[0 if quick else 1]:
            return
        self._votes.append(measure(landmarks, self._neutral))
        self._sampled = now
        self._target = _median(_restful(list(self._votes)))

    def _follow(self, now: float) -> None:
        if self._neutral is None or self._target is None or self._target is self._neutral:
            return
        slow = _FOLLOW_S[0 if now - self._started < 1.5 * _QUICK_S else 1]
        weight = 1 - float(np.exp(-max(now - self._last, 0.0) / slow))
        self._neutral = _towards(self._neutral, self._target, weight)


def best_match(track: list[FaceShape], portrait: FaceShape) -> FaceShape:
    """The neutral for a whole recorded performance.

    If the driver at some time holds the portrait's own pose and expression, that moment is what
    the portrait shows, and everything else follows from it. Otherwise it is the driver's rest.

    Args:
        track: Every observed face, measured against one of them; at least one.
        portrait: The portrait at rest.
    """
    rest = _median(_restful(track[:: max(1, len(track) // 400)]))
    costs = np.array(
        [_difference(shape, portrait) if _turn(shape, rest) < _REACH_DEG else np.inf for shape in track]
    )
    if costs.min() >= _MATCH:
        return rest
    return track[int(np.argmax(costs <= costs.min() + _AS_GOOD))]


_REACH_DEG = 25.0
_MATCH = 1.0
_AS_GOOD = 0.25
"""Differences closer than this are noise: of frames as good as the best, the first is taken."""


def _difference(shape: FaceShape, portrait: FaceShape) -> float:
    """1 is the limit of what passes for the same pose and expression."""
    angles = np.subtract((shape.pose.yaw, shape.pose.pitch, shape.pose.roll), _angles(portrait)) / 8.0
    eyes = np.subtract(shape.eyes, portrait.eyes) / 0.10
    lips = (shape.lips - portrait.lips) / 0.10
    looks = (shape.gaze[:, 0] - portrait.gaze[:, 0]) / 0.15
    return float(np.sqrt((angles**2).sum() + (eyes**2).mean() + lips**2 + (looks**2).mean()))


def _angles(shape: FaceShape) -> tuple[float, float, float]:
    return shape.pose.yaw, shape.pose.pitch, shape.pose.roll


def _turn(shape: FaceShape, other: FaceShape) -> float:
    cosine = (np.trace(shape.pose.rotation.T @ other.pose.rotation) - 1) / 2
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def _restful(shapes: list[FaceShape]) -> list[FaceShape]:
    """Those with open eyes and calm lips; all of them when too few are."""
    eyes = np.array([min(s.eyes) for s in shapes])
    lips = np.array([s.lips for s in shapes])
    calm = (eyes >= 0.8 * np.median(eyes)) & (lips <= np.median(lips) + 0.02)
    chosen = [s for s, keep in zip(shapes, calm, strict=True) if keep]
    return chosen if len(chosen) >= 3 else shapes


def _median(shapes: list[FaceShape]) -> FaceShape:
    pose = HeadPose(
        _orthonormal(np.median([s.pose.rotation for s in shapes], axis=0)),
        np.median([s.pose.centre for s in shapes], axis=0),
        float(np.median([s.pose.size for s in shapes])),
    )
    return FaceShape.of(pose, np.median([s.local for s in shapes], axis=0).astype(np.float32))


def _towards(shape: FaceShape, target: FaceShape, weight: float) -> FaceShape:
    one, other = shape.pose, target.pose
    pose = HeadPose(
        _orthonormal(one.rotation + (other.rotation - one.rotation) * weight),
        one.centre + (other.centre - one.centre) * weight,
        one.size + (other.size - one.size) * weight,
    )
    return FaceShape.of(pose, shape.local + (target.local - shape.local) * np.float32(weight))


def _orthonormal(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    u, _, vt = np.linalg.svd(matrix)
    rotation: npt.NDArray[np.float64] = u @ vt
    return rotation


def save_neutral(path: Path, neutral: FaceShape) -> None:
    """Writes a neutral face for another day.

    Raises:
        CalibrationError: The file cannot be written.
    """
    buffer = io.BytesIO()
    pose = neutral.pose
    np.savez(
        buffer, local=neutral.local, rotation=pose.rotation, centre=pose.centre, size=np.float64(pose.size)
    )
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(buffer.getvalue())
        os.replace(partial, path)
    except OSError as error:
        raise CalibrationError(
            f"cannot save the neutral face to '{path}'", error.strerror or str(error), "Choose another place."
        ) from error


def load_neutral(path: Path) -> FaceShape:
    """Reads a neutral face.

    Raises:
        CalibrationError: The file is missing, too large, damaged or not a neutral face.
    """
    what = f"cannot read the neutral face '{path}'"
    try:
        if path.stat().st_size > _FILE_BYTES:
            raise CalibrationError(what, "it is too large to be one", "Save it again with recenter.")
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            local, rotation = arrays["local"], arrays["rotation"]
            centre, size = arrays["centre"], arrays["size"]
    except OSError as error:
        raise CalibrationError(what, error.strerror or str(error), "Check the path.") from error
    except CalibrationError:
        raise
    except Exception as error:  # whatever a damaged archive makes NumPy or zipfile raise
        raise CalibrationError(what, "it is damaged", "Save it again with recenter.") from error
    shapes = (local.shape, rotation.shape, centre.shape, size.shape)
    sound = shapes == ((LANDMARK_COUNT, 3), (3, 3), (3,), ()) and all(
        a.dtype.kind == "f" and np.abs(a).max() < _LARGEST for a in (local, rotation, centre, size)
    )
    if not sound or size < 1 / _LARGEST or not _is_rotation(rotation):
        raise CalibrationError(what, "it does not hold a face", "Save it again with recenter.")
    return FaceShape.of(HeadPose(rotation, centre, float(size)), local.astype(np.float32))


def _is_rotation(matrix: npt.NDArray[np.float64]) -> bool:
    turned = np.allclose(matrix @ matrix.T, np.eye(3), atol=1e-3)
    return turned and float(np.linalg.det(matrix)) > 0  # a mirror image passes the first test
