"""What is on air at each tick, as a vision mixer has it: the programme."""

from __future__ import annotations

import threading
from enum import Enum

from app.pipeline.inference import Picture
from app.pipeline.types import RGBImage

HOLD_S = 1.0
"""How long the last good picture is repeated before the portrait goes to rest."""


class OnAir(Enum):
    """What the outputs show."""

    PORTRAIT = "portrait"
    FROZEN = "frozen"
    """The picture that was on air when it was frozen."""

    PLACEHOLDER = "placeholder"
    """A drawn card: nothing of the portrait, nothing of the driver."""


class Programme:
    """Chooses the image: the newest picture, else the last one for 1 s, else the portrait at rest.

    ``show`` and ``set_rest`` may be called from any thread; ``choose`` belongs to the output's.

    Args:
        rest: The portrait at rest, output height x width x 3 uint8 RGB.
        placeholder: The card, of the same size; the portrait at rest when None.
        hold_s: How long the last picture may be repeated.
    """

    def __init__(
        self, rest: RGBImage, placeholder: RGBImage | None = None, *, hold_s: float = HOLD_S
    ) -> None:
        self._lock = threading.Lock()
        self._rest = rest
        self._placeholder = placeholder
        self._hold_s = hold_s
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
                self._last = None
                self._shown = self._rest if self._placeholder is None else self._placeholder
                return self._shown
            self._shown = self._portrait(picture, now)
            return self._shown

    def _portrait(self, picture: Picture | None, now: float) -> RGBImage:
        if picture is not None:
            self._last, self._last_at = picture.image, now
        elif self._last is not None and now - self._last_at >= self._hold_s:
            self._last = None
        return self._rest if self._last is None else self._last
