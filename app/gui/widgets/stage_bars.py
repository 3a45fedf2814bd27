"""How long each stage of the pipeline takes, as bars against the budget of a frame."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.gui.theme import Palette, mixed, paint_icon, tokens
from app.gui.views import Health, StageTime
from app.gui.widgets.health import SIGNS, health_word

_ROW = 26
_BAR = 10
_SIGN = 14


class StageBars(QWidget):
    """One row a stage: name, mean as a bar, the slowest twentieth as a whisker, the number, a sign."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stages: tuple[StageTime, ...] = ()
        self._budget_ms = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Time of each stage"))

    def set_stages(self, stages: tuple[StageTime, ...], budget_ms: float) -> None:
        """Shows the stages.

        Args:
            stages: In the order of the pipeline.
            budget_ms: Milliseconds of one frame.
        """
        if (stages, budget_ms) == (self._stages, self._budget_ms):
            return
        resized = len(stages) != len(self._stages)
        self._stages, self._budget_ms = stages, budget_ms
        self.setAccessibleDescription("; ".join(self._spoken(stage) for stage in stages))
        if resized:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, self._row_height() * max(1, len(self._stages)) + self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._name_width() + self._value_width() + 90, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        look = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bars = self._bars_area()
        for place, stage in enumerate(self._stages):
            self._paint_row(painter, look, bars, place * self._row_height(), stage)
        if self._stages and self._budget_ms > 0:
            self._paint_budget(painter, look, bars)

    def _spoken(self, stage: StageTime) -> str:
        return self.tr("{stage} {mean} milliseconds, {health}").format(
            stage=self._stage_name(stage.stage), mean=f"{stage.mean_ms:.1f}", health=health_word(stage.health)
        )

    def _stage_name(self, stage: str) -> str:
        names = {
            "capture": self.tr("Capture"),
            "track": self.tr("Track"),
            "motion": self.tr("Motion"),
            "render": self.tr("Render"),
            "composite": self.tr("Composite"),
            "send": self.tr("Send"),
        }
        return names.get(stage, stage)

    def _row_height(self) -> int:
        return max(_ROW, self.fontMetrics().height() + 8)

    def _name_width(self) -> int:
        names = [self._stage_name(stage.stage) for stage in self._stages] or ["M" * 8]
        return max(self.fontMetrics().horizontalAdvance(name) for name in names) + 10

    def _value_width(self) -> int:
        return self.fontMetrics().horizontalAdvance("000.0 ms") + _SIGN + 16

    def _bars_area(self) -> QRectF:
        left = self._name_width()
        return QRectF(left, 0, self.width() - left - self._value_width(), self.height())

    def _full_scale_ms(self) -> float:
        longest = max((max(stage.mean_ms, stage.p95_ms) for stage in self._stages), default=0.0)
        return max(longest * 1.05, self._budget_ms * 1.15, 1e-3)

    def _paint_row(
        self, painter: QPainter, look: Palette, bars: QRectF, top: float, stage: StageTime
    ) -> None:
        height = self._row_height()
        middle = top + height / 2
        upright = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(look.text))
        painter.drawText(QRectF(0, top, bars.left(), height), upright, self._stage_name(stage.stage))
        values = QRectF(bars.right() + 8, top, self._value_width() - _SIGN - 12, height)
        painter.drawText(values, upright | Qt.AlignmentFlag.AlignRight, f"{stage.mean_ms:.1f} ms")
        sign = QRectF(self.width() - _SIGN, middle - _SIGN / 2, _SIGN, _SIGN)
        paint_icon(painter, SIGNS[stage.health], sign, look.of_health(stage.health))
        self._paint_bar(painter, look, QRectF(bars.left(), middle - _BAR / 2, bars.width(), _BAR), stage)

    def _paint_bar(self, painter: QPainter, look: Palette, groove: QRectF, stage: StageTime) -> None:
        per_ms = groove.width() / self._full_scale_ms()
        colour = QColor(look.accent if stage.health is Health.GOOD else look.of_health(stage.health))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(mixed(look.surface, look.border_strong, 0.3)))
        painter.drawRoundedRect(groove, 3, 3)
        painter.setBrush(colour)
        mean = QRectF(groove)
        mean.setWidth(max(2.0, stage.mean_ms * per_ms))
        painter.drawRoundedRect(mean, 3, 3)
        if stage.p95_ms > stage.mean_ms:
            end = groove.left() + stage.p95_ms * per_ms
            self._paint_whisker(painter, colour, mean.right(), end, groove.center().y())

    def _paint_whisker(
        self, painter: QPainter, colour: QColor, left: float, right: float, middle: float
    ) -> None:
        painter.setPen(QPen(colour, 1.5))
        painter.drawLine(QLineF(left, middle, right, middle))
        painter.drawLine(QLineF(right, middle - 3, right, middle + 3))

    def _paint_budget(self, painter: QPainter, look: Palette, bars: QRectF) -> None:
        x = bars.left() + self._budget_ms * bars.width() / self._full_scale_ms()
        bottom = self._row_height() * len(self._stages)
        painter.setPen(QPen(QColor(look.text), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, 2, x, bottom))
        painter.setPen(QColor(look.muted))
        words = self.tr("budget {ms} ms").format(ms=f"{self._budget_ms:.1f}")
        width = self.fontMetrics().horizontalAdvance(words) + 4
        left = min(max(0.0, x - width / 2), self.width() - width)
        painter.drawText(
            QRectF(left, bottom, width, self.height() - bottom), Qt.AlignmentFlag.AlignCenter, words
        )
