"""How the parts of a face lie against the same face at rest: the figures that action units are told by.

All in the head's own axes and face sizes (see ``tracking.head_pose``), so that neither place, size nor
turn of the head is in them. Pairs are the picture's left first, which is the person's right.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
Pair = FloatArray
"""2, the person's right and left."""

_INNER_BROWS = np.array([(107, 55, 66, 65), (336, 285, 296, 295)])
_OUTER_BROWS = np.array([(70, 46, 63, 53), (300, 276, 293, 283)])
_MIDDLE_BROWS = np.array([(105, 52), (334, 282)])
_UPPER_LIDS = np.array([(159, 158, 160), (386, 385, 387)])
_LOWER_LIDS = np.array([(145, 144, 153), (374, 373, 380)])
_EYE_CORNERS = np.array([(33, 133), (362, 263)])
_CHEEKS = np.array([(205, 50, 36, 101), (425, 280, 266, 330)])
_NOSE_WINGS = np.array([(64, 98, 129), (294, 327, 358)])
_UPPER_LIPS = np.array([(37, 39, 40), (267, 269, 270)])
_LIP_CORNERS = np.array([(61,), (291,)])
_NOSE_BASE, _LOWER_LIP, _CHIN_BOSS, _JAW = [2], [17], [199, 200], [148, 152, 377]
_LIPS_FORWARD = [0, 13, 14, 17]
_UPPER_RIMS, _LOWER_RIMS = (0, 13), (14, 17)
_INNER_LIPS = (13, 14)

_CORNERS_WITH_JAW = 0.8
"""How far the corners of a mouth at ease go down as the jaw goes down by 1."""

_OUTWARDS = np.array([-1.0, 1.0])
_THINNEST_LIP = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Displacements:
    """One face against its rest; face sizes unless said otherwise, up and outwards positive.

    Attributes:
        inner_brow: Up, its inner third.
        middle_brow: Up.
        outer_brow: Up, its outer third.
        brows_together: Inner ends towards the nose.
        upper_lid: Up against the eye's corners.
        lower_lid: Up against the eye's corners.
        cheek: Up against the nose's base, half counted.
        nose_wing: Up against most of what the nose's base goes.
        upper_lip: Its outer rim beside the middle, up against the nose's base.
        corner_up: Corner of the mouth against the nose's base, what the dropping jaw takes down left out.
        taken_down: How much of that is what a dropping jaw usually takes the corners down by.
        corner_out: Corner outwards; half of what the mouth goes aside as a whole left out.
        corner_back: Corner away from the viewer.
        lower_lip: Its outer rim up, against the nose's base.
        chin_boss: Ball of the chin up, against the nose's base.
        jaw_down: Chin down, against the nose's base.
        lips_forward: Towards the viewer.
        mouth_wider: Distance of the corners.
        lips_thinner: Share of the red of the lips that has gone.
        lips_gap: Between the inner rims, not against the rest: closed lips are closed on any face.
    """

    inner_brow: Pair
    middle_brow: Pair
    outer_brow: Pair
    brows_together: Pair
    upper_lid: Pair
    lower_lid: Pair
    cheek: Pair
    nose_wing: Pair
    upper_lip: Pair
    corner_up: Pair
    taken_down: float
    corner_out: Pair
    corner_back: Pair
    lower_lip: float
    chin_boss: float
    jaw_down: float
    lips_forward: float
    mouth_wider: float
    lips_thinner: float
    lips_gap: float


def displacements(now: npt.NDArray[np.float32], rest: npt.NDArray[np.float32]) -> Displacements:
    """Measures a face.

    Args:
        now: 478 x 3, the face in its head's own axes, face sizes.
        rest: The same face at rest, likewise.
    """
    face, calm = now.astype(np.float64), rest.astype(np.float64)
    moved = face - calm
    nose = _up(moved, _NOSE_BASE)
    eyes = _up(moved, _EYE_CORNERS)
    gap = max(_distance_down(face, _INNER_LIPS), 0.0)
    jaw = -_up(moved, _JAW) + nose
    taken_down = _CORNERS_WITH_JAW * float(np.clip(jaw, 0.0, gap))
    aside = _OUTWARDS * moved[_LIP_CORNERS, 0].mean(axis=1)
    return Displacements(
        inner_brow=_up(moved, _INNER_BROWS),
        middle_brow=_up(moved, _MIDDLE_BROWS),
        outer_brow=_up(moved, _OUTER_BROWS),
        brows_together=-_OUTWARDS * moved[_INNER_BROWS, 0].mean(axis=1),
        upper_lid=_up(moved, _UPPER_LIDS) - eyes,
        lower_lid=_up(moved, _LOWER_LIDS) - eyes,
        cheek=_up(moved, _CHEEKS) - 0.5 * nose,
        nose_wing=_up(moved, _NOSE_WINGS) - 0.7 * nose,
        upper_lip=_up(moved, _UPPER_LIPS) - nose,
        corner_up=_up(moved, _LIP_CORNERS) - nose + taken_down,
        taken_down=taken_down,
        corner_out=0.5 * (aside + aside.mean()),
        corner_back=moved[_LIP_CORNERS, 2].mean(axis=1),
        lower_lip=float(_up(moved, _LOWER_LIP) - nose),
        chin_boss=float(_up(moved, _CHIN_BOSS) - nose),
        jaw_down=float(jaw),
        lips_forward=float(-moved[_LIPS_FORWARD, 2].mean()),
        mouth_wider=_width(face) - _width(calm),
        lips_thinner=1 - _redness(face) / max(_redness(calm), _THINNEST_LIP),
        lips_gap=gap,
    )


def _up(moved: FloatArray, points: npt.NDArray[np.int_] | list[int]) -> FloatArray:
    """How far some points went up, their mean: one figure, or one for each side."""
    up: FloatArray = -moved[points, 1].mean(axis=-1)
    return up


def _distance_down(face: FloatArray, points: tuple[int, int]) -> float:
    return float(face[points[1], 1] - face[points[0], 1])


def _width(face: FloatArray) -> float:
    right, left = face[_LIP_CORNERS[:, 0]]
    return float(np.linalg.norm(left - right))


def _redness(face: FloatArray) -> float:
    return max(_distance_down(face, _UPPER_RIMS), 0.0) + max(_distance_down(face, _LOWER_RIMS), 0.0)
