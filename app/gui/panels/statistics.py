"""All figures of the running stream."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.gui.theme import icon
from app.gui.views import StatisticsView
from app.gui.widgets.figure_tile import FigureTile
from app.gui.widgets.stage_bars import StageBars

_NONE = "\N{EM DASH}"
_WIDE = 620
"""From this width on the parts lie side by side, logical pixels."""
_TALLEST = 340
"""What does not fit into this height scrolls: the preview matters more."""


class StatisticsPanel(QWidget):
    """Four figures that matter, the stages as bars, and the rest in rows."""

    reset_asked = Signal()
    """Start counting again from now."""
    copy_asked = Signal()
    """Put the diagnostics on the clipboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fps = FigureTile(self.tr("Output"))
        self.frame = FigureTile(self.tr("Work per frame"))
        self.latency = FigureTile(self.tr("Latency"))
        self.drops = FigureTile(self.tr("Dropped"))
        self.stages = StageBars()
        self.rows = {words: QLabel(_NONE) for words in self._row_words()}
        self.waiting = QLabel(self.tr("Figures appear here while the stream is live."))
        self.waiting.setProperty("role", "muted")
        self.waiting.setWordWrap(True)
        self.reset_button = QPushButton(icon("reset"), self.tr("Reset"))
        self.reset_button.setToolTip(self.tr("Start counting again from now"))
        self.copy_button = QPushButton(icon("copy"), self.tr("Copy diagnostics"))
        self.copy_button.setToolTip(self.tr("Figures and versions, for a bug report; no pictures, no names"))
        self.reset_button.clicked.connect(self.reset_asked)
        self.copy_button.clicked.connect(self.copy_asked)
        self._arrange()
        self.show_statistics(None)

    def show_statistics(self, view: StatisticsView | None) -> None:
        """Shows the figures of the moment, None before the first frame."""
        self.waiting.setVisible(view is None)
        self.reset_button.setEnabled(view is not None)
        if view is None:
            for tile in (self.fps, self.frame, self.latency, self.drops):
                tile.show_figure(_NONE)
            self.stages.set_stages((), 0.0)
            for label in self.rows.values():
                label.setText(_NONE)
            return
        self._show_tiles(view)
        self.stages.set_stages(view.stages, _budget_ms(view))
        for label, words in zip(self.rows.values(), self._row_values(view), strict=True):
            label.setText(words)

    def _show_tiles(self, view: StatisticsView) -> None:
        self.fps.show_figure(
            self.tr("{n} fps").format(n=f"{view.fps.value:.1f}"),
            self.tr("target {target}, {new} new").format(
                target=f"{view.target_fps:g}", new=f"{view.new_fps:.1f}"
            ),
            view.fps.health,
        )
        self.frame.show_figure(
            f"{view.frame_ms.value:.1f} ms",
            self.tr("budget {ms} ms").format(ms=f"{_budget_ms(view):.1f}"),
            view.frame_ms.health,
        )
        self.latency.show_figure(
            f"{view.latency_ms:.0f} ms",
            self.tr("95 % within {ms} ms").format(ms=f"{view.latency_p95_ms:.0f}"),
        )
        self.drops.show_figure(
            f"{view.dropped_percent.value:.1f} %",
            self.tr("{n} frames lost").format(n=view.dropped),
            view.dropped_percent.health,
        )

    def _row_words(self) -> tuple[str, ...]:
        return (
            self.tr("Frames sent"),
            self.tr("Gaps in the output"),
            self.tr("Face lost"),
            self.tr("Processor (of one core)"),
            self.tr("Memory"),
            self.tr("GPU"),
            self.tr("GPU memory"),
        )

    def _row_values(self, view: StatisticsView) -> tuple[str, ...]:
        no_gpu = self.tr("not in use")
        return (
            f"{view.frames_out:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
            str(view.gaps),
            str(view.faces_lost),
            f"{view.cpu_percent:.0f} %",
            f"{view.memory_mb:.0f} MB",
            no_gpu if view.gpu_percent is None else f"{view.gpu_percent:.0f} %",
            no_gpu if view.gpu_memory_mb is None else f"{view.gpu_memory_mb:.0f} MB",
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All of it, unless it is too tall."""
        whole = self._inner.minimumSizeHint()
        return QSize(whole.width(), min(whole.height(), _TALLEST))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The same."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Lays the parts side by side where there is room."""
        super().resizeEvent(event)
        self._set_wide(event.size().width() >= _WIDE)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Asks for other room when the content does: a scroll area does not pass that on."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        self._tiles = QGridLayout()
        self._tiles.setSpacing(8)
        heading = QLabel(self.tr("Stages"))
        heading.setProperty("role", "heading")
        stages = QVBoxLayout()
        stages.addWidget(heading)
        stages.addWidget(self.stages)
        stages.addStretch()
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._body.setSpacing(16)
        self._body.addLayout(stages, 3)
        self._body.addLayout(self._rows_and_buttons(), 2)
        self._inner = QWidget()
        self._inner.installEventFilter(self)
        column = QVBoxLayout(self._inner)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addWidget(self.waiting)
        column.addLayout(self._tiles)
        column.addLayout(self._body)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scrolled(self._inner))
        self._wide = True
        self._set_wide(False)

    def _scrolled(self, inner: QWidget) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its buttons scroll it to them
        scroll.setWidget(inner)
        inner.setAutoFillBackground(False)
        scroll.viewport().setAutoFillBackground(False)
        return scroll

    def _rows_and_buttons(self) -> QVBoxLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        for words, label in self.rows.items():
            name = QLabel(words)
            name.setProperty("role", "muted")
            form.addRow(name, label)
        buttons = QHBoxLayout()
        buttons.addWidget(self.reset_button)
        buttons.addWidget(self.copy_button)
        buttons.addStretch()
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(form)
        column.addLayout(buttons)
        return column

    def _set_wide(self, wide: bool) -> None:
        if wide is self._wide:
            return
        self._wide = wide
        columns = 4 if wide else 2
        for place, tile in enumerate((self.fps, self.frame, self.latency, self.drops)):
            self._tiles.addWidget(tile, place // columns, place % columns)
        direction = QBoxLayout.Direction
        self._body.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self.updateGeometry()


def _budget_ms(view: StatisticsView) -> float:
    return 1000 / view.target_fps if view.target_fps > 0 else 0.0
