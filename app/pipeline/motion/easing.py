"""Sliders that glide: the controls in use follow the wanted ones without a jump."""

from __future__ import annotations

from dataclasses import fields

from app.tuning import UNTOUCHED, Controls

EASE_S = 0.08
"""Seconds of frame time from one setting of the controls to the next."""


class ControlEaser:
    """Moves every control in a straight line to where it is wanted, and never past it.

    Time is that of the frames, passed in: a change begins at the last frame before it, so that the
    next one shows it already. The first setting holds at once.
    """

    def __init__(self) -> None:
        self._value = self._wanted = UNTOUCHED
        self._now: float | None = None
        self._due = 0.0

    @property
    def wanted(self) -> Controls:
        """Where the controls are going."""
        return self._wanted

    def aim(self, wanted: Controls) -> None:
        """Sets where the controls should go from the next frame on."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        if self._now is None:
            self._value = wanted
        else:
            self._due = self._now + EASE_S

    def at(self, now: float) -> Controls:
        """The controls for a frame.

        Args:
            now: When it was taken, seconds; going back counts as standing still.
        """
        before = now if self._now is None else self._now
        self._now = max(now, before)
        left = self._due - before
        share = 1.0 if left <= 0 else (self._now - before) / left
        self._value = self._wanted if share >= 1 else _between(self._value, self._wanted, share)
        return self._value


def _between(start: Controls, end: Controls, share: float) -> Controls:
    mixed = (
        getattr(start, control.name) * (1 - share) + getattr(end, control.name) * share
        for control in fields(Controls)
    )
    return Controls(*mixed)
