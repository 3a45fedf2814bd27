"""What each slider does to the landmarks of one face: smooth fields of displacement, drawn once.

All figures are in face sizes in the head's own axes, for a mouth of the usual width; wider mouths
and narrower ones move in proportion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.mouth_fields import MouthFields
from app.pipeline.motion.upper_face_fields import UpperFaceFields

Field = npt.NDArray[np.float64]
"""478 x 3, displacement at the end of a slider's travel."""


@dataclass(frozen=True, slots=True, eq=False)
class TwoWay:
    """A slider's two ends.

    Attributes:
        plus: At 1.
        minus: At -1.
    """

    plus: Field
    minus: Field

    def at(self, value: float) -> Field:
        """Displacement at a value of -1..1."""
        return self.plus * value if value >= 0 else self.minus * -value


@dataclass(frozen=True, slots=True, eq=False)
class ControlShapes:
    """The displacement of every slider that moves skin.

    Attributes:
        smile: Corners up and out, cheeks along; down.
        brows: Raised; frowning.
        mouth_open: What goes with a parting of the lips (which is told apart); lips pressed together.
        grin: Lips drawn back from the teeth; a narrow mouth.
        pout: Lips forward and full; drawn in.
        purse: Lips rounded; spread.
        wink: What goes with a lid shut, at the picture's left; at its right.
    """

    smile: TwoWay
    brows: TwoWay
    mouth_open: TwoWay
    grin: TwoWay
    pout: TwoWay
    purse: TwoWay
    wink: TwoWay


def draw_shapes(rest: FaceShape) -> ControlShapes:
    """The fields for one face.

    Args:
        rest: The face at rest.
    """
    local = rest.local.astype(np.float64)
    mouth, upper = MouthFields(local), UpperFaceFields(local)
    cheeks = upper.cheek(0) + upper.cheek(1)
    return ControlShapes(
        smile=TwoWay(
            plus=mouth.corners(lift=0.105, out=0.055) + 0.05 * cheeks,
            minus=mouth.corners(lift=-0.085, out=-0.005) + mouth.chin(0.015),
        ),
        brows=TwoWay(plus=upper.raised(0.13), minus=upper.frown(down=0.055, together=0.05)),
        mouth_open=TwoWay(plus=mouth.corners(lift=0.0, out=-0.03), minus=mouth.fullness(-0.35)),
        grin=TwoWay(
            plus=mouth.corners(lift=0.035, out=0.075)
            + mouth.bared(upper=0.055, lower=0.05)
            + mouth.fullness(-0.15)
            + 0.035 * cheeks,
            minus=mouth.corners(lift=0.0, out=-0.07),
        ),
        pout=TwoWay(
            plus=mouth.corners(lift=-0.015, out=-0.06) + mouth.fullness(0.3) + mouth.forward(0.1),
            minus=mouth.corners(lift=0.0, out=0.012) + mouth.fullness(-0.55) + mouth.forward(-0.04),
        ),
        purse=TwoWay(
            plus=mouth.corners(lift=0.0, out=-0.125) + mouth.fullness(0.22) + mouth.forward(0.06),
            minus=mouth.corners(lift=0.0, out=0.075) + mouth.fullness(-0.22),
        ),
        wink=TwoWay(
            plus=mouth.corner(0, lift=0.05, out=0.025) + 0.06 * upper.cheek(0) + upper.lowered(0, 0.02),
            minus=mouth.corner(1, lift=0.05, out=0.025) + 0.06 * upper.cheek(1) + upper.lowered(1, 0.02),
        ),
    )
