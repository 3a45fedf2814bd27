"""From a recorded performance to the portrait's motion, without haste."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.config import MotionMode
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.keypoints_to_landmarks import KeypointFace, KeypointRetargeter
from app.pipeline.motion.limits import ease_to_rest
from app.pipeline.motion.matching import Match, best_match
from app.pipeline.motion.resting_keypoints import median_keypoints
from app.pipeline.motion.retargeting import Retargeter
from app.pipeline.performance import Performance
from app.pipeline.tracking.presence import FacePresence
from app.pipeline.types import REST, DrivenKeypoints, Motion

_LONG_AGO_S = 2.0

_Follow = Callable[[int], Motion]
"""The motion in a frame in which the driver was seen."""


def motions(
    performance: Performance,
    retargeter: Retargeter,
    neutral: FaceShape | None = None,
    neutral_keypoints: KeypointMotion | None = None,
) -> Iterator[Motion]:
    """What the portrait should do, frame by frame.

    Args:
        performance: The driver.
        retargeter: Knows the portrait.
        neutral: The driver's neutral face, None to find it in the performance.
        neutral_keypoints: The keypoints saved with it, None to find them; their place and size
            are those of another day and are always found.
    """
    presence, motion, own = FacePresence(), REST, retargeter.portrait
    if performance.has_landmarks or not performance.seen:
        follow = _follow_faces(performance, retargeter, neutral, neutral_keypoints)
    else:
        follow = _follow_keypoints(performance, retargeter, neutral_keypoints)
        if performance.sees(0):  # it starts from the first frame, at rest: there is nothing to ease
            presence.update(True, float(performance.times[0]) - _LONG_AGO_S)
    for at, time in enumerate(performance.times):
        weight = presence.update(performance.sees(at), float(time))
        if performance.sees(at):
            motion = follow(at)
        yield ease_to_rest(motion, weight, own.eyes, own.lips)


def find_neutral(performance: Performance, portrait: FaceShape) -> Match | None:
    """The driver's face that answers to the portrait at rest, and when it was seen; None if never."""
    seen = [(at, face) for at, face in enumerate(performance.faces) if face is not None]
    if not seen:
        return None
    first = measure(seen[0][1])
    match = best_match([measure(face, first) for _, face in seen], portrait)
    return Match(match.shape, tuple(seen[moment][0] for moment in match.moments))


def _follow_faces(
    performance: Performance,
    retargeter: Retargeter,
    given: FaceShape | None,
    given_keypoints: KeypointMotion | None,
) -> _Follow:
    """Motion told by landmarks, and by what an engine read besides."""
    found = find_neutral(performance, retargeter.portrait)
    rest = given or (found.shape if found else None)
    relative = retargeter.mode is MotionMode.RELATIVE
    neutral = _placed(given_keypoints, _neutral_keypoints(performance, found)) if found and relative else None

    def follow(at: int) -> Motion:
        face, now = performance.faces[at], performance.motion_at(at)
        motion = REST if face is None or rest is None else retargeter.motion(face, rest)
        return motion if now is None else replace(motion, keypoints=DrivenKeypoints(now, neutral))

    return follow


def _neutral_keypoints(performance: Performance, match: Match) -> KeypointMotion | None:
    """What was read at the moments that stand for the portrait at rest, or else at first."""
    read = [motion for motion in map(performance.motion_at, match.moments) if motion is not None]
    read = read or [motion for motion in performance.keypoints or () if motion is not None][:1]
    return median_keypoints(read) if read else None


def _follow_keypoints(
    performance: Performance, retargeter: Retargeter, given: KeypointMotion | None
) -> _Follow:
    """Motion of a driver of whom only keypoints are known, for every kind of engine.

    Relative motion counts from the first frame, as LivePortrait's does.
    """
    own = KeypointRetargeter(retargeter.portrait, retargeter.mode)
    faces = [_keypoint_face(performance, at) for at in range(len(performance))]
    first = next(face for face in faces if face is not None)
    neutral = _placed(given, first.keypoints) or first.keypoints
    rest = first if given is None else KeypointFace(neutral)
    relative = retargeter.mode is MotionMode.RELATIVE

    def follow(at: int) -> Motion:
        now = faces[at] or first
        keypoints = DrivenKeypoints(now.keypoints, neutral if relative else None)
        return replace(own.motion(now, rest), keypoints=keypoints)

    return follow


def _placed(given: KeypointMotion | None, found: KeypointMotion | None) -> KeypointMotion | None:
    """A saved neutral at the place that the driver takes today."""
    if given is None or found is None:
        return found
    return replace(given, translation=found.translation, scale=found.scale)


def _keypoint_face(performance: Performance, at: int) -> KeypointFace | None:
    motion = performance.motion_at(at)
    if motion is None:
        return None
    return KeypointFace(motion, performance.ratios[at]) if performance.ratios else KeypointFace(motion)
