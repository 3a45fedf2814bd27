"""A square, turned cut-out of a picture around a face, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.types import Landmarks, RGBImage

_OUTER_EYE_CORNERS = (33, 263)
_MAX_SUPERSAMPLING = 3


@dataclass(frozen=True, slots=True)
class FaceCrop:
    """Where a square cut-out lies in a picture.

    Attributes:
        centre: (x, y) in pixels of the picture.
        side: Edge length, pixels of the picture.
        angle: Radians, clockwise in the picture; the cut-out stands upright on it.
    """

    centre: tuple[float, float]
    side: float
    angle: float = 0.0

    @classmethod
    def around(cls, landmarks: Landmarks, margin: float = 1.5) -> FaceCrop:
        """The crop that shows a face upright.

        Args:
            landmarks: 478 x 3 pixels.
            margin: Edge length over the longer edge of the landmarks' upright bounding box.
                1.5 is what the face mesh model was trained for.
        """
        eye_line = landmarks[_OUTER_EYE_CORNERS[1]] - landmarks[_OUTER_EYE_CORNERS[0]]
        angle = math.atan2(float(eye_line[1]), float(eye_line[0]))
        upright = landmarks[:, :2] @ _turn(angle)
        low, high = upright.min(axis=0), upright.max(axis=0)
        centre = _turn(angle) @ ((low + high) / 2)
        return cls((float(centre[0]), float(centre[1])), margin * float((high - low).max()), angle)

    def cut(self, image: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
        """The cut-out as a ``side`` x ``side`` picture; edges are repeated outside the picture.

        Shrinking averages over the pixels it drops, which takes sensor noise down with it.
        """
        fine = min(max(math.ceil(self.side / side - 0.25), 1), _MAX_SUPERSAMPLING)
        # With area averaging, output pixel j covers the fine pixels from fine * j on.
        matrix = self._matrix(side * fine, shift=(fine - 1) / 2)
        cut = cv2.warpAffine(
            image,
            matrix,
            (side * fine, side * fine),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        if fine > 1:
            cut = cv2.resize(cut, (side, side), interpolation=cv2.INTER_AREA)
        return np.asarray(cut, dtype=np.uint8)

    def to_picture(self, points: npt.NDArray[np.float32], side: int) -> npt.NDArray[np.float32]:
        """Points (N x 2 or N x 3) of a ``side`` wide cut-out, in pixels of the picture."""
        scale = self.side / side
        picture = (points * scale).astype(np.float32)
        picture[:, :2] = (points[:, :2] - side / 2) @ (_turn(self.angle).T * scale) + self.centre
        return picture

    def from_picture(self, points: npt.NDArray[np.float32], side: int) -> npt.NDArray[np.float32]:
        """The inverse of ``to_picture``."""
        scale = side / self.side
        cut = (points * scale).astype(np.float32)
        cut[:, :2] = (points[:, :2] - self.centre) @ (_turn(self.angle) * scale) + side / 2
        return cut

    def _matrix(self, side: int, shift: float) -> npt.NDArray[np.float64]:
        scale = side / self.side
        matrix = np.empty((2, 3))
        matrix[:, :2] = _turn(self.angle).T * scale
        matrix[:, 2] = side / 2 + shift - matrix[:, :2] @ np.asarray(self.centre)
        return matrix


def face_size(landmarks: Landmarks) -> float:
    """Longer edge of the landmarks' bounding box, pixels."""
    return float(np.ptp(landmarks[:, :2], axis=0).max())


def usable(image: RGBImage) -> bool:
    """Whether a picture can hold a face at all: three channels, a few pixels each way."""
    return image.ndim == 3 and image.shape[2] == 3 and min(image.shape[:2]) >= 16


def _turn(angle: float) -> npt.NDArray[np.float64]:
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])
