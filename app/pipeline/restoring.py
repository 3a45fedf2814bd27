"""A reference's expression, moment by moment, for every frame of somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.expression_transfer import ExpressionTransfer, alike
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.limits import ease_to_rest
from app.pipeline.motion.resting import median_shape, restful
from app.pipeline.performance import Performance
from app.pipeline.types import REST, DrivenKeypoints, Motion

_EASE_S = 0.3
"""From a face that was not seen to the whole of the expression."""

_ENOUGH_S = 1.0
"""Of a face in motion, to know how it looks at rest."""

_MOST_LOOKS = 400


def restored(own: Performance, reference: Performance) -> Iterator[Motion | None]:
    """What each frame's face should do to have the reference's expression, counted from that frame.

    Args:
        own: The faces to change.
        reference: Whose expression it is; shorter than ``own`` it goes forth and back. There is a face
            in both.

    Yields:
        One for each frame of ``own``, None where there is no face to change.
    """
    transfer = ExpressionTransfer(*rests_of(own, reference))
    track = ReferenceTrack(reference)
    moments = [track.moment(float(time)) for time in own.times]
    seen = np.array([face is not None for face in own.faces]) & [at is not None for at in moments]
    for at, weight in enumerate(_eased(seen, own.times)):
        face, moment = own.faces[at], moments[at]
        if face is None:
            yield None
        elif moment is None:
            yield REST
        else:
            now = measure(face)
            motion = transfer.motion(now, track.shape(moment))
            motion = replace(motion, keypoints=_keypoints(own.motion_at(at), track.keypoints(moment)))
            yield ease_to_rest(motion, float(weight), now.eyes, now.lips)


def rests_of(own: Performance, reference: Performance) -> tuple[FaceShape, FaceShape]:
    """Both faces at rest; one that was seen too briefly to know its rest is told by the other's."""
    ours, theirs = rest_of(own), rest_of(reference)
    if theirs is None:
        face = _first(reference)
        theirs = face if ours is None else alike(face, ours)
    return (alike(_first(own), theirs) if ours is None else ours), theirs


def _first(performance: Performance) -> FaceShape:
    return measure(next(face for face in performance.faces if face is not None))


def rest_of(performance: Performance) -> FaceShape | None:
    """How the face looks at rest; None if it was seen too briefly to know."""
    shapes = [measure(face) for face in performance.faces if face is not None]
    times = performance.times
    if len(shapes) < 3 or len(times) < 2 or times[-1] - times[0] < _ENOUGH_S:
        return None
    return median_shape(restful(shapes[:: max(1, len(shapes) // _MOST_LOOKS)]))


class ReferenceTrack:
    """The reference's faces at any time: between two frames a mixture of both.

    Args:
        performance: The reference.
    """

    def __init__(self, performance: Performance) -> None:
        self._performance = performance
        self._shapes = [None if face is None else measure(face) for face in performance.faces]
        self._times = performance.times - (performance.times[0] if len(performance) else 0.0)

    def moment(self, time: float) -> tuple[int, float] | None:
        """The frame before a time and the share of the next one; None where neither has a face.

        Args:
            time: Seconds; beyond the end it goes back, and forth again.
        """
        length = float(self._times[-1])
        if length > 0:
            time = time % (2 * length)
            time = 2 * length - time if time > length else time
        before = int(np.clip(np.searchsorted(self._times, time, side="right") - 1, 0, len(self._times) - 1))
        after = min(before + 1, len(self._times) - 1)
        if self._shapes[before] is None or self._shapes[after] is None:
            nearest = next((at for at in (before, after) if self._shapes[at] is not None), None)
            return None if nearest is None else (nearest, 0.0)
        gap = float(self._times[after] - self._times[before])
        return before, min((time - float(self._times[before])) / gap, 1.0) if gap > 0 else 0.0

    def shape(self, moment: tuple[int, float]) -> FaceShape:
        """The face at a moment."""
        at, share = moment
        before, after = self._shapes[at], self._shapes[min(at + 1, len(self._shapes) - 1)]
        if before is None:
            raise ValueError("there is no face at this moment")
        if after is None or share == 0:
            return before
        local = before.local + np.float32(share) * (after.local - before.local)
        return FaceShape.of(before.pose, local)

    def keypoints(self, moment: tuple[int, float]) -> KeypointMotion | None:
        """What an engine read at a moment, None without one."""
        at, share = moment
        before = self._performance.motion_at(at)
        after = self._performance.motion_at(min(at + 1, len(self._shapes) - 1))
        if before is None or after is None or share == 0:
            return before
        mixed = before.expression + np.float32(share) * (after.expression - before.expression)
        return replace(before, expression=mixed)


def _keypoints(own: KeypointMotion | None, reference: KeypointMotion | None) -> DrivenKeypoints | None:
    """The reference's expression on the own head."""
    if own is None or reference is None:
        return None
    return DrivenKeypoints(replace(own, expression=reference.expression), own)


def _eased(seen: npt.NDArray[np.bool_], times: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """0 where no face was seen, rising to 1 with the time from there: hindsight sees it coming."""
    gaps = times[~seen]
    if not len(gaps):
        return np.ones(len(times))
    away = np.abs(times[:, None] - gaps[None]).min(axis=1)
    share = np.clip(away / _EASE_S, 0, 1)
    eased: npt.NDArray[np.float64] = share * share * (3 - 2 * share)
    return eased
