"""A performance as arrays over its frames, and what makes one believable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.errors import AppError
from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray
from app.pipeline.tracking.face_crop import face_size
from app.pipeline.tracking.head_pose import estimate_pose
from app.pipeline.types import LANDMARK_COUNT

MOST_FRAMES = 100_000
"""An hour at 27 frames per second."""

MOST_FACES = 20_000
"""Frames with landmarks, which are larger: 11 minutes at 30 frames per second, 115 MB."""

_SCALES = (0.05, 20.0)
_LARGEST = 10.0
"""Displacements (half crop widths) and ratios beyond which a figure is not of a face."""

_SIDES = (16, 16_384)
_OUTSIDE = 4.0
"""Frame sides that a landmark may lie away from the frame's corner."""

_TURN_ERROR = 1e-2

_Mask = npt.NDArray[np.bool_]


class TemplateError(AppError):
    """A motion template cannot be read, written or used."""


def unusable(why: str) -> TemplateError:
    """The error for a template that is not what it should be, while its file is not known."""
    return TemplateError("cannot use the motion template", why, "Record it again, or take another.")


@dataclass(frozen=True, slots=True, eq=False)
class TemplateArrays:
    """The figures of N frames, float32; every figure of a frame without a face is NaN.

    It has keypoints (the first four), faces, or both.

    Attributes:
        rotations: N x 3 x 3, see ``KeypointMotion``.
        expressions: N x 21 x 3.
        translations: N x 3.
        scales: N.
        eye_ratios: N x 2, the driver's lid gap over eye width, (left, right); None where it was
            not recorded.
        lip_ratios: N, the driver's inner-lip gap over mouth width, or None.
        faces: N x 478 x 3, landmarks in pixels of the frame.
        frame_size: Width and height of that frame, there if faces are.

    Raises:
        TemplateError: An array has the wrong shape or type, or holds what no face does.
    """

    rotations: FloatArray | None = None
    expressions: FloatArray | None = None
    translations: FloatArray | None = None
    scales: FloatArray | None = None
    eye_ratios: FloatArray | None = None
    lip_ratios: FloatArray | None = None
    faces: FloatArray | None = None
    frame_size: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        count = self._count()
        if self.scales is not None:
            self._check_keypoints(count, np.isnan(self.scales))
        elif not (self.rotations is self.expressions is self.translations is None):
            raise unusable("it lacks a part")
        elif not (self.eye_ratios is self.lip_ratios is None):
            raise unusable("it has ratios of nothing")
        if self.faces is not None:
            self._check_faces(count, self.faces)

    def _count(self) -> int:
        counts = {
            len(figures) if figures.ndim else 0
            for figures in (self.scales, self.faces)
            if figures is not None
        }
        most = MOST_FRAMES if self.faces is None else MOST_FACES
        count = counts.pop() if len(counts) == 1 else 0
        if counts or not 0 < count <= most:
            raise unusable(f"it does not have 1 to {most:,} frames")
        return count

    def _check_keypoints(self, count: int, gaps: _Mask) -> None:
        if (
            self.scales is None
            or self.rotations is None
            or self.expressions is None
            or self.translations is None
        ):
            raise unusable("it lacks a part")
        _check("sizes", self.scales, (count,), gaps, *_SCALES)
        _check("head turns", self.rotations, (count, 3, 3), gaps)
        _check("expressions", self.expressions, (count, KEYPOINT_COUNT, 3), gaps)
        _check("positions", self.translations, (count, 3), gaps)
        if self.eye_ratios is not None:
            _check("eye ratios", self.eye_ratios, (count, 2), gaps)
        if self.lip_ratios is not None:
            _check("lip ratios", self.lip_ratios, (count,), gaps)
        if not _are_rotations(self.rotations[~gaps]):
            raise unusable("its head turns are not rotations")

    def _check_faces(self, count: int, faces: FloatArray) -> None:
        if (
            self.frame_size is None
            or not _SIDES[0] <= min(self.frame_size) <= max(self.frame_size) <= _SIDES[1]
        ):
            raise unusable("the size of its frames is out of range")
        if faces.shape != (count, LANDMARK_COUNT, 3):
            raise unusable("its faces are not of the mesh's shape")
        gaps = np.isnan(faces[:, 0, 0])
        reach = _OUTSIDE * max(self.frame_size)
        _check("faces", faces, (count, LANDMARK_COUNT, 3), gaps, -reach, reach)
        if not all(_has_a_pose(face) for face in faces[~gaps]):
            raise unusable("its faces are not faces")


def _check(
    name: str,
    figures: FloatArray,
    shape: tuple[int, ...],
    gaps: _Mask,
    least: float = -_LARGEST,
    largest: float = _LARGEST,
) -> None:
    if figures.shape != shape or figures.dtype != np.float32:
        raise unusable(f"its {name} are not of the shape that {shape[0]:,} frames have")
    if gaps.all():
        raise unusable("no face is in any of its frames")
    seen = figures[~gaps]
    if not np.isfinite(seen).all() or seen.min() < least or seen.max() > largest:
        raise unusable(f"its {name} are out of range")
    if not np.isnan(figures[gaps]).all():
        raise unusable(f"its {name} are there for some of its frames only")


def _are_rotations(matrices: FloatArray) -> bool:
    turned_back = matrices @ matrices.transpose(0, 2, 1)
    orthonormal = bool(np.abs(turned_back - np.eye(3)).max() < _TURN_ERROR)
    return orthonormal and bool(np.linalg.det(matrices).min() > 0)  # a mirror image passes the first


def _has_a_pose(face: npt.NDArray[Any]) -> bool:
    """Whether landmarks are spread out as a face's are, so that everybody can measure them."""
    if face_size(face) < 1.0:
        return False
    with np.errstate(invalid="ignore", divide="ignore"):
        return bool(np.isfinite(estimate_pose(face).rotation).all())
