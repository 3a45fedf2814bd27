"""Where the landmarks moved from one frame to the next, by optical flow alone.

Forward-backward pyramidal Lucas-Kanade (Kalal, Mikolajczyk, Matas: Forward-Backward Error, 2010)
on a small grey cut-out of the face.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

_SIDE = 192
_CROP_SIDE = 3.2  # face sizes
_WINDOW = (9, 9)
_LEVELS = 3
_CRITERIA = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 8, 0.03)
_GOOD_ERROR = 0.4
_OWN_MOTION = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Landmarks carried over to the next frame.

    Attributes:
        landmarks: 478 x 3 float32, pixels of the new frame.
        confidence: 478 float32, 0..1, from the forward-backward error of each point.
    """

    landmarks: Landmarks
    confidence: FloatArray

    @property
    def quality(self) -> float:
        """Mean confidence over the face."""
        return float(self.confidence.mean())


class LandmarkFlow:
    """Carries landmarks from the frame it was given last to the next one.

    Most of a face is one moving surface, so the points' displacements are fitted by a turning
    rigid head first; what a point moves beyond that counts only where it stands out of the noise.
    """

    def __init__(self) -> None:
        self._previous: npt.NDArray[np.uint8] | None = None

    def advance(self, image: RGBImage, landmarks: Landmarks | None) -> Flow | None:
        """Takes the next frame.

        Args:
            image: H x W x 3 uint8 RGB.
            landmarks: 478 x 3 pixels, the face in the previous frame; None if there was none.

        Returns:
            The face in ``image``; None for a first frame, a new frame size or no landmarks.
        """
        grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        previous, self._previous = self._previous, grey
        if previous is None or landmarks is None or previous.shape != grey.shape:
            return None
        crop = FaceCrop.around(landmarks, _CROP_SIDE)
        if crop.side < 8:
            return None
        local = crop.from_picture(landmarks, _SIDE)
        points = np.ascontiguousarray(local[:, :2])
        moved, confidence = _track(crop.cut(previous, _SIDE), crop.cut(grey, _SIDE), points)
        carried = _carried(local, moved, confidence)
        return Flow(crop.to_picture(carried, _SIDE), confidence)

    def reset(self) -> None:
        """Forgets the previous frame."""
        self._previous = None


def _track(
    before: npt.NDArray[np.uint8], after: npt.NDArray[np.uint8], points: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Points (N x 2) followed there and back; where they went and how well they came back."""
    start = points[:, None]
    there, found = _lucas_kanade(before, after, start)
    back, returned = _lucas_kanade(after, before, there)
    error = np.linalg.norm((back - start)[:, 0], axis=1)
    confidence = np.exp(-((error / _GOOD_ERROR) ** 2)) * (found & returned)[:, 0]
    return there[:, 0], confidence.astype(np.float32)


def _lucas_kanade(
    before: npt.NDArray[np.uint8], after: npt.NDArray[np.uint8], points: FloatArray
) -> tuple[FloatArray, npt.NDArray[np.uint8]]:
    moved, found, _ = cv2.calcOpticalFlowPyrLK(
        before,
        after,
        points,
        np.empty_like(points),
        winSize=_WINDOW,
        maxLevel=_LEVELS,
        criteria=_CRITERIA,
    )
    return np.asarray(moved, dtype=np.float32), np.asarray(found, dtype=np.uint8)


def _carried(local: FloatArray, moved: FloatArray, confidence: FloatArray) -> FloatArray:
    """Landmarks (478 x 3, crop pixels) after the motion of the head and the points' own motion."""
    centre = local.mean(axis=0)
    offset = local - centre
    # Under a small turn of a rigid body the displacement in the picture is linear in x, y and z.
    basis = np.concatenate([offset / _SIDE, np.ones((len(local), 1), np.float32)], axis=1)
    displacement = moved - local[:, :2]
    motion = _robust_fit(basis, displacement, confidence)
    rigid = basis @ motion
    own = displacement - rigid
    size = (own**2).sum(axis=1, keepdims=True)
    own *= size / (size + _OWN_MOTION**2) * confidence[:, None]
    carried = local.copy()
    carried[:, :2] += rigid + own
    turn = motion[2] / _SIDE
    zoom = 1.0 + (motion[0, 0] + motion[1, 1]) / (2 * _SIDE)
    carried[:, 2] = local[:, 2] * zoom - offset[:, :2] @ turn
    return carried


def _robust_fit(basis: FloatArray, displacement: FloatArray, confidence: FloatArray) -> FloatArray:
    """Least squares for displacement = basis @ motion, twice reweighted against outliers."""
    weight = confidence + 1e-3
    motion = np.zeros((basis.shape[1], 2), np.float32)
    ridge = np.diag(np.array([1e-3, 1e-3, 1e-2, 1e-6], np.float32)) * float(weight.sum())
    for _ in range(3):
        weighted = basis * weight[:, None]
        motion = np.linalg.solve(weighted.T @ basis + ridge, weighted.T @ displacement)
        rest = np.linalg.norm(displacement - basis @ motion, axis=1)
        weight = (confidence + 1e-3) / (1.0 + rest**2)
    return motion.astype(np.float32)
