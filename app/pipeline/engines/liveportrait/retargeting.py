"""The boundary to the three small networks that correct driven keypoints."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from app.pipeline.motion.keypoint_motion import FloatArray


class RetargetingNetworks(Protocol):
    """Stitching, eye and lip retargeting. Keypoints are 21 x 3 float32, ``placed`` the portrait's own."""

    def stitch(self, placed: FloatArray, driven: FloatArray) -> tuple[FloatArray, tuple[float, float]]:
        """Keeps shoulders and frame in place under a moved head.

        Returns:
            What to add to ``driven``: 21 x 3, and (x, y) for all of them.
        """

    def retarget_eye(self, placed: FloatArray, ratios: tuple[float, float, float]) -> FloatArray:
        """Opens or shuts the eyes.

        Args:
            placed: The portrait's keypoints.
            ratios: The portrait's left and right openness, and the wanted one.

        Returns:
            21 x 3, what to add to the portrait's keypoints.
        """

    def retarget_lip(self, placed: FloatArray, ratios: tuple[float, float]) -> FloatArray:
        """Opens or shuts the lips.

        Args:
            placed: The portrait's keypoints.
            ratios: The portrait's openness and the wanted one.

        Returns:
            21 x 3, what to add to the portrait's keypoints.
        """


def stitched(networks: RetargetingNetworks, placed: FloatArray, driven: FloatArray) -> FloatArray:
    """Driven keypoints with the stitching network's correction.

    Args:
        networks: Where the correction comes from.
        placed: 21 x 3, the portrait's keypoints.
        driven: 21 x 3.

    Returns:
        21 x 3 float32.
    """
    delta, shift = networks.stitch(placed, driven)
    corrected = driven + delta
    corrected[:, :2] += np.asarray(shift, np.float32)
    return corrected
