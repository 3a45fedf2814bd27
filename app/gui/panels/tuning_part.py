"""What every part of the tuning panel is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.widgets.value_slider import ValueSlider
from app.tuning import Tuning

REST = Tuning()
"""What everything resets to."""


class TuningPart(QWidget):
    """A share of the tuning."""

    changed = Signal(Tuning)
    """The tuning shown before, with what the person changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tuning = REST
        self.rows: dict[str, ValueSlider] = {}
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(14, 0, 2, 8)
        self.column.setSpacing(2)

    def set_tuning(self, tuning: Tuning) -> None:
        """Shows a tuning without ``changed``."""
        self._tuning = tuning
        self._show(tuning)

    def at_rest(self, tuning: Tuning) -> Tuning:
        """The tuning with this share at rest."""
        raise NotImplementedError

    def _show(self, tuning: Tuning) -> None:
        raise NotImplementedError

    def _tell(self, tuning: Tuning) -> None:
        if tuning != self._tuning:
            self.set_tuning(tuning)
            self.changed.emit(tuning)
