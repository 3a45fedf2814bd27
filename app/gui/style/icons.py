"""The app's own line icons, drawn from SVG in the colours of the theme at the size asked for."""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import assets
from app.gui.style.tokens import Palette, tokens

ICON_FOLDER = Path(assets.__file__ or ".").parent / "icons"
"""Where the artwork lies: strokes in ``currentColor`` on a 24 x 24 ground."""

APP_ICON = "liveportrait-cam"


class Tone(Enum):
    """The colours an icon can take."""

    TEXT = "text"
    MUTED = "muted"
    ACCENT = "accent"
    ON_ACCENT = "on accent"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    ON_BAD = "on bad"

    def colour(self, look: Palette) -> str:
        """Its colour in a theme."""
        return {
            Tone.TEXT: look.text,
            Tone.MUTED: look.muted,
            Tone.ACCENT: look.accent,
            Tone.ON_ACCENT: look.on_accent,
            Tone.GOOD: look.good,
            Tone.WARNING: look.warning,
            Tone.BAD: look.bad,
            Tone.ON_BAD: look.on_bad,
        }[self]


@cache
def drawing(name: str, colour: str) -> QSvgRenderer:
    """One icon in one colour.

    Raises:
        FileNotFoundError: There is no icon of the name.
    """
    source = (ICON_FOLDER / f"{name}.svg").read_bytes()
    return QSvgRenderer(QByteArray(source.replace(b"currentColor", colour.encode())))


@cache
def icon(name: str, tone: Tone = Tone.TEXT, checked: Tone | None = None) -> QIcon:
    """An icon that follows the theme by itself, sharp at every size and scale.

    Args:
        name: A file of the icons' folder without its ending.
        tone: Its colour while it can be used.
        checked: Its colour on a checked button, None for the same.

    Raises:
        FileNotFoundError: There is no icon of the name.
    """
    drawing(name, "#000000")  # a misspelt name fails here, not while painting
    return QIcon(_ThemedEngine(name, tone, checked or tone))


def paint_icon(painter: QPainter, name: str, box: QRectF, colour: str) -> None:
    """Draws an icon in any colour, for widgets that paint themselves."""
    drawing(name, colour).render(painter, box)


def app_icon() -> QIcon:
    """The program's picture for window, tray and task bar."""
    return QIcon(str(ICON_FOLDER / f"{APP_ICON}.svg"))


class _ThemedEngine(QIconEngine):
    """Paints an SVG in the colours of the palette of the moment."""

    def __init__(self, name: str, off: Tone, on: Tone) -> None:
        super().__init__()
        self._name, self._off, self._on = name, off, on

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        look = tokens()
        tone = self._on if state is QIcon.State.On else self._off
        colour = look.disabled if mode is QIcon.Mode.Disabled else tone.colour(look)
        paint_icon(painter, self._name, QRectF(rect), colour)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        copy = _ThemedEngine(self._name, self._off, self._on)
        _clones.append(copy)
        return copy


_clones: list[QIconEngine] = []
"""Python would free a clone that only Qt holds."""
