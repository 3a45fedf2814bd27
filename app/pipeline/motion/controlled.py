"""Sliders for engines that are driven by landmarks: a motion with its controls, as one motion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.control_shapes import draw_shapes
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.head_controls import head_turn, head_zoom
from app.pipeline.motion.natural import keep_natural
from app.pipeline.motion.openness_controls import blinked_eyes, blinks
from app.pipeline.tracking.ratios import lip_openness
from app.pipeline.types import Motion
from app.tuning import UNTOUCHED, Controls

_LIPS_OPEN = 0.62
"""Lip gap over mouth width that a fully open mouth adds."""

_GAZE_ALONG, _GAZE_BACK = 0.22, 0.6
"""Eye widths an iris goes along the eye; of what it looks aside, how much further it goes the other way."""

_GAZE_ACROSS, _LEAST_ACROSS, _MOST_ACROSS = 0.43, 0.10, 0.16
"""Across the eye, of its openness; at least and at most, eye widths."""

_PRESSED = 0.17
"""Of the eye's own openness, by how much a full blink presses lids that have met."""

_MOVE = 0.35
"""Face sizes the head goes."""


class ControlledFace:
    """Applies sliders to what one portrait does.

    Args:
        rest: The portrait at rest.
    """

    def __init__(self, rest: FaceShape) -> None:
        self._rest = rest
        self._shapes = draw_shapes(rest)
        bared = (rest.local + self._shapes.grin.plus).astype(np.float32)
        self._bared_lips = max(lip_openness(bared) - rest.lips, 0.0)

    def applied(self, motion: Motion, *, natural: bool = True) -> Motion:
        """The motion with its sliders worked in, their own values spent.

        Args:
            motion: What the driver asks for, and the controls.
            natural: Keep what driver and sliders add up to within the limits of a natural face.
        """
        controls, driven = motion.controls, motion
        if motion.eyes_held is not None or motion.lips_held is not None:
            motion = self._held(motion)
        if controls == UNTOUCHED:
            return keep_natural(motion, driven, self._rest) if natural and motion is not driven else motion
        wanted = replace(
            motion,
            rotation=(head_turn(controls) @ motion.rotation).astype(np.float32),
            translation=(
                motion.translation[0] + _MOVE * controls.move_x,
                motion.translation[1] - _MOVE * controls.move_y,
            ),
            scale=motion.scale * head_zoom(controls),
            expression=(motion.expression + self._displacement(controls)).astype(np.float32),
            eye_openness=self._eyes(motion.eye_openness, controls),
            lip_openness=self._lips(motion.lip_openness, controls),
            gaze=motion.gaze + self._gaze(controls),
            controls=UNTOUCHED,
        )
        return keep_natural(wanted, driven, self._rest) if natural else wanted

    def _held(self, motion: Motion) -> Motion:
        """The motion with eyes and lips where they are held; the jaw goes with the lips."""
        eyes, lips, expression = motion.eye_openness, motion.lip_openness, motion.expression
        if motion.eyes_held is not None:
            left, right = (
                self._pressed(motion.eyes_held.over(seen), own)
                for seen, own in zip(eyes or self._rest.eyes, self._rest.eyes, strict=True)
            )
            eyes = (left, right)
        if motion.lips_held is not None:
            seen = self._rest.lips if lips is None else lips
            lips = motion.lips_held.over(seen)
            jaw = self._shapes.mouth_open.plus * ((lips - seen) / _LIPS_OPEN)
            expression = (expression + jaw).astype(np.float32)
        return replace(
            motion,
            expression=expression,
            eye_openness=eyes,
            lip_openness=lips,
            eyes_held=None,
            lips_held=None,
        )

    def _displacement(self, controls: Controls) -> npt.NDArray[np.float64]:
        shapes = self._shapes
        sliders = (
            (shapes.smile, controls.smile),
            (shapes.brows, controls.brows),
            (shapes.mouth_open, controls.mouth_open),
            (shapes.grin, controls.grin),
            (shapes.pout, controls.pout),
            (shapes.purse, controls.purse),
            (shapes.wink, controls.wink),
        )
        moved = np.zeros_like(shapes.smile.plus)
        for shape, value in sliders:
            if value:
                moved += shape.at(value)
        return moved

    def _eyes(self, driven: tuple[float, float] | None, controls: Controls) -> tuple[float, float] | None:
        if blinks(controls) == (0, 0) and controls.gaze_y == 0:
            return driven
        left, right = (
            openness - _PRESSED * own * max(blink, 0.0) ** 3
            for openness, own, blink in zip(
                blinked_eyes(driven or self._rest.eyes, self._rest.eyes, controls),
                self._rest.eyes,
                blinks(controls),
                strict=True,
            )
        )
        return left, right

    def _lips(self, driven: float | None, controls: Controls) -> float | None:
        """The wanted gap; None where nothing but the expression parts the lips."""
        bared = self._bared_lips * max(controls.grin, 0.0)
        if controls.mouth_open == 0:
            return None if driven is None else driven + bared
        own = self._rest.lips if driven is None else driven
        if controls.mouth_open < 0:
            return own * (1 + controls.mouth_open) + bared
        return own + bared + _LIPS_OPEN * controls.mouth_open

    def _gaze(self, controls: Controls) -> npt.NDArray[np.float32]:
        """Shift of both irises; eyes that look aside, and wide ones, have further to go."""
        aside = float(self._rest.gaze[:, 0].mean()) * np.sign(controls.gaze_x)
        along = _GAZE_ALONG + _GAZE_BACK * max(-aside, 0.0)
        across = float(np.clip(_GAZE_ACROSS * np.mean(self._rest.eyes), _LEAST_ACROSS, _MOST_ACROSS))
        return np.array([[along * controls.gaze_x, -across * controls.gaze_y]] * 2, np.float32)

    @staticmethod
    def _pressed(openness: float, own: float) -> float:
        """Lids held nearly shut meet: landmarks never see them do."""
        return openness - _PRESSED * max(own - 4 * openness, 0.0)
