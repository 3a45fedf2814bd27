"""From the head's own axes to pixels: a pinhole camera in front of a head on a neck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.pipeline.sources.performer_face.script import PerformerPose

FloatArray: TypeAlias = npt.NDArray[np.float32]

CAMERA_DISTANCE = 8.5
"""From the camera to the head's origin in head units (half a face width): an arm's length."""

NECK_PIVOT = np.array([0.0, 1.25, -0.35], dtype=np.float32)
"""The head turns about the top of the neck, so turning also moves the face a little."""

UNIT_PER_FRAME_HEIGHT = 0.178
EYE_LINE = 0.475
"""Half a face width, and the height of the eye line, as parts of the frame height."""


@dataclass(frozen=True, eq=False)
class View:
    """How one pose is seen in one frame.

    The head's axes are x to the image's right, y down, z towards the camera; the origin lies
    between the eyes, inside the head; one unit is half a face width.

    Attributes:
        rotation: 3 x 3, from the head's axes to the camera's.
        centre: Pixel (x, y) of the origin of a head at rest.
        unit: Pixels a head unit spans at the origin's distance.
    """

    rotation: FloatArray
    centre: FloatArray
    unit: float

    @classmethod
    def of(cls, pose: PerformerPose, size: tuple[int, int]) -> View:
        """The view of ``pose`` in a frame of ``size`` (width, height) pixels."""
        width, height = size
        centre = np.array(
            [width / 2 + pose.offset_x * height, (EYE_LINE + pose.offset_y) * height], np.float32
        )
        return cls(_rotation(pose), centre, UNIT_PER_FRAME_HEIGHT * height * pose.zoom)

    def turn(self, points: FloatArray) -> FloatArray:
        """N x 3 points of the head, turned about the neck, in camera axes."""
        return np.asarray((points - NECK_PIVOT) @ self.rotation.T + NECK_PIVOT, dtype=np.float32)

    def project(self, points: FloatArray) -> FloatArray:
        """N x 3 points of the head to N x 2 pixels."""
        return self.to_pixels(self.turn(points))

    def to_pixels(self, turned: FloatArray) -> FloatArray:
        """N x 3 points in camera axes to N x 2 pixels."""
        shrink = self.unit * CAMERA_DISTANCE / (CAMERA_DISTANCE - turned[:, 2:])
        return np.asarray(self.centre + turned[:, :2] * shrink, dtype=np.float32)


def _rotation(pose: PerformerPose) -> FloatArray:
    """Rz(roll) @ Ry(yaw) @ Rx(pitch), signs as documented in ``PerformerPose``."""
    pitch, yaw, roll = np.radians([pose.pitch, pose.yaw, pose.roll])
    cp, sp, cy, sy, cr, sr = (
        np.cos(pitch),
        np.sin(pitch),
        np.cos(yaw),
        np.sin(yaw),
        np.cos(roll),
        np.sin(roll),
    )
    nod = np.array([[1, 0, 0], [0, cp, sp], [0, -sp, cp]])
    shake = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    tilt = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray(tilt @ shake @ nod, dtype=np.float32)
