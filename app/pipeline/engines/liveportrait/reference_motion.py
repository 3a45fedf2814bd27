"""Driving a portrait exactly as the reference implementation does, its quirks included."""

from __future__ import annotations

import cv2
import numpy as np

from app.pipeline.engines.liveportrait.keypoints import transform
from app.pipeline.engines.liveportrait.motion_mix import mixed_motion
from app.pipeline.engines.liveportrait.reference_options import DrivingOption, ReferenceOptions
from app.pipeline.engines.liveportrait.retargeting import RetargetingNetworks, stitched
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion

_SHUT_LIPS = 0.03
"""Lip ratio of a portrait below which its lips count as shut."""


class ReferenceDriver:
    """Moves one portrait's keypoints by one driver.

    Args:
        source: The portrait.
        first: The driver's first frame, from which relative motion is measured.
        options: What to do.
        networks: Only used where the options need them.
    """

    def __init__(
        self,
        source: SourceKeypoints,
        first: KeypointMotion,
        options: ReferenceOptions,
        networks: RetargetingNetworks,
    ) -> None:
        self._source = source
        self._first = first
        self._options = options
        self._networks = networks
        self._start = self._driven(first)
        self._gain = motion_gain(source.placed, self._start)
        self._lip_shutting = self._shut_lips()

    def keypoints(
        self, motion: KeypointMotion, eye_ratio: float | None = None, lip_ratio: float | None = None
    ) -> FloatArray:
        """Keypoints for the warping network.

        Args:
            motion: The driver in this frame.
            eye_ratio: The driver's eye openness, for eye retargeting; None leaves the eyes out.
            lip_ratio: The driver's lip openness, for lip retargeting; None leaves the lips out.

        Returns:
            21 x 3 float32.
        """
        moved = self._anchored(self._driven(motion))
        moved = self._retargeted(moved, eye_ratio, lip_ratio)
        moved = self._stitched(moved) + self._lip_shutting
        return self._strengthened(moved)

    def _driven(self, motion: KeypointMotion) -> FloatArray:
        """The portrait's canonical keypoints under its own and the driver's motion."""
        mixed = mixed_motion(self._source.motion, motion, self._first, self._options)
        return transform(self._source.canonical, mixed)

    def _anchored(self, driven: FloatArray) -> FloatArray:
        """Expression-friendly motion starts at the portrait and is sized by it."""
        friendly = self._options.driving_option is DrivingOption.EXPRESSION_FRIENDLY
        if not (friendly and self._options.relative):
            return driven
        return self._source.placed + (driven - self._start) * self._gain

    def _retargeted(self, driven: FloatArray, eye_ratio: float | None, lip_ratio: float | None) -> FloatArray:
        """Eyes and lips opened by the networks; in relative mode nothing else moves any more."""
        source, options = self._source, self._options
        if not options.retargeting:
            return driven
        moved = source.placed if options.relative else driven
        if options.eye_retargeting and eye_ratio is not None:
            moved = moved + self._networks.retarget_eye(source.placed, (*source.eye_ratios, eye_ratio))
        if options.lip_retargeting and lip_ratio is not None:
            moved = moved + self._networks.retarget_lip(source.placed, (source.lip_ratio, lip_ratio))
        return moved

    def _stitched(self, driven: FloatArray) -> FloatArray:
        if not self._options.stitching:
            return driven
        return stitched(self._networks, self._source.placed, driven)

    def _strengthened(self, driven: FloatArray) -> FloatArray:
        placed = self._source.placed
        return placed + (driven - placed) * np.float32(self._options.driving_multiplier)

    def _shut_lips(self) -> FloatArray:
        """What shuts the portrait's own lips, 21 x 3; nothing where they are shut or not to be."""
        source, options = self._source, self._options
        wanted = options.relative and options.normalize_lip and not options.retargeting
        if not wanted or source.lip_ratio < _SHUT_LIPS:
            return np.zeros_like(source.placed)
        return self._networks.retarget_lip(source.placed, (source.lip_ratio, 0.0))


def motion_gain(placed: FloatArray, start: FloatArray) -> np.float32:
    """How much larger the portrait is than the driven start: root of the ratio of their hulls' areas.

    Args:
        placed: 21 x 3, the portrait's keypoints.
        start: 21 x 3, the same driven by the first frame.

    Returns:
        1 where the start has no extent.
    """
    area = _hull_area(start)
    return np.float32(np.sqrt(_hull_area(placed) / area) if area > 0 else 1.0)


def _hull_area(keypoints: FloatArray) -> float:
    return cv2.contourArea(cv2.convexHull(np.ascontiguousarray(keypoints[:, :2])))
