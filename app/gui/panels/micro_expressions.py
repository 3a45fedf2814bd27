"""The switch that lifts small movements, with how much."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.gui.widgets.value_slider import ValueSlider
from app.tuning import MOST_STRENGTH

_PERCENT = 100
_USUAL = 1.0
_LEAST = 0.05
"""The slider never switches off by itself; the switch does."""


class MicroExpressions(QWidget):
    """On or off, and an amount that is remembered while it is off."""

    chosen = Signal(float)
    """The amount, 0 for off; chosen by the person."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._amount = _USUAL
        self.switch = QCheckBox(self.tr("Micro-expressions"))
        self.switch.setToolTip(
            self.tr("Small movements of your face are shown larger; large ones stay as they are")
        )
        self.amount = ValueSlider(
            self.tr("Amount"),
            _LEAST * _PERCENT,
            MOST_STRENGTH * _PERCENT,
            _USUAL * _PERCENT,
            decimals=0,
            unit=" %",
        )
        self.amount.set_spoken_name(self.tr("Amount of micro-expressions"))
        self.switch.clicked.connect(lambda on: self._choose(self._amount if on else 0.0))
        self.amount.value_changed.connect(lambda percent: self._choose(percent / _PERCENT))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        column.addWidget(self.switch)
        column.addWidget(self.amount)
        self.show_amount(0.0)

    def show_amount(self, amount: float) -> None:
        """Shows an amount without ``chosen``; 0 is off, and keeps the amount if the switch did that."""
        on = amount > 0
        if on or self.switch.isChecked():
            self._amount = amount or _USUAL
        self.switch.setChecked(on)
        self.amount.setEnabled(on)
        self.amount.set_value(_PERCENT * self._amount)

    def _choose(self, amount: float) -> None:
        self.show_amount(amount)
        self.chosen.emit(amount)
