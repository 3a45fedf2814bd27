"""Eyelids and lips brought to a wanted openness, in the portrait's own proportions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.topology import (
    EYE_CREASE,
    EYE_LOWER,
    EYE_UPPER,
    INNER_LIP_LOWER,
    INNER_LIP_UPPER,
    OUTER_LIP_LOWER,
    OUTER_LIP_UPPER,
)
from app.pipeline.tracking.ratios import MOUTH_CORNERS

FloatArray = npt.NDArray[np.floating[Any]]

# Where the lids meet: this share of the way from the upper lid's rest to the lower lid's;
# pressed shut, the upper one goes on to where the lower one rests.
_LID_MEETING = 0.85
_MOST_PRESSED = 1 / _LID_MEETING - 1
_CREASE_ROOM = 0.03
_WIDEST_EYE = 0.65
_WIDEST_MOUTH = 1.2
# Of a wider mouth the lower lip takes this share, the upper lip the rest.
_LOWER_LIP_SHARE = 0.75
_JAW_SHARE = 0.8
_LENS = np.sin(np.linspace(0, np.pi, EYE_UPPER.shape[1])) ** 0.8
_LIP_LENS = np.sin(np.linspace(0, np.pi, len(INNER_LIP_UPPER))) ** 0.7


def open_eyes(local: FloatArray, rest: FloatArray, openness: tuple[float, float]) -> None:
    """Shapes the skin around the eyes for a wanted lid gap over eye width; in place.

    The corners stay where the expression put them. A wider eye takes its lids along; a closing
    one keeps its upper lid, as the lid that comes down is drawn over it (see ``eyes.py``).

    Args:
        local: 478 x 3, the face with its expression, head's own axes.
        rest: 478 x 3, the face at rest.
        openness: Wanted ratio of the picture's left and right eye.
    """
    for eye, wanted in enumerate(openness):
        upper, lower = EYE_UPPER[eye], EYE_LOWER[eye]
        start, end = upper[0], upper[-1]
        high, low = lid_curves(rest, eye)
        new_high, new_low = lids_at(high, low, wanted)
        along, across, width = _axes(local, start, end)
        for points, offset in ((upper, np.minimum(new_high, high)), (lower, new_low)):
            position = (local[points, :2] - local[start, :2]) @ along / width
            inner = slice(1, -1)
            local[points[inner], :2] = (
                local[start, :2] + (position[inner, None] * along + offset[inner, None] * across) * width
            )
        _keep_above(local, EYE_CREASE[eye], upper, across, _CREASE_ROOM * width)


def lid_curves(points: FloatArray, eye: int) -> tuple[FloatArray, FloatArray]:
    """Upper and lower lid as heights over the line between the corners.

    Args:
        points: 468+ x 2 or 3.
        eye: 0 for the eye at the picture's left, 1 for the other.

    Returns:
        Two arrays of 9, eye widths, down is positive.
    """
    upper, lower = EYE_UPPER[eye], EYE_LOWER[eye]
    _, across, width = _axes(points, upper[0], upper[-1])
    start = points[upper[0], :2]
    return (points[upper, :2] - start) @ across / width, (points[lower, :2] - start) @ across / width


def lids_at(high: FloatArray, low: FloatArray, openness: float) -> tuple[FloatArray, FloatArray]:
    """Lid curves at a wanted openness, from those at rest; below 0 lids are pressed shut.

    The lids keep the portrait's own shape, scaled towards the line where they meet; eyes painted
    shut have no shape to open by and are lent a lens.
    """
    gap = np.maximum(low - high, 0)
    middle = max(float(gap[len(gap) // 2]), 1e-3)
    wanted = float(np.clip(openness, -_MOST_PRESSED * middle, _WIDEST_EYE))
    own = float(np.clip((middle - 0.06) / 0.08, 0, 1))
    opening = own * gap / middle + (1 - own) * _LENS
    new_gap = gap * min(wanted / middle, 1) + opening * max(wanted - middle, 0)
    meeting = high + _LID_MEETING * (low - high)
    upper, lower = meeting - _LID_MEETING * new_gap, meeting + (1 - _LID_MEETING) * new_gap
    return upper, np.maximum(lower, upper)


def _keep_above(
    local: FloatArray,
    crease: npt.NDArray[np.intp],
    upper: npt.NDArray[np.intp],
    across: FloatArray,
    room: float,
) -> None:
    """A driver's lid fold must not slide over the portrait's lid."""
    lid, fold = upper[1:-1], crease
    too_low = room - (local[lid, :2] - local[fold, :2]) @ across
    local[fold, :2] -= np.maximum(too_low, 0)[:, None] * across


def open_lips(local: FloatArray, rest: FloatArray, openness: float) -> None:
    """Moves lips and jaw so that inner-lip gap over mouth width is ``openness``; in place.

    Args:
        local: 478 x 3, the face with its expression, head's own axes.
        rest: 478 x 3, the face at rest.
        openness: Wanted ratio.
    """
    _, across, width = _axes(local, *MOUTH_CORNERS)
    gap = (local[INNER_LIP_LOWER, :2] - local[INNER_LIP_UPPER, :2]) @ across / width
    wanted = float(np.clip(openness, 0, _WIDEST_MOUTH))
    middle = float(gap[len(gap) // 2])
    own = float(np.clip((middle - 0.01) / 0.04, 0, 1))
    new_gap = own * np.maximum(gap, 0) * (wanted / max(middle, 1e-3)) + (1 - own) * _LIP_LENS * wanted
    change = ((new_gap - gap) * width)[:, None] * across
    for points in (INNER_LIP_UPPER, OUTER_LIP_UPPER):
        local[points[1:-1], :2] -= (1 - _LOWER_LIP_SHARE) * change[1:-1]
    for points in (INNER_LIP_LOWER, OUTER_LIP_LOWER):
        local[points[1:-1], :2] += _LOWER_LIP_SHARE * change[1:-1]
    local[:, :2] += _JAW_SHARE * _LOWER_LIP_SHARE * jaw_weights(rest) * change[len(change) // 2]


def jaw_weights(rest: FloatArray) -> FloatArray:
    """How much each landmark goes with the jaw, apart from the lips: 478 x 1, 0..1."""
    along, across, width = _axes(rest, *MOUTH_CORNERS)
    offset = (rest[:, :2] - rest[list(MOUTH_CORNERS), :2].mean(axis=0)) / width
    below = np.clip((offset @ across - 0.12) / 0.35, 0, 1)
    weights = below * np.exp(-((offset @ along / 1.0) ** 2))
    weights[np.r_[INNER_LIP_UPPER, INNER_LIP_LOWER, OUTER_LIP_UPPER, OUTER_LIP_LOWER]] = 0
    return np.asarray(weights)[:, None]


def _axes(points: FloatArray, start: int, end: int) -> tuple[FloatArray, FloatArray, float]:
    along = points[end, :2] - points[start, :2]
    width = max(float(np.linalg.norm(along)), 1e-6)
    along = along / width
    return along, np.array([-along[1], along[0]]), width
