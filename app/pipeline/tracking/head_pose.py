"""Head pose from face-mesh landmarks: a rotation, a centre and a size.

The head's own axes are x to the picture's right when it looks at the camera, y down, z away from
the camera, so a head that looks straight ahead has the identity rotation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.pipeline.types import Landmarks, Motion

FloatArray = npt.NDArray[np.float64]

# Landmarks that hardly move with the expression: forehead, temples, nose bridge, eye corners, cheek bones.
RIGID = np.array(
    (
        *(10, 151, 9, 8, 168, 6, 197, 195, 67, 297, 103, 332, 54, 284, 21, 251, 162, 389, 127, 356),
        *(234, 454, 33, 263, 133, 362, 93, 323, 116, 345, 117, 346, 98, 327),
    )
)
# The same point left and right of the nose: their differences give the x axis.
_MIRRORED = np.array([(33, 263), (133, 362), (127, 356), (234, 454), (54, 284), (103, 332), (93, 323)])
_FOREHEAD = np.array([10, 151, 109, 338])
_UPPER_JAW = np.array([2, 164, 98, 327])
# On a face that looks straight ahead the line from forehead to upper jaw leans out by the nose.
_FORWARD_LEAN_DEG = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class HeadPose:
    """Where a head is and how it is turned.

    Attributes:
        rotation: 3 x 3; its columns are the head's axes in the picture.
        centre: Mean of the rigid landmarks, pixels (x, y, z).
        size: Root mean square distance of the rigid landmarks from the centre, pixels. It is the
            unit "face size" of ``Motion``.
    """

    rotation: FloatArray
    centre: FloatArray
    size: float

    @property
    def yaw(self) -> float:
        """Degrees; positive turns the picture's right half of the face away from the camera."""
        return float(np.degrees(np.arctan2(self.rotation[2, 0], self.rotation[0, 0])))

    @property
    def pitch(self) -> float:
        """Degrees; positive turns the chin away from the camera."""
        return float(np.degrees(np.arctan2(self.rotation[2, 1], self.rotation[1, 1])))

    @property
    def roll(self) -> float:
        """Degrees; positive tilts clockwise in the picture."""
        return float(np.degrees(np.arctan2(self.rotation[1, 0], self.rotation[0, 0])))

    def moved_by(self, motion: Motion) -> HeadPose:
        """The pose of the same head after a motion."""
        centre = self.centre.copy()
        centre[:2] += np.multiply(motion.translation, self.size)
        return HeadPose(self.rotation @ motion.rotation, centre, self.size * motion.scale)

    def to_local(self, landmarks: npt.NDArray[np.floating[Any]]) -> FloatArray:
        """Landmarks (N x 3 pixels) in the head's own axes, face sizes."""
        local: FloatArray = ((landmarks - self.centre) / self.size) @ self.rotation
        return local

    def to_picture(self, local: npt.NDArray[np.floating[Any]]) -> FloatArray:
        """The inverse of ``to_local``: N x 3 face sizes to pixels."""
        picture: FloatArray = (local @ self.rotation.T) * self.size + self.centre
        return picture


def estimate_pose(landmarks: Landmarks) -> HeadPose:
    """Absolute pose of one face, from the directions between its landmarks.

    Args:
        landmarks: 478 x 3 pixels.
    """
    points = landmarks.astype(np.float64)
    x = (points[_MIRRORED[:, 1]] - points[_MIRRORED[:, 0]]).sum(axis=0)
    x /= np.linalg.norm(x)
    y = points[_UPPER_JAW].mean(axis=0) - points[_FOREHEAD].mean(axis=0)
    y -= x * (x @ y)
    y /= np.linalg.norm(y)
    z = np.cross(x, y)
    lean = np.radians(_FORWARD_LEAN_DEG)
    y, z = y * np.cos(lean) + z * np.sin(lean), z * np.cos(lean) - y * np.sin(lean)
    centre, size = _centre_and_size(points)
    return HeadPose(np.stack([x, y, z], axis=1), centre, size)


def pose_against(landmarks: Landmarks, local: npt.NDArray[np.floating[Any]]) -> HeadPose:
    """Pose of a face whose shape is known from another view (Kabsch's algorithm).

    Finer than ``estimate_pose`` for one driver over time: it fits all rigid landmarks.

    Args:
        landmarks: 478 x 3 pixels, the face now.
        local: 478 x 3, the same face in its own axes.
    """
    points = landmarks.astype(np.float64)
    centre, size = _centre_and_size(points)
    now = (points[RIGID] - centre) / size
    u, _, vt = np.linalg.svd(now.T @ local[RIGID].astype(np.float64))
    u[:, 2] *= np.sign(np.linalg.det(u @ vt))
    return HeadPose(u @ vt, centre, size)


def _centre_and_size(points: FloatArray) -> tuple[FloatArray, float]:
    rigid = points[RIGID]
    centre = rigid.mean(axis=0)
    return centre, float(np.sqrt(((rigid - centre) ** 2).sum(axis=1).mean())) or 1.0
