"""What LivePortrait's editing sliders add to the expression of its keypoints.

The figures are those of the reference implementation's image editing (Guo et al.: LivePortrait,
2024), found there by moving one slider at a time; nobody knows the keypoints by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray

Row: TypeAlias = tuple[int, int, float]
"""Keypoint, axis (0 right, 1 down, 2 away from the camera), and what a slider's unit adds there."""


@dataclass(frozen=True, slots=True)
class Slider:
    """One slider of the reference.

    Attributes:
        low: The slider's value where a control is -1.
        high: Its value where a control is 1.
        rows: What a unit adds, on the positive side.
        rows_below: The same on the negative side, None where it is no different.
    """

    low: float
    high: float
    rows: tuple[Row, ...]
    rows_below: tuple[Row, ...] | None = None

    def expression(self, control: float) -> FloatArray:
        """What a control of -1..1 adds: 21 x 3 float32; straight from ``low`` to 0 and from 0 to ``high``."""
        value = control * self.high if control >= 0 else -control * self.low
        rows = self.rows if control >= 0 or self.rows_below is None else self.rows_below
        added = np.zeros((KEYPOINT_COUNT, 3), np.float32)
        for keypoint, axis, coefficient in rows:
            added[keypoint, axis] += value * coefficient
        return added


GAZE_X = Slider(-30, 30, rows=((11, 0, 0.0007), (15, 0, 0.001)), rows_below=((11, 0, 0.001), (15, 0, 0.0007)))
GAZE_Y = Slider(-63, 63, rows=((11, 1, -0.0005), (15, 1, -0.0005), (13, 1, -0.00015), (16, 1, -0.00015)))
SMILE = Slider(
    -0.3,
    1.3,
    rows=(
        *((20, 1, -0.01), (14, 1, -0.02), (17, 1, 0.0065), (17, 2, 0.003)),
        *((13, 1, -0.00275), (16, 1, -0.00275), (3, 1, -0.0035), (7, 1, -0.0035)),
    ),
)
_WINK_LEFT: tuple[Row, ...] = (
    *((11, 1, 0.001), (13, 1, -0.0003)),
    *((17, 0, 0.0003), (17, 1, 0.0003), (3, 1, -0.0003)),
)
_WINK_RIGHT: tuple[Row, ...] = (
    *((15, 1, -0.001), (16, 1, 0.0003)),
    *((17, 0, 0.0003), (17, 1, -0.0003), (7, 1, 0.0003)),
)
WINK = Slider(-39, 39, rows=_WINK_LEFT, rows_below=_WINK_RIGHT)
"""The reference winks with the left eye only; below 0 is its mirror image, for a negative value."""

BROWS = Slider(
    -30,
    30,
    rows=((1, 1, 0.001), (2, 1, -0.001)),
    rows_below=((1, 0, -0.001), (2, 0, 0.001), (1, 1, 0.0003), (2, 1, -0.0003)),
)
POUT = Slider(-0.09, 0.09, rows=((19, 0, 1.0),))
PURSE = Slider(-20, 15, rows=((14, 1, 0.001), (3, 1, -0.0005), (7, 1, -0.0005), (17, 2, -0.0005)))
GRIN = Slider(-7.5, 15, rows=((20, 2, -0.001), (20, 1, -0.001), (14, 1, -0.001)))
"""The reference's ends at 0; half of it the other way draws the lips over the teeth."""

LIPS_OPEN = Slider(-90, 120, rows=((19, 1, 0.001), (19, 2, 0.0001), (17, 1, -0.0001)))
MOVE_X = Slider(-0.19, 0.19, rows=((5, 0, 1.0),))
MOVE_Y = Slider(-0.19, 0.19, rows=((5, 1, 1.0),))
