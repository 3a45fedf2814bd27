"""A strip of figures over the preview: small, see-through, deaf to the mouse."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.gui.theme import DARK, paint_icon
from app.gui.views import Figure, Health, StreamView
from app.gui.widgets.amounts import clock
from app.gui.widgets.health import SIGNS

_SIGN = 13
_PAD = 10
_UNLIMITED = 1 << 16


@dataclass(frozen=True, slots=True)
class HudItem:
    """One figure of the strip.

    Attributes:
        words: What it says.
        sign: Icon before it, empty for none.
        colour: Of sign and words.
    """

    words: str
    sign: str = ""
    colour: str = DARK.text


class Hud(QWidget):
    """FPS, latency, drops, engine and the recording's time; it keeps its own size.

    It lies on the picture, so it is dark in every theme.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[HudItem, ...] = ()
        self._items: tuple[HudItem, ...] = ()
        self._room = _UNLIMITED
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(self.tr("Live figures"))
        self.hide()

    @property
    def items(self) -> tuple[HudItem, ...]:
        """What the strip shows, the most important first."""
        return self._items

    def set_room(self, width: int) -> None:
        """Leaves out the last figures, those that do not fit into so many logical pixels."""
        if width != self._room:
            self._room = width
            self._fit()

    def show_view(self, view: StreamView) -> None:
        """Shows the figures of the moment; the strip repaints only when one changed."""
        items = self._items_of(view)
        if items == self._all:
            return
        self._all = items
        self.setAccessibleDescription(", ".join(item.words for item in items))
        self._fit()

    def sizeHint(self) -> QSize:
        width = sum(self._width(item) for item in self._items) + _PAD * (len(self._items) + 1)
        return QSize(width, self.fontMetrics().height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(8, 9, 12, 205))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        x = float(_PAD)
        for item in self._items:
            self._paint_item(painter, item, x)
            x += self._width(item) + _PAD

    def _fit(self) -> None:
        width, fitting = _PAD, 0
        for item in self._all:
            width += self._width(item) + _PAD
            fitting += width <= self._room
        self._items = self._all[:fitting]
        self.resize(self.sizeHint())
        self.update()

    def _paint_item(self, painter: QPainter, item: HudItem, x: float) -> None:
        if item.sign:
            paint_icon(painter, item.sign, QRectF(x, (self.height() - _SIGN) / 2, _SIGN, _SIGN), item.colour)
            x += _SIGN + 4
        painter.setPen(QColor(item.colour))
        box = QRectF(x, 0, self.width() - x, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, item.words)

    def _width(self, item: HudItem) -> int:
        return self.fontMetrics().horizontalAdvance(item.words) + (_SIGN + 4 if item.sign else 0)

    def _items_of(self, view: StreamView) -> tuple[HudItem, ...]:
        items = []
        if view.recording is not None:
            words = self.tr("REC {time}").format(time=clock(view.recording.seconds))
            items.append(HudItem(words, "record", DARK.bad))
        figures = view.statistics
        if figures is not None:
            items.append(_figure(self.tr("{n} fps").format(n=f"{figures.fps.value:.1f}"), figures.fps))
            items.append(HudItem(self.tr("{n} ms latency").format(n=f"{figures.latency_ms:.0f}")))
            drops = figures.dropped_percent
            items.append(_figure(self.tr("{n} % dropped").format(n=f"{drops.value:.1f}"), drops))
        if view.engine:
            names = {"mesh": self.tr("mesh"), "liveportrait": "LivePortrait"}
            items.append(HudItem(names.get(view.engine, view.engine), colour=DARK.muted))
        return tuple(items)


def _figure(words: str, figure: Figure) -> HudItem:
    if figure.health is Health.GOOD:
        return HudItem(words)
    return HudItem(words, SIGNS[figure.health], DARK.of_health(figure.health))
