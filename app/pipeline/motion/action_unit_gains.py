"""The driver's action units made weaker or stronger on their way to the portrait.

An engine that is driven by landmarks gets another expression: as much of each unit's field as was found
in it is added or taken away, and what belongs to no unit stays as it is. Lids and lips go by their openness.

An engine that reads keypoints (LivePortrait) has no landmarks to move. For it the difference is told by the
expression controls, which it knows how to draw: brows for AU1, 2 and 4, smile for AU12 and 15, grin for AU10
and 20, purse for AU18, mouth open for AU25 to 27, blinks for the lids. AU6, 9, 14, 17 and 23 have no control,
and their gains do nothing there.
"""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import numpy.typing as npt

from app.facs import MOST_INTENSITY, ActionUnit
from app.pipeline.motion.action_unit_curve import carried_over
from app.pipeline.motion.action_unit_fields import ActionUnitFields
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.natural import keep_natural
from app.pipeline.motion.openness_gains import LidGains, gained_lips
from app.pipeline.tracking.action_units.reading import FaceActionUnits
from app.pipeline.types import Motion
from app.tuning import AS_THE_DRIVER, UNTOUCHED, ActionUnitGains, Controls

FloatArray = npt.NDArray[np.float32]

_LIPS_OPEN = 0.62
"""Lip gap over mouth width of a fully open mouth, the control's end."""

_LEAST_EYE = 0.04


class ActionUnitGainer:
    """Applies gains to what one portrait does.

    Args:
        rest: The portrait at rest.
    """

    def __init__(self, rest: FaceShape) -> None:
        self._rest = rest
        self._fields = ActionUnitFields(rest)
        self._lids = LidGains()

    def applied(
        self, motion: Motion, gains: ActionUnitGains, now: float, units: FaceActionUnits | None = None
    ) -> Motion:
        """The motion with the gains worked in; with every gain at 1 the very same one.

        What gains add stays within the limits of a natural face; what the driver does passes as it is.

        Args:
            motion: What the driver asks for.
            gains: The gains.
            now: Seconds, never going back.
            units: What the driver does, for an engine that reads keypoints; without it lids and lips
                alone are worked on there.
        """
        if gains == AS_THE_DRIVER:
            return motion
        eyes = motion.eye_openness and self._lids.applied(motion.eye_openness, self._rest.eyes, gains, now)
        lips = (
            None if motion.lip_openness is None else gained_lips(motion.lip_openness, self._rest.lips, gains)
        )
        if motion.keypoints is not None:
            return replace(motion, controls=self._controls(motion, eyes, lips, gains, units))
        shown = replace(
            motion, expression=self._expression(motion, gains), eye_openness=eyes, lip_openness=lips
        )
        return keep_natural(shown, motion, self._rest)

    def _expression(self, motion: Motion, gains: ActionUnitGains) -> FloatArray:
        # What goes beyond a full movement is no more of it, but something the fields do not know.
        found = np.minimum(self._fields.intensities(motion.expression), MOST_INTENSITY)
        each = np.array([gains.of(unit) for unit in self._fields.units])
        change = carried_over(found, each, micro=gains.micro_expressions) - found
        shown: FloatArray = (motion.expression + self._fields.displacement(change)).astype(np.float32)
        return shown

    def _controls(
        self,
        motion: Motion,
        eyes: tuple[float, float] | None,
        lips: float | None,
        gains: ActionUnitGains,
        units: FaceActionUnits | None,
    ) -> Controls:
        """The difference that gains make, as controls."""
        told = Controls() if units is None else _told(units, gains)
        left, right = (
            (0.0, 0.0)
            if eyes is None or motion.eye_openness is None
            else tuple(
                _within((eye - gained) / max(own, _LEAST_EYE))
                for eye, gained, own in zip(motion.eye_openness, eyes, self._rest.eyes, strict=True)
            )
        )
        opened = 0.0 if lips is None or motion.lip_openness is None else lips - motion.lip_openness
        return replace(told, blink_left=left, blink_right=right, mouth_open=_within(opened / _LIPS_OPEN))


def together(one: Controls, other: Controls, weight: float = 1.0) -> Controls:
    """Some controls, and so much of others on top of them, none beyond its end.

    Args:
        one: Taken as they are.
        other: Added.
        weight: 0..1, of the others.
    """
    if other == UNTOUCHED:
        return one
    added = (
        _within(getattr(one, control.name) + weight * getattr(other, control.name))
        for control in fields(Controls)
    )
    return Controls(*added)


def _told(units: FaceActionUnits, gains: ActionUnitGains) -> Controls:
    def more(unit: ActionUnit) -> float:
        seen = np.array(units[unit].intensity)
        shown = carried_over(seen, np.array(gains.of(unit)), micro=gains.micro_expressions)
        return float(shown - seen) / MOST_INTENSITY

    raised = (more(ActionUnit.INNER_BROW_RAISER) + more(ActionUnit.OUTER_BROW_RAISER)) / 2
    bared = (more(ActionUnit.UPPER_LIP_RAISER) + more(ActionUnit.LIP_STRETCHER)) / 2
    return Controls(
        brows=_within(raised - more(ActionUnit.BROW_LOWERER)),
        smile=_within(more(ActionUnit.LIP_CORNER_PULLER) - more(ActionUnit.LIP_CORNER_DEPRESSOR)),
        grin=_within(bared),
        purse=_within(more(ActionUnit.LIP_PUCKER)),
    )


def _within(value: float) -> float:
    return min(max(value, -1.0), 1.0)
