"""Gains of the action units that open and shut: lids (AU5, 7, 43, 45, 46), lips and jaw (AU25, 26, 27)."""

from __future__ import annotations

import numpy as np

from app.facs import MOST_INTENSITY, ActionUnit
from app.pipeline.motion.action_unit_curve import carried_over
from app.tuning import ActionUnitGains

_SHUTTING = (0.2, 0.6)
"""Closures between which lids that tighten (AU7) become lids that shut."""

_ALONE = (0.3, 0.6)
"""How much further shut than the other an eye is when it winks."""

_HELD_S, _TURNS_S = 0.5, 0.2
"""After so long together lids are held shut (AU43); the blink's gain (AU45) turns into theirs in so long."""

_PARTED, _DROPPED = 0.12, 0.5
"""Lip gap over mouth width that only parts the lips; up to which the jaw drops; beyond, it is stretched."""

_LEAST_EYE = 0.04
_FULL_EYE = 0.5
"""Share of its rest by which an eye widens at intensity 5."""

_FULL_LIPS = 0.6

_LID_UNITS = (ActionUnit.EYES_CLOSED, ActionUnit.BLINK, ActionUnit.WINK)


class LidGains:
    """Applies the lids' gains over time."""

    def __init__(self) -> None:
        self._shut_since: float | None = None

    def applied(
        self, eyes: tuple[float, float], rest: tuple[float, float], gains: ActionUnitGains, now: float
    ) -> tuple[float, float]:
        """The openness to show.

        Args:
            eyes: The openness that the driver asks for, of either eye.
            rest: The portrait's own.
            gains: The gains.
            now: Seconds.
        """
        closures = [
            min(max(1 - eye / max(own, _LEAST_EYE), 0.0), 1.0) for eye, own in zip(eyes, rest, strict=True)
        ]
        held = self._held(min(closures), now)
        first, second = (
            _lid(eye, own, closure, closure - min(closures), held, gains)
            for eye, own, closure in zip(eyes, rest, closures, strict=True)
        )
        return first, second

    def _held(self, both: float, now: float) -> float:
        if both < _SHUTTING[1]:
            self._shut_since = None
            return 0.0
        self._shut_since = now if self._shut_since is None else self._shut_since
        return _ramp(now - self._shut_since, _HELD_S, _HELD_S + _TURNS_S)


def _lid(eye: float, own: float, closure: float, alone: float, held: float, gains: ActionUnitGains) -> float:
    if closure <= 0:
        wider = (eye - own) / max(own, _LEAST_EYE) / _FULL_EYE * MOST_INTENSITY
        shown = _carried(max(wider, 0.0), gains.of(ActionUnit.UPPER_LID_RAISER), gains)
        return own + shown / MOST_INTENSITY * _FULL_EYE * max(own, _LEAST_EYE)
    closed, blink, wink = (gains.of(unit) for unit in _LID_UNITS)
    winking = _ramp(alone, *_ALONE)
    shut = (1 - winking) * (held * closed + (1 - held) * blink) + winking * wink
    shutting = _ramp(closure, *_SHUTTING)
    tightened = _carried(closure * MOST_INTENSITY, gains.of(ActionUnit.LID_TIGHTENER), gains)
    shown = (1 - shutting) * tightened / MOST_INTENSITY + shutting * shut * closure
    return own * (1 - min(shown, 1.0))


def gained_lips(wanted: float, own: float, gains: ActionUnitGains) -> float:
    """The lip gap over mouth width to show.

    Args:
        wanted: What the driver asks for.
        own: The portrait's own.
        gains: The gains.
    """
    opened = wanted - own
    if opened <= 0:
        return wanted
    if gains.micro_expressions > 0:
        opened = _carried(opened / _FULL_LIPS * MOST_INTENSITY, 1.0, gains) / MOST_INTENSITY * _FULL_LIPS
    parted = min(opened, _PARTED)
    dropped = min(max(opened - _PARTED, 0.0), _DROPPED - _PARTED)
    stretched = max(opened - _DROPPED, 0.0)
    return (
        own
        + gains.of(ActionUnit.LIPS_PART) * parted
        + gains.of(ActionUnit.JAW_DROP) * dropped
        + gains.of(ActionUnit.MOUTH_STRETCH) * stretched
    )


def _carried(intensity: float, gain: float, gains: ActionUnitGains) -> float:
    return float(carried_over(np.array(intensity), np.array(gain), micro=gains.micro_expressions))


def _ramp(value: float, start: float, end: float) -> float:
    share = min(max((value - start) / (end - start), 0.0), 1.0)
    return share * share * (3 - 2 * share)
