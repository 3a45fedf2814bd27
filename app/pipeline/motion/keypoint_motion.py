"""What LivePortrait's motion extractor reads from one face: the motion of its implicit keypoints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

KEYPOINT_COUNT = 21


@dataclass(frozen=True, slots=True, eq=False)
class KeypointMotion:
    """Pose and expression of one face, without its identity.

    Canonical keypoints ``kp`` (21 x 3) become ``scale * (kp @ rotation + expression)``, shifted
    by the first two of ``translation``; coordinates run from -1 to 1 across the face's crop, x
    right, y down.

    Attributes:
        rotation: 3 x 3 float32, applied from the right.
        expression: 21 x 3 float32, displacement of each keypoint after the rotation.
        translation: 3 float32; the third is never used.
        scale: Size of the head in its crop.
    """

    rotation: FloatArray
    expression: FloatArray
    translation: FloatArray
    scale: float
