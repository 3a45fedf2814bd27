"""Closed-loop retargeting for recordings: what was drawn is looked at, and the motion corrected by it.

A warped picture is never read exactly as it was meant: a stretched chin looks less open, a tilted
nose less tilted. With time at hand the portrait is drawn once, its face is measured as a viewer
would see it, and each motion is pushed by what was missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.types import LANDMARK_COUNT, REST, Landmarks, Motion, RGBImage

FloatArray = npt.NDArray[np.float32]

ROUNDS = 2
"""How often a frame is drawn and looked at before it is drawn for good."""

_SHARE = 0.8
"""Of what was missing, how much a round makes up for; the rest is left to measuring errors."""

_CALM_FRAMES = 1.0
_MOST_SHIFT = 0.08
"""Face sizes a landmark is pushed by at most."""

_MOST_RATIO = 0.10
_RATIOS = 7
_POINTS = 3 * LANDMARK_COUNT
_DEPTH_TRUST = np.array([1.0, 1.0, 0.9], np.float32)
"""Depth is guessed by whoever looks, so it counts less than what can be seen."""


PART = 240
"""Frames corrected together: a long recording must not be held in memory as motions."""

_OVERLAP = 6
"""Frames of the neighbouring parts that are looked at as well, so that no seam shows."""


def corrected_in_parts(
    motions: Iterable[Motion],
    draw: Callable[[Motion], RGBImage],
    look: Callable[[RGBImage], Landmarks | None],
    on_frame: Callable[[], None],
) -> Iterator[Motion]:
    """``corrected`` for a recording of any length, a part at a time; arguments as there."""
    source = iter(motions)
    window = list(islice(source, PART + _OVERLAP))
    before = 0
    while window:
        result = corrected(window, draw, look, on_frame)
        more = len(window) > before + PART
        end = before + PART if more else len(window)
        yield from result[before:end]
        if not more:
            return
        window = window[end - _OVERLAP :] + list(islice(source, PART))
        before = _OVERLAP


def looks(frames: int) -> int:
    """How often ``corrected_in_parts`` calls ``on_frame`` for a recording of so many frames."""
    parts = (
        range(max(start - _OVERLAP, 0), min(start + PART + _OVERLAP, frames))
        for start in range(0, frames, PART)
    )
    return ROUNDS * sum(len(part) for part in parts)


def corrected(
    motions: Sequence[Motion],
    draw: Callable[[Motion], RGBImage],
    look: Callable[[RGBImage], Landmarks | None],
    on_frame: Callable[[], None],
) -> list[Motion]:
    """Motions that, when drawn, look more like the ones that were wanted.

    Args:
        motions: What was wanted, in order.
        draw: The engine's ``render``.
        look: Finds the landmarks (478 x 3 pixels) in a drawn picture, None where it sees no face.
        on_frame: Called after each frame of each round.
    """
    found = look(draw(REST)) if motions else None
    if found is None:  # nobody would see a face here; there is nothing to measure
        return list(motions)
    rest = measure(found)
    push = np.zeros((len(motions), _RATIOS + _POINTS), np.float32)
    drawn = list(motions)
    for _ in range(ROUNDS):
        missing = np.zeros_like(push)
        for row, wanted, motion in zip(missing, motions, drawn, strict=True):
            seen = None if wanted is REST else look(draw(motion))
            if seen is not None:
                row[:_RATIOS] = _missing_ratios(wanted, measure(seen, rest), rest)
                row[_RATIOS:] = _missing_points(wanted, seen, rest)
            on_frame()
        push += np.float32(_SHARE) * _calmed(missing)
        drawn = [
            wanted if wanted is REST else _pushed(wanted, row, rest)
            for wanted, row in zip(motions, push, strict=True)
        ]
    return drawn


def _missing_points(wanted: Motion, seen: Landmarks, rest: FaceShape) -> FloatArray:
    """How far each landmark is from where it was meant to be, pixels, x, y and z in turn."""
    most = _MOST_SHIFT * rest.pose.size
    away = np.clip(_landmarks(wanted, rest) - seen, -most, most)
    return (away * _DEPTH_TRUST).astype(np.float32).ravel()


def _missing_ratios(wanted: Motion, seen: FaceShape, rest: FaceShape) -> FloatArray:
    """The same for both eyes (2), the lips (1) and the gaze (4)."""
    eyes = (0.0, 0.0) if wanted.eye_openness is None else np.subtract(wanted.eye_openness, seen.eyes)
    lips = 0.0 if wanted.lip_openness is None else wanted.lip_openness - seen.lips
    gaze = wanted.gaze - (seen.gaze - rest.gaze)
    return np.clip([*eyes, lips, *gaze.ravel()], -_MOST_RATIO, _MOST_RATIO).astype(np.float32)


def _calmed(missing: FloatArray) -> FloatArray:
    """Smoothed over time: measuring errors come and go, what is really missing stays."""
    radius = int(np.ceil(3 * _CALM_FRAMES))
    kernel = cv2.getGaussianKernel(2 * radius + 1, _CALM_FRAMES)
    return np.asarray(
        cv2.sepFilter2D(missing, -1, np.ones(1), kernel, borderType=cv2.BORDER_REPLICATE), np.float32
    )


def _landmarks(motion: Motion, rest: FaceShape) -> npt.NDArray[np.float64]:
    """Where a motion means the landmarks to be: 478 x 3 pixels."""
    return rest.pose.moved_by(motion).to_picture(rest.local + motion.expression)


def _pushed(motion: Motion, push: FloatArray, rest: FaceShape) -> Motion:
    landmarks = _landmarks(motion, rest)
    landmarks += push[_RATIOS:].reshape(-1, 3)
    now = measure(landmarks.astype(np.float32), rest)
    offset = (now.pose.centre - rest.pose.centre)[:2] / rest.pose.size
    eyes, lips = motion.eye_openness, motion.lip_openness
    if eyes is not None:
        eyes = (max(eyes[0] + float(push[0]), 0.0), max(eyes[1] + float(push[1]), 0.0))
    return Motion(
        rotation=(rest.pose.rotation.T @ now.pose.rotation).astype(np.float32),
        translation=(float(offset[0]), float(offset[1])),
        scale=now.pose.size / rest.pose.size,
        expression=now.local - rest.local,
        eye_openness=eyes,
        lip_openness=None if lips is None else max(lips + float(push[2]), 0.0),
        gaze=motion.gaze + push[3:_RATIOS].reshape(2, 2),
    )
