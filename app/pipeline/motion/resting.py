"""What a face looks like at rest, told from many views of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.tracking.head_pose import HeadPose


def restful(shapes: list[FaceShape]) -> list[FaceShape]:
    """Those with open eyes and calm lips; all of them when too few are.

    Lips are calm in the calmer third: people rest their eyes open, but many talk or grin most of
    the time that they are looked at.
    """
    eyes = np.array([min(s.eyes) for s in shapes])
    lips = np.array([s.lips for s in shapes])
    calm = (eyes >= 0.8 * np.median(eyes)) & (lips <= np.quantile(lips, 0.3) + 0.02)
    chosen = [s for s, keep in zip(shapes, calm, strict=True) if keep]
    return chosen if len(chosen) >= 3 else shapes


def median_shape(shapes: list[FaceShape]) -> FaceShape:
    """The middle of many views of one face, pose and shape, each figure by itself."""
    pose = HeadPose(
        orthonormal(np.median([s.pose.rotation for s in shapes], axis=0)),
        np.median([s.pose.centre for s in shapes], axis=0),
        float(np.median([s.pose.size for s in shapes])),
    )
    return FaceShape.of(pose, np.median([s.local for s in shapes], axis=0).astype(np.float32))


def orthonormal(matrix: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The rotation nearest to a mixture of rotations, 3 x 3."""
    u, _, vt = np.linalg.svd(matrix)
    rotation: npt.NDArray[np.float64] = u @ vt
    return rotation
