"""What each action unit does to the landmarks of one face, and how much of each is in an expression.

Lids, and what parts the lips, are no fields: a motion tells them by their openness.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.facs import MOST_INTENSITY, ActionUnit
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.mouth_axes import MouthAxes, near
from app.pipeline.motion.mouth_fields import MouthFields
from app.pipeline.motion.upper_face_fields import UpperFaceFields

FloatArray = npt.NDArray[np.float64]

_INNER_BROWS, _OUTER_BROWS = (107, 336), (70, 300)
_NOSE_WINGS = (64, 294)
_LIP_CORNERS = (61, 291)
_BROW_REACH, _WING_REACH, _CORNER_REACH = 0.30, 0.16, 0.22
_CORNERS_WITH_JAW = -0.45
"""How far the corners of the mouth go up when the lips part by 1."""

_IRISES = slice(468, 478)
_BEND = 0.02
"""Against the fields' own size: keeps noise from being told as two opposite movements."""

_STEPS = 60


class ActionUnitFields:
    """The fields of one portrait.

    Args:
        rest: The portrait at rest.

    Attributes:
        units: The action unit of each field; one with two sides has two fields.
    """

    def __init__(self, rest: FaceShape) -> None:
        local = rest.local.astype(np.float64)
        drawn = [*_upper_face(local), *_mouth(local)]
        self.units = tuple(unit for unit, _ in drawn)
        parting = _flat(-MouthAxes(local).opening())
        parting += MouthFields(local).corners(lift=_CORNERS_WITH_JAW, out=0.0)
        # The last one takes what the jaw does, which is told by the openness of the lips.
        basis = np.stack([*(field for _, field in drawn), parting]).reshape(len(drawn) + 1, -1)
        seen = np.ones(rest.local.shape)
        seen[_IRISES] = 0
        self._basis = basis * seen.ravel()
        # Found in units of each field's own size: a chin is small beside a jaw, and counts as much.
        self._sizes = np.linalg.norm(self._basis, axis=1)
        self._alike = self._basis / self._sizes[:, None]
        self._gram = self._alike @ self._alike.T + _BEND * np.eye(len(self._basis))
        self._step = 1 / float(np.linalg.eigvalsh(self._gram)[-1])
        self._free = np.zeros(len(self._gram), bool)
        self._free[-1] = True

    def intensities(self, expression: npt.NDArray[np.float32]) -> FloatArray:
        """How much of each field is in an expression: the nearest mixture without negative parts.

        Found by a fixed number of projected gradient steps (accelerated, Nesterov 1983), so that it
        changes smoothly with the expression.

        Args:
            expression: 478 x 3, face sizes, as ``Motion.expression``.

        Returns:
            One figure for each of ``units``, 0..5 and sometimes above.
        """
        wanted = self._alike @ expression.astype(np.float64).ravel()
        share = ahead = np.zeros(len(wanted))
        for step in range(_STEPS):
            moved = ahead - self._step * (self._gram @ ahead - wanted)
            moved = np.where(self._free, moved, np.maximum(moved, 0))
            ahead = moved + step / (step + 3) * (moved - share)
            share = moved
        found: FloatArray = MOST_INTENSITY * (share / self._sizes)[:-1]
        return found

    def displacement(self, intensities: FloatArray) -> FloatArray:
        """478 x 3: so much of each field together; negative figures take away."""
        field: FloatArray = (intensities / MOST_INTENSITY) @ self._basis[:-1]
        return field.reshape(-1, 3)


def _upper_face(local: FloatArray) -> list[tuple[ActionUnit, FloatArray]]:
    fields = UpperFaceFields(local)
    drawn = [(ActionUnit.BROW_LOWERER, fields.frown(down=0.07, together=0.04))]
    for side in (0, 1):
        inner, outer = (local[points[side]] for points in (_INNER_BROWS, _OUTER_BROWS))
        drawn += [
            (ActionUnit.INNER_BROW_RAISER, _flat(0.12 * near(local, inner, _BROW_REACH))),
            (ActionUnit.OUTER_BROW_RAISER, _flat(0.11 * near(local, outer, _BROW_REACH))),
            (ActionUnit.CHEEK_RAISER, 0.06 * fields.cheek(side)),
            (
                ActionUnit.NOSE_WRINKLER,
                _flat(0.06 * near(local, local[_NOSE_WINGS[side]], _WING_REACH)),
            ),
        ]
    return drawn


def _mouth(local: FloatArray) -> list[tuple[ActionUnit, FloatArray]]:
    mouth = MouthFields(local)
    drawn = [
        (ActionUnit.UPPER_LIP_RAISER, mouth.bared(upper=0.12, lower=0.0)),
        (ActionUnit.CHIN_RAISER, mouth.chin(0.08)),
        (
            ActionUnit.LIP_PUCKER,
            mouth.corners(lift=0.0, out=-0.13) + mouth.forward(0.05) + mouth.fullness(0.2),
        ),
        (ActionUnit.LIP_STRETCHER, mouth.corners(lift=0.0, out=0.12)),
        (ActionUnit.LIP_TIGHTENER, mouth.fullness(-0.35)),
    ]
    for side in (0, 1):
        back = np.zeros_like(local)
        back[:, 2] = 0.06 * near(local, local[_LIP_CORNERS[side]], _CORNER_REACH)
        drawn += [
            (ActionUnit.LIP_CORNER_PULLER, mouth.corner(side, lift=0.14, out=0.10)),
            (ActionUnit.LIP_CORNER_DEPRESSOR, mouth.corner(side, lift=-0.13, out=0.0)),
            (ActionUnit.DIMPLER, back),
        ]
    return drawn


def _flat(up: FloatArray) -> FloatArray:
    field = np.zeros((len(up), 3))
    field[:, 1] = -up
    return field
