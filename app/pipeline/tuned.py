"""A recording's motions with the expression controls of a tuning on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.pipeline.motion.action_unit_gains import together
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.held_openness import HeldOpenness
from app.pipeline.motion.idle_life import IdleLife, closure_of
from app.pipeline.performance import Performance
from app.pipeline.types import REST, Motion
from app.tuning import UNTOUCHED, Controls, Tuning


def tuned(
    motions: Iterable[Motion], performance: Performance, tuning: Tuning, portrait: FaceShape
) -> Iterator[Motion]:
    """The same motions with controls, held eyes and lips, and idle life, where the tuning has any.

    Args:
        motions: One for each frame.
        performance: What they were made of.
        tuning: The same for the whole recording.
        portrait: The portrait at rest.
    """
    idle = IdleLife() if tuning.idle_life else None
    for at, motion in enumerate(motions):
        now = float(performance.times[at])
        life = UNTOUCHED
        if idle is not None:
            life = idle.at(now, closure_of(motion, portrait) if performance.sees(at) else None)
        yield with_controls(motion, tuning, life)


def at_rest(tuning: Tuning) -> Motion:
    """The portrait as painted but for a tuning's controls."""
    return with_controls(REST, tuning)


def with_controls(motion: Motion, tuning: Tuning, more: Controls = UNTOUCHED) -> Motion:
    """A motion with a tuning's controls, held eyes and lips on top; the same one where there are none.

    Args:
        motion: What the driver asks for.
        tuning: The controls.
        more: Further controls, added.
    """
    controls = together(together(tuning.controls, more), motion.controls)
    eyes, lips = _held(tuning.eyes_open), _held(tuning.lips_open)
    if controls == UNTOUCHED and eyes is None and lips is None:
        return motion
    return replace(motion, controls=controls, eyes_held=eyes, lips_held=lips)


def _held(ratio: float | None) -> HeldOpenness | None:
    return None if ratio is None else HeldOpenness(ratio)
