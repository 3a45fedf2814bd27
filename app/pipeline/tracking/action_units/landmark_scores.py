"""Action units from landmarks: what each one looks like in displacements, and how far it can go.

The descriptions follow the FACS manual; the lengths are this program's own, chosen on videos of people
so that an ordinary full movement reads 4 to 5. Lids in motion (AU43, 45, 46) are told over time, see
``eyelids``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.facs import MOST_INTENSITY, ActionUnit
from app.pipeline.tracking.action_units.displacements import Displacements, Pair

FloatArray = npt.NDArray[np.float64]
Scores = FloatArray
"""21 x 2, intensity 0..5 by action unit (in the enumeration's order) and side: the person's right, left."""

ROW = {unit: row for row, unit in enumerate(ActionUnit)}

_QUIET = 0.09
"""Share of a full movement that is taken for noise."""

_FULL = {
    ActionUnit.INNER_BROW_RAISER: 0.12,
    ActionUnit.OUTER_BROW_RAISER: 0.11,
    ActionUnit.BROW_LOWERER: 0.09,
    ActionUnit.UPPER_LID_RAISER: 0.06,
    ActionUnit.CHEEK_RAISER: 0.08,
    ActionUnit.LID_TIGHTENER: 0.08,
    ActionUnit.NOSE_WRINKLER: 0.07,
    ActionUnit.UPPER_LIP_RAISER: 0.14,
    ActionUnit.LIP_CORNER_PULLER: 0.26,
    ActionUnit.DIMPLER: 0.12,
    ActionUnit.LIP_CORNER_DEPRESSOR: 0.14,
    ActionUnit.CHIN_RAISER: 0.10,
    ActionUnit.LIP_PUCKER: 0.28,
    ActionUnit.LIP_STRETCHER: 0.14,
    ActionUnit.LIP_TIGHTENER: 0.35,
    ActionUnit.LIPS_PART: 0.45,
    ActionUnit.JAW_DROP: 0.22,
    ActionUnit.MOUTH_STRETCH: 0.18,
}
"""Size of a full movement (intensity 5), in the units of ``Displacements``."""

_STRETCH_FROM = 0.12
"""Face sizes the jaw is down when a dropped jaw begins to be a stretched mouth."""

_LAUGHS_FROM = 0.05
"""Face sizes the corners of an open mouth are drawn out in a laugh."""

_LIPS_MET, _LIPS_APART = 0.02, 0.08
_CLOSED_LIPS = 0.012
"""What the mesh sees between lips that touch."""


def score_landmarks(seen: Displacements) -> Scores:
    """Intensities of everything but lids in motion, whose rows are 0."""
    scores = np.zeros((len(ROW), 2))
    for unit, movement in _movements(seen).items():
        share = (np.asarray(movement) / _FULL[unit] - _QUIET) / (1 - _QUIET)
        scores[ROW[unit]] = MOST_INTENSITY * np.clip(share, 0, 1)
    return scores


def _movements(seen: Displacements) -> dict[ActionUnit, Pair | float]:
    return {**_upper_face(seen), **_lips(seen), **_jaw(seen)}


def _upper_face(seen: Displacements) -> dict[ActionUnit, Pair | float]:
    lowered = -0.5 * (seen.inner_brow + seen.middle_brow)
    tightened = _positive(seen.lower_lid)
    smile = _smile(seen)
    return {
        ActionUnit.INNER_BROW_RAISER: seen.inner_brow,
        ActionUnit.OUTER_BROW_RAISER: seen.outer_brow,
        ActionUnit.BROW_LOWERER: lowered + 0.7 * np.minimum(_positive(seen.brows_together), 0.05),
        ActionUnit.UPPER_LID_RAISER: seen.upper_lid,
        ActionUnit.CHEEK_RAISER: seen.cheek + 0.6 * np.minimum(tightened, 0.06),
        ActionUnit.LID_TIGHTENER: tightened + 0.25 * np.clip(-seen.upper_lid, 0, 0.08),
        ActionUnit.NOSE_WRINKLER: seen.nose_wing - 0.25 * smile + 0.4 * _positive(lowered),
    }


def _lips(seen: Displacements) -> dict[ActionUnit, Pair | float]:
    lift, out, smile = _positive(seen.corner_up), seen.corner_out, _smile(seen)
    closed = 1 - _ramp(seen.lips_gap, _LIPS_MET, _LIPS_APART)
    narrower = max(-seen.mouth_wider, 0.0)
    boss = max(seen.chin_boss, 0.0) + max(seen.chin_boss - seen.lower_lip, 0.0)
    drawn = 0.5 * _positive(out) + 0.5 * _positive(seen.corner_back) - lift
    return {
        ActionUnit.UPPER_LIP_RAISER: seen.upper_lip - 0.5 * lift - 0.15 * narrower,
        ActionUnit.LIP_CORNER_PULLER: smile,
        ActionUnit.DIMPLER: closed * drawn,
        ActionUnit.LIP_CORNER_DEPRESSOR: -seen.corner_up - 0.2 * (narrower + seen.lips_gap),
        ActionUnit.CHIN_RAISER: closed * boss,
        ActionUnit.LIP_PUCKER: narrower - 0.2 * seen.lips_gap + 0.5 * max(seen.lips_forward, 0.0),
        ActionUnit.LIP_STRETCHER: float(out.mean() - lift.mean()),
        ActionUnit.LIP_TIGHTENER: closed * (seen.lips_thinner - 0.6 * float(smile.mean())),
    }


def _jaw(seen: Displacements) -> dict[ActionUnit, Pair | float]:
    gap = max(seen.lips_gap - _CLOSED_LIPS, 0.0)
    jaw = min(max(seen.jaw_down, 0.0), gap + 0.02)
    return {
        ActionUnit.LIPS_PART: gap,
        ActionUnit.JAW_DROP: jaw,
        ActionUnit.MOUTH_STRETCH: min(jaw, 0.6 * gap) - _STRETCH_FROM,
    }


def _smile(seen: Displacements) -> Pair:
    """Corners up, and outwards as far as they go up: outwards alone is a stretched lip, not a smile.

    Corners that a dropping jaw did not take down count as raised only where they go outwards, too: a
    round mouth need not take them along, and laughs no more for it.
    """
    sure = _positive(seen.corner_up - seen.taken_down)
    laughing = np.clip(seen.corner_out / _LAUGHS_FROM, 0, 1)
    lift = sure + laughing * (_positive(seen.corner_up) - sure)
    smile: Pair = lift + 0.6 * np.clip(seen.corner_out, -lift, 2 * lift)
    return smile


def _positive(value: Pair) -> Pair:
    return np.maximum(value, 0.0)


def _ramp(value: float, start: float, end: float) -> float:
    return min(max((value - start) / (end - start), 0.0), 1.0)
