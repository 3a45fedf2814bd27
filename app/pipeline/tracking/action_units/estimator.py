"""Action units of one person over time, from landmarks and, where they are read, blendshapes."""

from __future__ import annotations

import numpy as np

from app.facs import MOST_INTENSITY, ActionUnit
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.tracking.action_units.blendshape_scores import Blendshapes, BlendshapeScores
from app.pipeline.tracking.action_units.displacements import displacements
from app.pipeline.tracking.action_units.eyelids import EyelidWatch, LidPhase, Lids
from app.pipeline.tracking.action_units.landmark_scores import ROW, FloatArray, Scores, score_landmarks
from app.pipeline.tracking.action_units.reading import ActionUnitReading, FaceActionUnits
from app.pipeline.tracking.action_units.trust import BY_NATURE, facing, side_weights
from app.pipeline.tracking.smoothing import OneEuroFilter
from app.pipeline.types import Landmarks

_CUTOFF_HZ, _BETA = 3.0, 6.0
_LID_UNITS = {
    LidPhase.OPEN: ActionUnit.BLINK,
    LidPhase.BLINK: ActionUnit.BLINK,
    LidPhase.HELD: ActionUnit.EYES_CLOSED,
    LidPhase.WINK: ActionUnit.WINK,
}
_AWAY_S = 1.0
"""Without a face for so long, whoever comes next is met afresh."""

_BLINKING = (0.5, 0.9)
"""Closure over which lids shutting are no longer lids tightening."""

NOTHING = {
    unit: ActionUnitReading(0.0, 0.0, *((0.0, 0.0) if unit.has_sides else (None, None)))
    for unit in ActionUnit
}


class ActionUnitEstimator:
    """Turns observed faces into action units, causally.

    Everything but the lids is smoothed by a One Euro filter over the intensities: steady at rest,
    hardly late in motion. Lids pass as they are, or blinks would be lost. Deterministic for a given
    sequence. Not thread-safe.

    Args:
        smoothing: 0 (as seen) to 1.
    """

    def __init__(self, smoothing: float = 0.5) -> None:
        self._filter = _filter(smoothing)
        self._lids = EyelidWatch()
        self._shapes = BlendshapeScores()
        self._last: float | None = None

    def update(
        self,
        landmarks: Landmarks,
        neutral: FaceShape,
        now: float,
        *,
        tracking: float = 1.0,
        blendshapes: Blendshapes | None = None,
    ) -> FaceActionUnits:
        """Takes one observed face.

        Args:
            landmarks: 478 x 3 pixels of a picture that is not mirrored.
            neutral: The same person at rest, see ``motion.calibration``.
            now: Seconds, never going back.
            tracking: The tracker's confidence, 0..1; falls while it coasts.
            blendshapes: What ``tracking.blendshapes`` read in the same frame, None without.
        """
        self._forget_after_a_while(now)
        face = measure(landmarks, neutral)
        seen = displacements(face.local, neutral.local)
        scores = score_landmarks(seen)
        if blendshapes is not None:
            scores = self._shapes.update(blendshapes, scores, now)
        lids = self._lids.update(face.eyes, neutral.eyes, now)
        scores = self._steady(_without_shut_lids(scores, lids), now)
        scores[ROW[_LID_UNITS[lids.phase]]] = _lid_score(lids)
        nearness = side_weights(face.pose)
        whole = min(max(tracking, 0.0), 1.0) * facing(face.pose)
        return FaceActionUnits(now, whole, _readings(scores, nearness, whole))

    def nobody(self, now: float) -> FaceActionUnits:
        """What to say of a frame without a face."""
        return FaceActionUnits(now, 0.0, NOTHING)

    def reset(self) -> None:
        """Somebody else comes next."""
        self._lids.reset()
        self._shapes.reset()
        if self._filter is not None:
            self._filter.reset()
        self._last = None

    def _forget_after_a_while(self, now: float) -> None:
        if self._last is not None and now - self._last > _AWAY_S:
            self.reset()
        self._last = now

    def _steady(self, scores: Scores, now: float) -> Scores:
        if self._filter is None:
            return scores
        # Speed in full movements (intensity 5) per second.
        return self._filter(scores.astype(np.float32), now, MOST_INTENSITY).astype(np.float64)


def _filter(smoothing: float) -> OneEuroFilter | None:
    if smoothing <= 0:
        return None
    strength = 4.0 ** (0.5 - min(smoothing, 1.0))
    return OneEuroFilter(_CUTOFF_HZ * strength, _BETA * strength)


def _without_shut_lids(scores: Scores, lids: Lids) -> Scores:
    """Lids that shut look tightened, and cheeks raised by it; that is the lids' own doing."""
    start, end = _BLINKING
    open_share = 1 - np.clip((np.array(lids.closure) - start) / (end - start), 0, 1)
    if lids.phase is LidPhase.WINK:
        return scores
    calmer = scores.copy()
    calmer[ROW[ActionUnit.LID_TIGHTENER]] *= open_share
    calmer[ROW[ActionUnit.CHEEK_RAISER]] *= 0.5 + 0.5 * open_share
    return calmer


def _lid_score(lids: Lids) -> FloatArray:
    """2, of whatever the lids are at: a wink belongs to one side, all else to both."""
    closure = np.array(lids.closure)
    if lids.phase is LidPhase.WINK:
        closure = np.where(closure == closure.max(), closure, 0.0)
    else:
        closure = np.full(2, lids.both)
    eased: FloatArray = MOST_INTENSITY * closure * closure * (3 - 2 * closure)
    return eased


def _readings(scores: Scores, nearness: FloatArray, confidence: float) -> dict[ActionUnit, ActionUnitReading]:
    readings = {}
    for unit, row in ROW.items():
        right, left = (float(side) for side in np.clip(scores[row], 0, MOST_INTENSITY))
        trust = confidence * float(BY_NATURE[row])
        if unit.has_sides:
            stronger = float((scores[row] * nearness).max())
            readings[unit] = ActionUnitReading(
                min(max(stronger, 0.0), MOST_INTENSITY), trust, left=left, right=right
            )
        else:
            readings[unit] = ActionUnitReading((right + left) / 2, trust)
    return readings
