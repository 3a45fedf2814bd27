"""Small signs of life where the driver shows none: blinks that nobody saw, and breath.

People at rest blink every two to six seconds; a blink shuts in about a tenth of a second and opens
half as fast again (Stern, Walrath and Goldstein 1984). A calm breath takes four to five seconds.
"""

from __future__ import annotations

import math
from random import Random

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.types import Motion
from app.tuning import Controls

_ALONE_S = (2.0, 6.0)
"""Between blinks while no face is seen."""

_HIDDEN_S = (7.0, 12.0)
"""Without a blink of the driver's before his eyes count as hidden: by glasses, hair or a hand."""

_BLINKED = 0.5
_SHUTTING_S, _SHUT_S, _OPENING_S = 0.09, 0.03, 0.15

_BREATH_S = 4.6
_NOD, _RISE = 0.035, 0.012
"""Of the head controls' range, at the height of a breath."""


class IdleLife:
    """Blinks and breathes; what is drawn by lot follows from the seed alone.

    Args:
        seed: Of the blinks' intervals.
    """

    def __init__(self, seed: int = 0) -> None:
        self._lot = Random(seed)  # noqa: S311 - blinks are no secret
        self._start: float | None = None
        self._last_blink = 0.0
        self._wait = self._lot.random()
        self._blinking_since: float | None = None

    def at(self, now: float, closure: float | None) -> Controls:
        """What to add to the controls in a frame.

        Args:
            now: Seconds, never going back.
            closure: How far the driver's eyes are shut, 0..1; None while no face is seen.
        """
        if self._start is None:
            self._start = self._last_blink = now
        if closure is not None and closure > _BLINKED:
            self._blinked(now)
        low, high = _ALONE_S if closure is None else _HIDDEN_S
        if self._blinking_since is None and now - self._last_blink >= low + (high - low) * self._wait:
            self._blinking_since = now
        lids = self._lids(now)
        breath = math.sin(2 * math.pi * (now - self._start) / _BREATH_S)
        return Controls(blink_left=lids, blink_right=lids, head_pitch=_NOD * breath, move_y=_RISE * breath)

    def _blinked(self, now: float) -> None:
        self._last_blink, self._wait = now, self._lot.random()

    def _lids(self, now: float) -> float:
        if self._blinking_since is None:
            return 0.0
        since = now - self._blinking_since
        if since >= _SHUTTING_S + _SHUT_S + _OPENING_S:
            self._blinking_since = None
            self._blinked(now)
            return 0.0
        if since < _SHUTTING_S:
            return _eased(since / _SHUTTING_S)
        return _eased(1 - max(since - _SHUTTING_S - _SHUT_S, 0.0) / _OPENING_S)


def closure_of(motion: Motion, portrait: FaceShape) -> float:
    """How far a motion shuts the portrait's eyes, 0..1."""
    wanted = motion.eye_openness or portrait.eyes
    return max(0.0, *(1 - eye / max(own, 1e-6) for eye, own in zip(wanted, portrait.eyes, strict=True)))


def _eased(share: float) -> float:
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)
