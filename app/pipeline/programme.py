"""What is on air at each tick, as a vision mixer has it: the programme."""

from __future__ import annotations

import threading
from enum import Enum

import cv2
import numpy as np

from app.pipeline.inference import Picture
from app.pipeline.types import RGBImage

HOLD_S = 1.0
"""How long the last good picture is repeated before the portrait goes to rest."""

_HOLD_IN_PICTURES = 2.5
_MOST_HOLD_S = 10.0
"""An engine that takes seconds a picture is slow, not silent."""

EASE_S = 0.4
"""How long it takes to get there, and back when pictures come again."""


class OnAir(Enum):
    """What the outputs show."""

    PORTRAIT = "portrait"
    FROZEN = "frozen"
    """The picture that was on air when it was frozen."""

    PLACEHOLDER = "placeholder"
    """A drawn card: nothing of the portrait, nothing of the driver."""


class Programme:
    """Chooses the image: the newest picture, else the last one for 1 s, else the portrait at rest.

    It never cuts between the portrait moved and at rest: they dissolve into each other.

    ``show`` and ``set_rest`` may be called from any thread; ``choose`` belongs to the output's.

    Args:
        rest: The portrait at rest, output height x width x 3 uint8 RGB.
        placeholder: The card, of the same size; the portrait at rest when None.
        hold_s: How long the last picture may be repeated.
        ease_s: How long a dissolve takes.
    """

    def __init__(
        self,
        rest: RGBImage,
        placeholder: RGBImage | None = None,
        *,
        hold_s: float = HOLD_S,
        ease_s: float = EASE_S,
    ) -> None:
        self._lock = threading.Lock()
        self._rest = rest
        self._placeholder = placeholder
        self._hold_s = hold_s
        self._ease_s = ease_s
        self._weight = 0.0
        self._never_moved = True
        self._interval_s = self._slow_hold_s = 0.0
        self._chosen_at: float | None = None
        self._on_air = OnAir.PORTRAIT
        self._last: RGBImage | None = None
        self._last_at = 0.0
        self._shown = rest

    @property
    def on_air(self) -> OnAir:
        """What is chosen from."""
        return self._on_air

    def show(self, on_air: OnAir) -> None:
        """Shows something else from the next tick on."""
        with self._lock:
            self._on_air = on_air

    def set_rest(self, rest: RGBImage) -> None:
        """Takes another portrait at rest; one of another size is not for this output."""
        with self._lock:
            if rest.shape == self._rest.shape:
                self._rest = rest

    def choose(self, picture: Picture | None, now: float) -> RGBImage:
        """The image to send at ``now``, given the new picture if there is one."""
        with self._lock:
            if self._on_air is OnAir.FROZEN:
                return self._shown
            if self._on_air is OnAir.PLACEHOLDER:
                # What is frozen after this must not be what was hidden by it.
                self._last, self._never_moved = None, True
                self._shown = self._rest if self._placeholder is None else self._placeholder
                return self._shown
            self._shown = self._portrait(picture, now)
            return self._shown

    def _portrait(self, picture: Picture | None, now: float) -> RGBImage:
        elapsed = 0.0 if self._chosen_at is None else now - self._chosen_at
        self._chosen_at = now
        if picture is not None:
            self._take(picture, now)
        if self._last is None:
            return self._rest
        moves = now - self._last_at < max(self._hold_s, self._slow_hold_s)
        step = elapsed / self._ease_s if self._ease_s > 0 else 1.0
        self._weight = min(max(self._weight + (step if moves else -step), 0.0), 1.0)
        if self._weight == 0.0 and not moves:
            self._last = None
            return self._rest
        return _dissolved(self._rest, self._last, self._weight)

    def _take(self, picture: Picture, now: float) -> None:
        if self._last is None and self._never_moved:
            self._weight = 1.0  # the first picture of all is close to rest by itself
        if not self._never_moved:
            before, self._interval_s = self._interval_s, now - self._last_at
            # One long interval alone is an interruption.
            self._slow_hold_s = min(_HOLD_IN_PICTURES * min(before, self._interval_s), _MOST_HOLD_S)
        self._last, self._last_at, self._never_moved = picture.image, now, False


def _dissolved(rest: RGBImage, moved: RGBImage, weight: float) -> RGBImage:
    """Between the two; ``moved`` itself at 1."""
    if weight >= 1.0:
        return moved
    if rest.shape != moved.shape:
        return moved if weight >= 0.5 else rest
    eased = weight * weight * (3.0 - 2.0 * weight)
    return np.asarray(cv2.addWeighted(moved, eased, rest, 1.0 - eased, 0.0), np.uint8)
