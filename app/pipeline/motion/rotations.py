"""Rotations as vectors: the axis, as long as the angle in radians."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float64]


def rotation_vector(rotation: npt.NDArray[np.floating[Any]]) -> Vector:
    """Axis times angle (radians, 0 to pi) of a 3 x 3 rotation."""
    return np.asarray(cv2.Rodrigues(rotation.astype(np.float64))[0], np.float64).ravel()


def rotation_about(vector: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    """The 3 x 3 rotation about a vector, by its length in radians."""
    return np.asarray(cv2.Rodrigues(vector.astype(np.float64))[0], np.float64)
