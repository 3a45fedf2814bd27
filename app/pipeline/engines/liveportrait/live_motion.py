"""Driving a portrait live: steady, within what a face can do, and starting from the portrait itself."""

from __future__ import annotations

import numpy as np

from app.pipeline.engines.liveportrait.control_expression import (
    controlled_turn,
    face_expression,
    place_expression,
)
from app.pipeline.engines.liveportrait.keypoints import transform
from app.pipeline.engines.liveportrait.live_change import LiveChange, change_of
from app.pipeline.engines.liveportrait.live_limits import (
    ExpressionLimits,
    HeadLimits,
    locked_zoom,
    strong_shift,
    strong_turn,
)
from app.pipeline.engines.liveportrait.live_options import LiveOptions, strengths_by_keypoint
from app.pipeline.engines.liveportrait.openness import Openness
from app.pipeline.engines.liveportrait.retargeting import RetargetingNetworks
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.head_controls import head_zoom
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.types import Motion
from app.tuning import UNTOUCHED, Controls


class LiveDriver:
    """Moves one portrait's keypoints live.

    A driver at rest leaves the portrait exactly as it was painted: motion, openness and stitching
    are all counted from there. The reference adds what stitching answers to an unmoved portrait,
    a residue of its training that would shift the picture against its frame; here it is taken off.

    Args:
        source: The portrait.
        networks: Stitching, eye and lip retargeting.
        options: What to do; other options need another driver, which is cheap.
    """

    def __init__(
        self, source: SourceKeypoints, networks: RetargetingNetworks, options: LiveOptions | None = None
    ) -> None:
        self._source = source
        self._networks = networks
        self._options = options or LiveOptions()
        strength, regions = self._options.strength, self._options.regions
        self._head_strength = strength * regions.head
        self._strengths = np.float32(strength) * strengths_by_keypoint(regions)
        self._expressions = ExpressionLimits(source.motion.expression)
        self._heads = HeadLimits(source.motion.rotation)
        self._openness = Openness(
            source, networks, eye_strength=strength * regions.eyes, lip_strength=strength * regions.mouth
        )
        self._stitched_at_rest = self._stitching(source.placed)

    def keypoints(self, motion: Motion) -> FloatArray:
        """Keypoints for the warping network.

        Args:
            motion: What to do. Where it has no keypoints of the driver, head, eyes and lips follow
                his landmarks, and ``REST`` is the portrait exactly. Its controls come on top.

        Returns:
            21 x 3 float32.
        """
        return self._stitched(self._eased(self._driven(motion), motion))

    def _driven(self, motion: Motion) -> FloatArray:
        """Keypoints under driver and controls, not eased, not stitched."""
        change, controls = change_of(motion, self._source.motion), motion.controls
        eyes, lips = self._wanted_openness(motion)
        expression = self._without_opened(change.expression, eyes, lips)
        if motion.eyes_held is not None:
            held = motion.eyes_held
            expression = self._openness.without_lids(expression, (held.weight, held.weight))
            left, right = eyes or self._source.eye_ratios
            eyes = (held.over(left), held.over(right))
        if motion.lips_held is not None:
            expression = self._openness.without_lips(expression, motion.lips_held.weight)
            lips = motion.lips_held.over(self._source.lip_ratio if lips is None else lips)
        blinks = (controls.blink_left, controls.blink_right)
        if blinks != (0, 0):
            if eyes is None:  # as far as a control shuts an eye, the driver no longer does
                expression = self._openness.without_lids(expression, (max(blinks[0], 0), max(blinks[1], 0)))
            eyes = self._openness.blinked_eyes(eyes or self._source.eye_ratios, blinks)
        driven = transform(self._source.canonical, self._moved(change, expression, controls))
        return self._opened(driven, eyes, lips)

    def _wanted_openness(self, motion: Motion) -> tuple[tuple[float, float] | None, float | None]:
        """What the networks are to open, None for what they are not: all of it where nothing else can."""
        blind = motion.keypoints is None
        eyes = motion.eye_openness if blind or self._options.eye_retargeting else None
        lips = motion.lip_openness if blind or self._options.lip_retargeting else None
        return (
            None if eyes is None else self._openness.strong_eyes(eyes),
            None if lips is None else self._openness.strong_lips(lips),
        )

    def _without_opened(
        self, expression: FloatArray, eyes: tuple[float, float] | None, lips: float | None
    ) -> FloatArray:
        """The driver's expression without what the networks will say, lest a blink count twice."""
        if eyes is not None:
            expression = self._openness.without_lids(expression)
        if lips is not None:
            expression = self._openness.without_lips(expression)
        return expression

    def _moved(self, change: LiveChange, expression: FloatArray, controls: Controls) -> KeypointMotion:
        """The portrait's motion, changed by as much as it may be."""
        own, natural = self._source.motion, self._options.natural
        turn = strong_turn(change.turn, self._head_strength)
        translation = own.translation.copy()
        translation[:2] += strong_shift(change.shift, self._head_strength)
        rotation = controlled_turn(turn @ own.rotation, controls)
        added = expression * self._strengths + face_expression(controls)
        if natural:
            rotation, added = self._heads.limited(rotation), self._expressions.limited(added)
        return KeypointMotion(
            rotation=rotation,
            expression=own.expression + added + place_expression(controls),
            translation=translation,
            scale=own.scale * locked_zoom(change.zoom, self._head_strength) * head_zoom(controls),
        )

    def _opened(self, driven: FloatArray, eyes: tuple[float, float] | None, lips: float | None) -> FloatArray:
        if eyes is not None:
            driven = driven + self._openness.eyes(eyes)
        if lips is not None:
            driven = driven + self._openness.lips(lips)
        return driven

    def _eased(self, driven: FloatArray, motion: Motion) -> FloatArray:
        """Part of the way from the portrait under its controls alone to what the driver makes of it."""
        weight = 1.0 if motion.keypoints is None else motion.keypoints.weight
        if weight == 1:
            return driven
        rest = self._source.placed
        own = Motion(controls=motion.controls, eyes_held=motion.eyes_held, lips_held=motion.lips_held)
        if own.controls != UNTOUCHED or own.eyes_held is not None or own.lips_held is not None:
            rest = self._driven(own)
        return rest + np.float32(weight) * (driven - rest)

    def _stitched(self, driven: FloatArray) -> FloatArray:
        if not self._options.stitching:
            return driven
        return driven + (self._stitching(driven) - self._stitched_at_rest)

    def _stitching(self, driven: FloatArray) -> FloatArray:
        """What stitching adds to driven keypoints, 21 x 3."""
        delta, shift = self._networks.stitch(self._source.placed, driven)
        added = np.array(delta, np.float32)
        added[:, :2] += np.asarray(shift, np.float32)
        return added
