"""A little performance for one sticker: layers of keyframes over a loop."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

from app.pipeline.stickers.curve import Curve
from app.tuning import UNTOUCHED, Controls

_NAMES = tuple(control.name for control in fields(Controls))


@dataclass(frozen=True, slots=True)
class Key:
    """A pose at a moment.

    Attributes:
        at: Seconds from the start of the loop.
        pose: Where the layer's controls are then.
    """

    at: float
    pose: Controls


@dataclass(frozen=True, slots=True)
class Layer:
    """One strand of a performance, with a timing of its own; it begins and ends at rest.

    Strands that start and stop at different times are what keeps a performance from looking like
    a machine's: eyes lead, the face follows, the head comes last.

    Attributes:
        keys: Poses in the order of time.
    """

    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Choreography:
    """One expression, as it is played in a loop.

    Attributes:
        name: As on the command line, and of the file.
        seconds: Length of the loop.
        peak: The moment a still picture shows, seconds.
        layers: They add up.

    Raises:
        ValueError: A key or the peak is not within the loop, or keys are out of order.
    """

    name: str
    seconds: float
    peak: float
    layers: tuple[Layer, ...]

    def __post_init__(self) -> None:
        times = [key.at for layer in self.layers for key in layer.keys]
        if not all(0 < time < self.seconds for time in (*times, self.peak)):
            raise ValueError(f"{self.name}: keys and peak must lie within the loop")
        _ = self._curves  # which complain of keys that are out of order

    @cached_property
    def _curves(self) -> tuple[tuple[str, tuple[Curve, ...]], ...]:
        return tuple((name, curves) for name in _NAMES if (curves := tuple(self._curves_of(name))))

    def _curves_of(self, name: str) -> list[Curve]:
        found = []
        for layer in self.layers:
            values = [float(getattr(key.pose, name)) for key in layer.keys]
            if any(values):
                times = [0.0, *(key.at for key in layer.keys), self.seconds]
                found.append(Curve(times, [0.0, *values, 0.0]))
        return found

    def at(self, time: float) -> Controls:
        """The controls at a moment of the loop, seconds; whatever adds up to too much is cut off."""
        time %= self.seconds
        if not self._curves:
            return UNTOUCHED
        values = {name: sum(curve.at(time) for curve in curves) for name, curves in self._curves}
        return Controls(**{name: min(max(value, -1.0), 1.0) for name, value in values.items()})

    def frames(self, frame_ms: int) -> tuple[Controls, ...]:
        """The loop in frames of equal length, an even number of them.

        The first one is at rest; the last one is followed by the first.
        """
        count = max(2 * round(self.seconds * 500 / frame_ms), 2)
        return tuple(self.at(self.seconds * index / count) for index in range(count))
