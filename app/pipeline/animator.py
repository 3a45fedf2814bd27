"""One step of the live loop: a camera frame in, a picture of the portrait out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from app.config import NOT_MIRRORED, Corner, Mirror, MotionMode
from app.errors import EngineError
from app.pipeline.engines.base import Engine
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.motion.action_unit_gains import ActionUnitGainer, together
from app.pipeline.motion.calibration import NeutralEstimator
from app.pipeline.motion.easing import ControlEaser
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.held_openness import HeldOpenness, OpennessEaser
from app.pipeline.motion.idle_life import IdleLife, closure_of
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.limits import ease_to_rest
from app.pipeline.motion.retargeting import Retargeter
from app.pipeline.portrait.badge import Badge
from app.pipeline.portrait.compositing import Compositor
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.tracking.action_units.estimator import ActionUnitEstimator
from app.pipeline.tracking.driver_guard import DriverGuard
from app.pipeline.tracking.presence import FacePresence
from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import REST, DrivenKeypoints, FaceObservation, Frame, Motion, RGBImage, Sighting
from app.tuning import AS_THE_DRIVER, UNTOUCHED, Controls, Tuning

MotionListener = Callable[[float, FaceObservation | None, KeypointMotion | None], None]
"""Given the time in seconds, the face seen, and the keypoints read of it."""


FaceListener = Callable[[Frame, FaceObservation | None, FaceShape | None], None]
"""Given the frame, the face seen in it, and the same person at rest, None where there is no such thing."""


class Animator:
    """Track, retarget, render, composite; lives on the inference thread.

    The frame's pixels go to the tracker, and to an engine that reads the driver's motion from them
    itself, and nowhere else: what comes out is drawn by the engine from the portrait.

    Args:
        portrait: Picture to animate.
        engine: Draws it; owned, and closed with the animator.
        output_size: Width and height of the pictures, pixels.
        smoothing: 0..1, see ``FaceTracker``.
        mode: Relative or absolute motion.
        metrics: Told how long each stage took.
        neutral: A saved neutral face of the driver, None to find it.
        neutral_keypoints: The keypoints saved with it, None to find them.
        keep_neutral: Given the neutral face in use when the animator is closed, if there is one,
            and its keypoints, if the engine read any.
        on_motion: Told of every frame when it was taken, where its face is and what the engine
            read in it, None where there is no such thing; called on the inference thread.
        on_face: Told of every frame and its face, likewise; it keeps no pixels.
        mirror: How left and right are exchanged.
        badge: Where the sign "AI" stands in the pictures, None for nowhere.
    """

    def __init__(
        self,
        portrait: Portrait,
        engine: Engine,
        *,
        output_size: tuple[int, int],
        smoothing: float = 0.5,
        mode: MotionMode = MotionMode.RELATIVE,
        metrics: Metrics,
        neutral: FaceShape | None = None,
        neutral_keypoints: KeypointMotion | None = None,
        keep_neutral: Callable[[FaceShape, KeypointMotion | None], None] | None = None,
        on_motion: MotionListener | None = None,
        on_face: FaceListener | None = None,
        mirror: Mirror = NOT_MIRRORED,
        badge: Corner | None = None,
    ) -> None:
        self._metrics = metrics
        self._engine = engine
        self._mode = mode
        self._mirror = mirror
        self._portrait, self._output_size = portrait, output_size
        self._compositor = Compositor(portrait, output_size)
        self.set_badge(badge)
        engine.set_portrait(self._compositor.portrait)
        self._retargeter = Retargeter(self._compositor.portrait.landmarks, mode)
        self._tracker = FaceTracker(smoothing=smoothing, guard=DriverGuard())
        self._smoothing = smoothing
        self._tuning: Tuning | None = None
        self._controls = ControlEaser()
        self._eyes_held, self._lips_held = OpennessEaser(), OpennessEaser()
        self._idle_life = IdleLife()
        self._presence = FacePresence()
        self._calibration = NeutralEstimator(neutral, neutral_keypoints)
        self._keep_neutral = keep_neutral
        self._on_motion = on_motion
        self._on_face = on_face
        self._gains = AS_THE_DRIVER
        self._gainer: ActionUnitGainer | None = None
        self._units = ActionUnitEstimator()
        self._following = False
        self._motion = REST

    @property
    def faces_lost(self) -> int:
        """How often the tracker lost the face so far."""
        return self._presence.lost_count

    @property
    def sighting(self) -> Sighting:
        """Whom the tracker saw in the last frame."""
        return self._tracker.sighting

    @property
    def neutral(self) -> FaceShape | None:
        """The driver's neutral face in use, None before one was seen."""
        return self._calibration.neutral

    @property
    def neutral_keypoints(self) -> KeypointMotion | None:
        """Its keypoints, None from an engine that reads none."""
        return self._calibration.neutral_keypoints

    def animate(self, frame: Frame) -> RGBImage:
        """The portrait as the frame's face moves it.

        Returns:
            Output height x width x 3 uint8 RGB, a fresh array.

        Raises:
            EngineError: The engine could not draw.
        """
        with self._metrics.stage(Stage.TRACK):
            if self._mirror.movement:
                frame = replace(frame, image=np.asarray(cv2.flip(frame.image, 1), np.uint8))
            face = self._tracker.track(frame)
        with self._metrics.stage(Stage.MOTION):
            motion = self._motion_at(frame, face)
            motion = self._controlled(motion, self._controls_at(frame.captured_at))
            eyes, lips = self._eyes_held.at(frame.captured_at), self._lips_held.at(frame.captured_at)
            motion = _held(motion, eyes, lips)
        return self._draw(motion)

    def at_rest(self) -> RGBImage:
        """The portrait as it was painted but for the controls, at the output's size."""
        motion = self._controlled(REST, self._controls.wanted)
        return self._draw(_held(motion, self._eyes_held.wanted, self._lips_held.wanted))

    def tune(self, tuning: Tuning) -> None:
        """Swaps how the driver is followed and where the controls go, from the next frame on."""
        self._tuning = tuning
        self._engine.tune(tuning)
        self._mode = self._retargeter.mode = tuning.mode
        self._controls.aim(tuning.controls)
        self._eyes_held.aim(tuning.eyes_open)
        self._lips_held.aim(tuning.lips_open)
        self._gains = tuning.action_units
        if tuning.smoothing != self._smoothing:
            self._smoothing = tuning.smoothing
            self._tracker.set_smoothing(tuning.smoothing)

    def set_portrait(self, portrait: Portrait) -> None:
        """Animates another picture from the next frame on; the driver stays known.

        Raises:
            EngineError: The engine cannot use it; the old one stays.
        """
        self._frame_portrait(portrait, self._output_size)

    def set_output_size(self, size: tuple[int, int]) -> None:
        """Makes pictures of another width and height, pixels.

        Raises:
            EngineError: The engine cannot draw at that size; the old one stays.
        """
        self._frame_portrait(self._portrait, size)

    def set_engine(self, engine: Engine) -> None:
        """Lets another engine draw; the old one is closed.

        Args:
            engine: Owned from now on; closed if it cannot take over.

        Raises:
            EngineError: It cannot draw this portrait; the old one stays.
        """
        if self._tuning is not None:
            engine.tune(self._tuning)
        try:
            engine.set_portrait(self._compositor.portrait)
        except EngineError:
            engine.close()
            raise
        old, self._engine = self._engine, engine
        old.close()
        self._calibration.forget_place()

    def set_mirror(self, mirror: Mirror) -> None:
        """Exchanges left and right as told; a driver seen the other way round is met anew."""
        turned = mirror.movement is not self._mirror.movement
        self._mirror = mirror
        if turned:
            self.meet_driver()

    def set_badge(self, corner: Corner | None) -> None:
        """Puts the sign "AI" into that corner of the pictures, or into none."""
        self._badge_at = corner
        self._badge = None if corner is None else Badge(self._output_size, corner)

    def meet_driver(self) -> None:
        """Forgets whom it followed: another camera, or another person, comes next."""
        self._tracker.reset()
        self._engine.forget_driver()
        self._calibration = NeutralEstimator()
        self._following = False

    def recenter(self) -> None:
        """Takes the next pose, expression and place as the neutral ones; whoever is there is the driver."""
        self._tracker.follow_anyone()
        self._engine.forget_driver()
        self._calibration.recenter()

    def close(self) -> None:
        """Frees tracker and engine. May be called twice."""
        self._tracker.close()
        self._engine.close()
        keep, self._keep_neutral = self._keep_neutral, None
        if keep is not None and self.neutral is not None:
            keep(self.neutral, self.neutral_keypoints)

    def _motion_at(self, frame: Frame, face: FaceObservation | None) -> Motion:
        weight = self._presence.update(face is not None, frame.captured_at)
        if face is not None:
            self._motion = self._followed(frame, face)
        elif weight == 0:
            self._forget()
        if self._on_motion is not None:
            read = self._motion.keypoints if face is not None else None
            self._on_motion(frame.captured_at, face, read.now if read is not None else None)
        if self._on_face is not None:
            self._on_face(frame, face, self.neutral)
        own = self._retargeter.portrait
        eased = ease_to_rest(self._motion, weight, own.eyes, own.lips)
        if self._motion.controls == UNTOUCHED:
            return eased
        return replace(eased, controls=together(UNTOUCHED, self._motion.controls, weight))

    def _followed(self, frame: Frame, face: FaceObservation) -> Motion:
        self._following = True
        seen = self._engine.read_driver(frame.image, face.landmarks, frame.captured_at)
        neutral = self._calibration.update(face.landmarks, frame.captured_at, seen)
        motion = self._retargeter.motion(face.landmarks, neutral)
        if seen is not None:
            rest = self.neutral_keypoints if self._mode is MotionMode.RELATIVE else None
            motion = replace(motion, keypoints=DrivenKeypoints(seen, rest))
        return motion if self._gains == AS_THE_DRIVER else self._gained(motion, face, neutral)

    def _gained(self, motion: Motion, face: FaceObservation, neutral: FaceShape) -> Motion:
        """The motion with the action units' gains; units are read only for an engine that needs them."""
        now, units = face.captured_at, None
        if motion.keypoints is not None:
            units = self._units.update(face.landmarks, neutral, now, tracking=face.confidence)
        if self._gainer is None:
            self._gainer = ActionUnitGainer(self._retargeter.portrait)
        return self._gainer.applied(motion, self._gains, now, units)

    def _forget(self) -> None:
        """Lets whoever comes next be met where he is; at rest nobody sees the change."""
        if self._following:
            self._following = False
            self._engine.forget_driver()
            self._calibration.forget_place()

    def _controls_at(self, now: float) -> Controls:
        controls = self._controls.at(now)
        if self._tuning is None or not self._tuning.idle_life:
            return controls
        closure = None if self._presence.lost else closure_of(self._motion, self._retargeter.portrait)
        return together(controls, self._idle_life.at(now, closure))

    def _controlled(self, motion: Motion, controls: Controls) -> Motion:
        """The motion with controls, whose left and right are those of the picture that comes out."""
        if controls == UNTOUCHED:
            return motion
        wanted = controls.mirrored() if self._mirror.picture else controls
        return replace(motion, controls=together(wanted, motion.controls))

    def _draw(self, motion: Motion) -> RGBImage:
        with self._metrics.stage(Stage.RENDER):
            image = self._engine.render(motion)
        self._metrics.set_engine(self._engine.name)
        with self._metrics.stage(Stage.COMPOSITE):
            composed = self._compositor.compose(image)
            if self._mirror.picture:
                composed = np.asarray(cv2.flip(composed, 1), np.uint8)
            if self._badge is not None:  # last, so that nothing turns it over
                self._badge.stamp(composed)
            return composed

    def _frame_portrait(self, portrait: Portrait, size: tuple[int, int]) -> None:
        compositor = Compositor(portrait, size)
        self._engine.set_portrait(compositor.portrait)
        self._portrait, self._output_size, self._compositor = portrait, size, compositor
        self.set_badge(self._badge_at)
        self._retargeter = Retargeter(compositor.portrait.landmarks, self._mode)
        self._gainer = None
        self._motion = REST


def _held(motion: Motion, eyes: HeldOpenness | None, lips: HeldOpenness | None) -> Motion:
    return motion if eyes is None and lips is None else replace(motion, eyes_held=eyes, lips_held=lips)
