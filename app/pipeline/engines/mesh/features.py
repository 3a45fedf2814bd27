"""Eyelids and lips brought to a wanted openness, in the portrait's own proportions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.topology import (
    EYE_LOWER,
    EYE_UPPER,
    INNER_LIP_LOWER,
    INNER_LIP_UPPER,
    OUTER_LIP_LOWER,
    OUTER_LIP_UPPER,
)
from app.pipeline.tracking.ratios import MOUTH_CORNERS

FloatArray = npt.NDArray[np.floating]

# Where the lids meet: this share of the way from the upper lid's rest to the lower lid's.
_LID_MEETING = 0.85
_WIDEST_EYE = 0.65
_WIDEST_MOUTH = 1.2
# Of a wider mouth the lower lip takes this share, the upper lip the rest.
_LOWER_LIP_SHARE = 0.75
_LENS = np.sin(np.linspace(0, np.pi, EYE_UPPER.shape[1])) ** 0.8
_LIP_LENS = np.sin(np.linspace(0, np.pi, len(INNER_LIP_UPPER))) ** 0.7


def open_eyes(local: FloatArray, rest: FloatArray, openness: tuple[float, float]) -> None:
    """Sets the lid contours so that lid gap over eye width is ``openness``; in place.

    The corners stay where the expression put them; the lids take the portrait's own shape,
    scaled towards the line where they meet.

    Args:
        local: 478 x 3, the face with its expression, head's own axes.
        rest: 478 x 3, the face at rest.
        openness: Wanted ratio of the picture's left and right eye.
    """
    for upper, lower, wanted in zip(EYE_UPPER, EYE_LOWER, openness, strict=True):
        _open_eye(local, rest, upper, lower, float(np.clip(wanted, 0, _WIDEST_EYE)))


def _open_eye(
    local: FloatArray,
    rest: FloatArray,
    upper: npt.NDArray[np.intp],
    lower: npt.NDArray[np.intp],
    wanted: float,
) -> None:
    start, end = upper[0], upper[-1]
    rest_along, rest_across, rest_width = _axes(rest, start, end)
    along, across, width = _axes(local, start, end)
    high = (rest[upper, :2] - rest[start, :2]) @ rest_across / rest_width
    low = (rest[lower, :2] - rest[start, :2]) @ rest_across / rest_width
    gap = np.maximum(low - high, 0)
    middle = max(float(gap[len(gap) // 2]), 1e-3)
    # Eyes painted shut have no shape to open by: lend them a lens.
    own = float(np.clip((middle - 0.06) / 0.08, 0, 1))
    opening = own * gap / middle + (1 - own) * _LENS
    new_gap = gap * min(wanted / middle, 1) + opening * max(wanted - middle, 0)
    meeting = high + _LID_MEETING * (low - high)
    for points, offset in (
        (upper, meeting - _LID_MEETING * new_gap),
        (lower, meeting + (1 - _LID_MEETING) * new_gap),
    ):
        position = (local[points, :2] - local[start, :2]) @ along / width
        local[points[1:-1], :2] = (
            local[start, :2] + (position[1:-1, None] * along + offset[1:-1, None] * across) * width
        )


def open_lips(local: FloatArray, openness: float) -> None:
    """Moves the lips so that inner-lip gap over mouth width is ``openness``; in place.

    Args:
        local: 478 x 3, the face with its expression, head's own axes.
        openness: Wanted ratio.
    """
    _, across, width = _axes(local, *MOUTH_CORNERS)
    gap = (local[INNER_LIP_LOWER, :2] - local[INNER_LIP_UPPER, :2]) @ across / width
    wanted = float(np.clip(openness, 0, _WIDEST_MOUTH))
    middle = float(gap[len(gap) // 2])
    own = float(np.clip((middle - 0.01) / 0.04, 0, 1))
    new_gap = own * np.maximum(gap, 0) * (wanted / max(middle, 1e-3)) + (1 - own) * _LIP_LENS * wanted
    change = ((new_gap - gap) * width)[:, None] * across
    for points in (INNER_LIP_LOWER, OUTER_LIP_LOWER):
        local[points[1:-1], :2] += _LOWER_LIP_SHARE * change[1:-1]
    for points in (INNER_LIP_UPPER, OUTER_LIP_UPPER):
        local[points[1:-1], :2] -= (1 - _LOWER_LIP_SHARE) * change[1:-1]


def _axes(points: FloatArray, start: int, end: int) -> tuple[FloatArray, FloatArray, float]:
    along = points[end, :2] - points[start, :2]
    width = max(float(np.linalg.norm(along)), 1e-6)
    along = along / width
    return along, np.array([-along[1], along[0]]), width
