"""A driver's motion made weaker or stronger, region by region, for engines driven by landmarks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.natural import keep_natural
from app.pipeline.motion.rotations import rotation_about, rotation_vector
from app.pipeline.tracking.ratios import EYE_CORNERS, EYE_LIDS
from app.pipeline.types import Motion
from app.tuning import RegionStrengths, Tuning

_BROW_EDGES = ((46, 53, 52, 65, 55), (285, 295, 282, 283, 276))
_MOUTH_TOP, _CHEEKS_TOP = 2, (145, 374)
_EYE_REACH = 0.75
"""Of the eye's width, from the middle of the eye to the end of what goes with its lids."""

_AS_DRIVEN = RegionStrengths()


class StrengthenedFace:
    """Scales what one portrait does.

    Args:
        rest: The portrait at rest.
    """

    def __init__(self, rest: FaceShape) -> None:
        self._rest = rest
        local = rest.local.astype(np.float64)
        self._eyes = _eye_share(local)
        below = _ramp(local[:, 1], float(local[list(_CHEEKS_TOP), 1].mean()), float(local[_MOUTH_TOP, 1]))
        self._mouth = below * (1 - self._eyes)
        self._brows = (1 - below) * (1 - self._eyes)

    def applied(self, motion: Motion, tuning: Tuning) -> Motion:
        """The motion at the strengths asked for; at strength 1 exactly as it was.

        Args:
            motion: What the driver asks for; its controls pass as they are.
            tuning: The strengths, and whether limits hold.
        """
        strength, regions = tuning.strength, tuning.regions
        if strength == 1 and regions == _AS_DRIVEN:
            return motion
        head, eyes, lips = strength * regions.head, strength * regions.eyes, strength * regions.mouth
        each = eyes * self._eyes + strength * regions.brows * self._brows + lips * self._mouth
        stronger = replace(
            motion,
            rotation=rotation_about(rotation_vector(motion.rotation) * head).astype(np.float32),
            translation=(motion.translation[0] * head, motion.translation[1] * head),
            scale=motion.scale**head,
            expression=(motion.expression * each[:, None]).astype(np.float32),
            eye_openness=self._lids(motion.eye_openness, eyes),
            lip_openness=_stronger(self._rest.lips, motion.lip_openness, lips),
            gaze=motion.gaze * np.float32(eyes),
        )
        return stronger if tuning.allow_unnatural else keep_natural(stronger, motion, self._rest)

    def _lids(self, wanted: tuple[float, float] | None, strength: float) -> tuple[float, float] | None:
        if wanted is None:
            return None
        left, right = (
            max(own + (eye - own) * strength, 0.0) for own, eye in zip(self._rest.eyes, wanted, strict=True)
        )
        return left, right


def _stronger(own: float, wanted: float | None, strength: float) -> float | None:
    return None if wanted is None else max(own + (wanted - own) * strength, 0.0)


def _eye_share(local: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """478, 1 on the lids, fading to 0 towards brows and cheeks."""
    shares = []
    for (start, end), lids, brow in zip(EYE_CORNERS, EYE_LIDS, _BROW_EDGES, strict=True):
        middle = (local[start, :2] + local[end, :2]) / 2
        width = max(float(np.linalg.norm(local[end, :2] - local[start, :2])), 1e-6)
        room = max(float(local[lids[0], 1] - local[list(brow), 1].mean()), 0.2 * width)
        offset = (local[:, :2] - middle) / np.array([_EYE_REACH * width, 0.5 * room + 0.25 * width])
        shares.append(1 - _ramp(np.hypot(offset[:, 0], offset[:, 1]), 0.7, 1.0))
    return np.maximum(*shares)


def _ramp(value: npt.NDArray[np.float64], start: float, end: float) -> npt.NDArray[np.float64]:
    share = np.clip((value - start) / max(end - start, 1e-6), 0, 1)
    eased: npt.NDArray[np.float64] = share * share * (3 - 2 * share)
    return eased
