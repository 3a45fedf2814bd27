"""The words choreographies are written in."""

from __future__ import annotations

from app.pipeline.stickers.choreography import Key, Layer
from app.tuning import Controls


def keys(*poses: tuple[float, Controls]) -> Layer:
    """A layer of poses: (seconds, controls)."""
    return Layer(tuple(Key(at, pose) for at, pose in poses))


def lids(*shut: tuple[float, float]) -> Layer:
    """Both lids together: (seconds, how far shut)."""
    return keys(*((at, Controls(blink_left=far, blink_right=far)) for at, far in shut))


def blink(at: float) -> Layer:
    """Lids down and up again in a quarter of a second; a moment shut, so that a frame shows it."""
    return lids((at, 0), (at + 0.08, 1), (at + 0.13, 1), (at + 0.25, 0))
