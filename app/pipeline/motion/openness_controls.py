"""What the sliders of the lids ask of eyes, the same for every engine."""

from __future__ import annotations

from app.tuning import Controls

_WIDER, _LEAST_WIDER = 1.3, 0.06
"""Eyes opened wide: of their own openness, and at least so much more."""

_LOOKING_DOWN, _LOOKING_UP = 0.2, 0.1
"""Lids go with the gaze: share of the openness lost looking down, won looking up."""

_WINK_LEADS = 1.5


def blinks(controls: Controls) -> tuple[float, float]:
    """How far the sliders shut the (left, right) eye, -1 (wide open) to 1, winks included."""
    left = controls.blink_left + _winked(controls.wink)
    right = controls.blink_right + _winked(-controls.wink)
    return min(left, 1.0), min(right, 1.0)


def _winked(wink: float) -> float:
    """How far a wink shuts its eye: half a wink is seen as one, so the lid leads the cheek."""
    return 1 - (1 - wink) ** _WINK_LEADS if wink > 0 else 0.0


def blinked(openness: float, own: float, blink: float) -> float:
    """An eye's openness under a slider.

    Args:
        openness: Lid gap over eye width without it.
        own: The portrait's at rest.
        blink: -1..1, see ``blinks``.
    """
    if blink >= 0:
        return openness * (1 - blink)
    widest = max(_WIDER * own, own + _LEAST_WIDER)
    return openness + max(widest - own, 0.0) * -blink


def blinked_eyes(
    openness: tuple[float, float], own: tuple[float, float], controls: Controls
) -> tuple[float, float]:
    """Both eyes' openness under the sliders of lids and gaze; arguments as for ``blinked``."""
    down, up = max(-controls.gaze_y, 0.0), max(controls.gaze_y, 0.0)
    looking = 1 - _LOOKING_DOWN * down + _LOOKING_UP * up
    left, right = (
        blinked(seen * looking, rest, blink)
        for seen, rest, blink in zip(openness, own, blinks(controls), strict=True)
    )
    return left, right
