"""A square, turned cut-out of a picture around a face, and the way back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.head_pose import RIGID
from app.pipeline.types import Landmarks, RGBImage

_OUTER_EYE_CORNERS = (33, 263)
# How far the middle of a face lies below the mean of its rigid landmarks, face sizes.
_MIDDLE_BELOW_RIGID = 0.66
# How far a closed mouth lets the chin reach below the mean of the rigid landmarks, face sizes.
_USUAL_REACH = 1.9

MESH_PIXELS = 192
"""Edge length in pixels of the pictures the landmark model looks at."""

MESH_SIDE = 3.75
"""Crop side in face sizes for the landmark model: what its own detector would cut, on average."""


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
    def around(cls, landmarks: Landmarks, side: float = MESH_SIDE) -> FaceCrop:
        """The crop that shows a face upright.

        Hangs on landmarks that do not move with the expression, so that talking does not shift
        the crop; it only grows downwards for a chin that drops far.

        Args:
            landmarks: 478 x 3 pixels.
            side: Edge length in face sizes (the unit of ``HeadPose.size``).
        """
        eye_line = landmarks[_OUTER_EYE_CORNERS[1]] - landmarks[_OUTER_EYE_CORNERS[0]]
        angle = math.atan2(float(eye_line[1]), float(eye_line[0]))
        turn = _turn(angle)
        size = face_size(landmarks)
        rigid = landmarks[RIGID, :2].mean(axis=0)
        upright = (landmarks[:, :2] - rigid) @ turn / max(size, 1e-6)
        dropped = max(float(upright[:, 1].max()) - _USUAL_REACH, 0.0)
        middle = rigid + turn @ (0.0, (_MIDDLE_BELOW_RIGID + dropped / 2) * size)
        return cls((float(middle[0]), float(middle[1])), (side + dropped) * size, angle)

    def cut(self, image: npt.NDArray[np.uint8], side: int) -> npt.NDArray[np.uint8]:
        """The cut-out as a ``side`` x ``side`` picture; edges are repeated outside the picture.

        Shrinking averages over the pixels it drops, which takes sensor noise down with it.
        """
        matrix = self._matrix(side)
        factor = min(int(self.side / side + 0.25), *image.shape[:2])
        if factor > 1:
            image, offset = self._shrunk(image, factor)
            # Pixel i of the shrunk part averages pixels factor * i + offset and the next few.
            matrix[:, 2] += matrix[:, :2] @ (np.asarray(offset) + (factor - 1) / 2)
            matrix[:, :2] *= factor
        cut = cv2.warpAffine(
            image, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
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

    def _shrunk(
        self, image: npt.NDArray[np.uint8], factor: int
    ) -> tuple[npt.NDArray[np.uint8], tuple[int, int]]:
        """The part of the picture around the crop, ``factor`` times smaller, and where it starts."""
        reach = self.side * (abs(math.cos(self.angle)) + abs(math.sin(self.angle))) / 2 + 2 * factor
        (x0, x1), (y0, y1) = (
            _span(middle - reach, middle + reach, length, factor)
            for middle, length in zip(self.centre, (image.shape[1], image.shape[0]), strict=True)
        )
        small = ((x1 - x0) // factor, (y1 - y0) // factor)
        part = cv2.resize(image[y0:y1, x0:x1], small, interpolation=cv2.INTER_AREA)
        return np.asarray(part, dtype=np.uint8), (x0, y0)

    def _matrix(self, side: int) -> npt.NDArray[np.float64]:
        scale = side / self.side
        matrix = np.empty((2, 3))
        matrix[:, :2] = _turn(self.angle).T * scale
        matrix[:, 2] = side / 2 - matrix[:, :2] @ np.asarray(self.centre)
        return matrix


def _span(start: float, end: float, length: int, factor: int) -> tuple[int, int]:
    """Whole pixels from ``start`` to ``end`` inside 0..``length``, a multiple of ``factor`` of them."""
    count = max(length // factor, 1)
    first = min(max(int(start // factor), 0), count - 1)
    last = min(max(int(-(-end // factor)), first + 1), count)
    return first * factor, min(last * factor, length)


def face_size(landmarks: Landmarks) -> float:
    """Root mean square distance of the rigid landmarks from their mean, pixels, as in ``HeadPose``."""
    rigid = landmarks[RIGID]
    return float(np.sqrt(((rigid - rigid.mean(axis=0)) ** 2).sum(axis=1).mean()))


def usable(image: RGBImage) -> bool:
    """Whether a picture can hold a face at all: three channels, a few pixels each way."""
    return image.ndim == 3 and image.shape[2] == 3 and min(image.shape[:2]) >= 16


def _turn(angle: float) -> npt.NDArray[np.float64]:
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])
