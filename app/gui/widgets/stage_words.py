"""What the preview says about the stream, in words and signs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.gui.theme import DARK
from app.gui.views import OnAir, StreamState, StreamView
from app.gui.widgets.stage_overlays import Chip


def message_of(view: StreamView, *, pictured: bool) -> Chip | None:
    """What is said large because nothing is live, None while something is.

    Args:
        view: The stream.
        pictured: Whether there is a live picture to see.
    """
    if view.state is StreamState.STOPPED:
        words = QCoreApplication.translate("Preview", "Stopped — press Start")
        return Chip(words, "stop", DARK.muted)
    if view.state is StreamState.STOPPING:
        return Chip(QCoreApplication.translate("Preview", "Stopping…"), "hourglass", DARK.muted)
    if pictured or not (view.busy or view.state is StreamState.STARTING):
        return None
    words = view.busy or QCoreApplication.translate("Preview", "Starting…")
    return Chip(words, "hourglass", DARK.accent)


def chips_of(view: StreamView) -> list[Chip]:
    """What is on air and what is amiss, the most important first."""
    chips = []
    if view.on_air is OnAir.PLACEHOLDER:
        words = QCoreApplication.translate("Preview", "Placeholder on air")
        chips.append(Chip(words, "panic", DARK.bad))
    elif view.on_air is OnAir.FROZEN:
        chips.append(Chip(QCoreApplication.translate("Preview", "Frozen"), "freeze", DARK.warning))
    elif view.state is StreamState.LIVE:
        chips.append(Chip(QCoreApplication.translate("Preview", "Live"), "output", DARK.good))
    if view.face_seen is False:
        words = QCoreApplication.translate("Preview", "No face seen")
        chips.append(Chip(words, "no-face", DARK.warning))
    if view.busy:
        chips.append(Chip(view.busy, "hourglass", DARK.accent))
    return chips
