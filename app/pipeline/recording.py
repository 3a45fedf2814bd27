"""Performances kept as motion templates, and motion templates played as performances."""

from __future__ import annotations

import logging

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.motion.keypoints_to_landmarks import RecordedRatios
from app.pipeline.motion.motion_template import MotionTemplate
from app.pipeline.motion.template_arrays import MOST_FACES, TemplateError
from app.pipeline.performance import Performance
from app.pipeline.types import FaceObservation, Landmarks

_log = logging.getLogger(__name__)

_USUAL_FPS = 30.0
_FPS = (1.0, 240.0)
_STEADY = 0.1
"""Share of a frame period by which the times of a steady recording may be off."""


class MotionRecorder:
    """Keeps what a driver does, and nothing of what he looks like, until it becomes a template.

    It holds about 6 kB a frame, and no more than ``MOST_FACES`` frames.

    Args:
        frame_size: Width and height in pixels that landmarks are told in; None takes the first
            frame's in which a face was seen.
    """

    def __init__(self, frame_size: tuple[int, int] | None = None) -> None:
        self._size = frame_size
        self._times: list[float] = []
        self._faces: list[Landmarks | None] = []
        self._keypoints: list[KeypointMotion | None] = []

    def add(self, time: float, face: FaceObservation | None, keypoints: KeypointMotion | None) -> None:
        """Takes one frame.

        Args:
            time: Seconds; a frame not later than the last one is left out.
            face: Where the face was seen, if it was.
            keypoints: What an engine with eyes of its own read, if it did.
        """
        if len(self._times) >= MOST_FACES or (self._times and time <= self._times[-1]):
            return
        self._faces.append(None if face is None else self._in_one_size(face))
        self._keypoints.append(keypoints)
        self._times.append(time)  # last: a frame counts once it is whole
        if len(self._times) == MOST_FACES:
            _log.warning("the motion template is full after %d frames; the rest is not recorded", MOST_FACES)

    def template(self) -> MotionTemplate:
        """What was recorded, at a steady frame rate.

        Raises:
            TemplateError: No face was seen.
        """
        if not any(face is not None for face in self._faces):
            raise TemplateError("cannot make a motion template", "no face was seen", "Record it again.")
        fps, chosen = _at_steady_rate(np.array(self._times))
        faces = tuple(self._faces[at] for at in chosen)
        keypoints = tuple(self._keypoints[at] for at in chosen)
        any_read = any(motion is not None for motion in keypoints)
        return MotionTemplate(fps, keypoints if any_read else (), faces=faces, frame_size=self._size)

    def _in_one_size(self, face: FaceObservation) -> Landmarks:
        """Landmarks as if a camera had not changed its resolution on the way."""
        self._size = self._size or face.frame_size
        if face.frame_size == self._size:
            return face.landmarks
        return (face.landmarks * (self._size[0] / face.frame_size[0])).astype(np.float32)


def template_of(performance: Performance) -> MotionTemplate:
    """A recorded performance as a template.

    Raises:
        TemplateError: No face is in it.
    """
    size = performance.frame_size or (0, 0)
    recorder = MotionRecorder(size)
    for at, (time, face) in enumerate(zip(performance.times, performance.faces, strict=True)):
        seen = None if face is None else FaceObservation(face, size, float(time))
        recorder.add(float(time), seen, performance.motion_at(at))
    return recorder.template()


def performance_of(template: MotionTemplate, limit: int | None = None) -> Performance:
    """A template as a performance, as it was recorded.

    Args:
        template: What to play.
        limit: Only so many frames, None for all.
    """
    count = min(len(template), limit or len(template))
    return Performance(
        np.arange(count) / template.fps,
        template.faces[:count] or (None,) * count,
        template.keypoints[:count] or None,
        tuple(_ratios(template, at) for at in range(count)),
        template.frame_size,
    )


def _ratios(template: MotionTemplate, at: int) -> RecordedRatios:
    eyes = None if template.eye_ratios is None else _known(template.eye_ratios[at])
    lips = None if template.lip_ratios is None else _known(template.lip_ratios[at : at + 1])
    return RecordedRatios((eyes[0], eyes[1]) if eyes else None, lips[0] if lips else None)


def _known(figures: FloatArray) -> list[float] | None:
    return None if np.isnan(figures).any() else [float(figure) for figure in figures]


def _at_steady_rate(times: npt.NDArray[np.float64]) -> tuple[float, list[int]]:
    """Frames per second, and which recorded frame to show at each of its ticks."""
    if len(times) < 2:
        return _USUAL_FPS, list(range(len(times)))
    steps = np.diff(times)
    period = float(np.mean(steps))
    if np.abs(steps - period).max() <= _STEADY * period and _FPS[0] <= 1 / period <= _FPS[1]:
        return 1 / period, list(range(len(times)))
    fps = float(np.clip(1 / np.median(steps), *_FPS))
    ticks = times[0] + np.arange(min(int((times[-1] - times[0]) * fps + 1.5), MOST_FACES)) / fps
    following = np.clip(np.searchsorted(times, ticks), 1, len(times) - 1)
    nearer_before = ticks - times[following - 1] <= times[following] - ticks
    return fps, [int(at) for at in following - nearer_before]
