"""The head's sliders in degrees and zoom, the same for every engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.tuning import Controls

PITCH_DEG, YAW_DEG, ROLL_DEG = 15.0, 25.0, 15.0
"""How far each slider turns the head, either way (LivePortrait's editing sliders)."""

_LARGEST, _SMALLEST = 1.2, 0.9


def head_turn(controls: Controls) -> npt.NDArray[np.float64]:
    """The sliders' turn, 3 x 3 in the head's own axes (columns); see ``HeadPose`` for the axes."""
    x, y, z = np.radians(
        [-PITCH_DEG * controls.head_pitch, -YAW_DEG * controls.head_yaw, ROLL_DEG * controls.head_roll]
    )
    about_x = np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_z = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]])
    turn: npt.NDArray[np.float64] = about_z @ about_y @ about_x
    return turn


def head_zoom(controls: Controls) -> float:
    """The zoom slider as a factor, 0.9 to 1.2."""
    way = _LARGEST - 1 if controls.zoom >= 0 else 1 - _SMALLEST
    return 1 + way * controls.zoom
