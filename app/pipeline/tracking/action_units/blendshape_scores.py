"""Action units from MediaPipe's blendshapes, for those that its model tells well.

Blendshapes follow ARKit's list, which was drawn after FACS; left and right are the person's own in both.
Two of the model's outputs, ``noseSneer`` and ``cheekSquint``, stay at 0 whatever a face does, and
``browDown`` does on some faces: AU6 and AU9 stay with the landmarks, and AU4 is the stronger of the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.facs import MOST_INTENSITY, ActionUnit
from app.pipeline.tracking.action_units.landmark_scores import ROW, FloatArray, Scores

Blendshapes = Mapping[str, float]
"""Score 0..1 by name, as MediaPipe names them."""

_SIDES = ("Right", "Left")


@dataclass(frozen=True, slots=True)
class _Source:
    """Where an action unit is read.

    Attributes:
        name: The blendshape's name, without its side.
        full: Score of a full movement.
        sided: Whether it comes as a pair.
        start: Score from which it counts at all, on top of its resting level.
    """

    name: str
    full: float
    sided: bool = True
    start: float = 0.05


_SOURCES = {
    ActionUnit.INNER_BROW_RAISER: _Source("browInnerUp", 0.9, sided=False),
    ActionUnit.OUTER_BROW_RAISER: _Source("browOuterUp", 0.9),
    ActionUnit.BROW_LOWERER: _Source("browDown", 0.7),
    ActionUnit.UPPER_LID_RAISER: _Source("eyeWide", 0.5),
    ActionUnit.LID_TIGHTENER: _Source("eyeSquint", 0.7),
    ActionUnit.UPPER_LIP_RAISER: _Source("mouthUpperUp", 0.8),
    ActionUnit.LIP_CORNER_PULLER: _Source("mouthSmile", 0.9),
    ActionUnit.DIMPLER: _Source("mouthDimple", 0.3),
    ActionUnit.LIP_CORNER_DEPRESSOR: _Source("mouthFrown", 0.5),
    ActionUnit.CHIN_RAISER: _Source("mouthShrugLower", 0.7, sided=False),
    ActionUnit.LIP_PUCKER: _Source("mouthPucker", 0.95, sided=False),
    ActionUnit.LIP_STRETCHER: _Source("mouthStretch", 0.5),
    ActionUnit.LIP_TIGHTENER: _Source("mouthPress", 0.5),
    ActionUnit.JAW_DROP: _Source("jawOpen", 0.6, sided=False, start=0.03),
    ActionUnit.MOUTH_STRETCH: _Source("jawOpen", 0.9, sided=False, start=0.4),
}

_AS_STRONG_AS_LANDMARKS = ActionUnit.BROW_LOWERER

_FALL_S, _RISE_S = 0.4, 30.0
_MOST_RESTING = 0.35
_NAMES = tuple(
    dict.fromkeys(
        source.name + side for source in _SOURCES.values() for side in (_SIDES if source.sided else ("",))
    )
)


class BlendshapeScores:
    """Reads action units off one person's blendshapes, against the lowest that each of them rests at."""

    def __init__(self) -> None:
        self._resting: FloatArray | None = None
        self._last = 0.0

    def update(self, shapes: Blendshapes, landmark_scores: Scores, now: float) -> Scores:
        """Intensities of one frame.

        Args:
            shapes: Blendshapes; one that is missing counts as 0.
            landmark_scores: What the landmarks say, kept where blendshapes say nothing.
            now: Seconds.
        """
        seen = np.array([min(max(shapes.get(name, 0.0), 0.0), 1.0) for name in _NAMES])
        resting = self._follow(seen, now)
        raised = dict(zip(_NAMES, zip(seen, resting, strict=True), strict=True))
        scores = landmark_scores.copy()
        for unit, source in _SOURCES.items():
            names = [source.name + side for side in (_SIDES if source.sided else ("", ""))]
            told = np.array([_intensity(*raised[name], source) for name in names])
            row = ROW[unit]
            scores[row] = np.maximum(told, scores[row]) if unit is _AS_STRONG_AS_LANDMARKS else told
        return scores

    def reset(self) -> None:
        """Somebody else comes next."""
        self._resting = None

    def _follow(self, seen: FloatArray, now: float) -> FloatArray:
        if self._resting is None:
            self._resting, self._last = np.minimum(seen, _MOST_RESTING), now
        step, self._last = max(now - self._last, 0.0), now
        slow = np.where(seen < self._resting, _FALL_S, _RISE_S)
        moved = self._resting + (1 - np.exp(-step / slow)) * (seen - self._resting)
        self._resting = np.minimum(moved, _MOST_RESTING)
        return self._resting


def _intensity(seen: float, resting: float, source: _Source) -> float:
    start = resting + source.start
    full = max(source.full, start + 0.1)
    return MOST_INTENSITY * min(max((seen - start) / (full - start), 0.0), 1.0)
