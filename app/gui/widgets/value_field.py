"""A number that can be typed."""
# ruff: noqa: D102, N802 - overrides of Qt, by its names

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

MINUS = "\N{MINUS SIGN}"
"""As wide as a digit, so that columns line up."""


class ValueField(QLineEdit):
    """Shows a number; Enter or leaving it commits what was typed, Escape or nonsense restores it.

    Args:
        minimum: Numbers typed below it become it.
        maximum: The same above.
        decimals: Digits after the point.
        unit: Behind the number, e.g. ``%``.
        parent: Owner.
    """

    typed = Signal(float)
    """A new number was committed."""

    def __init__(
        self, minimum: float, maximum: float, decimals: int, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum = minimum, maximum
        self._decimals, self._unit = decimals, unit
        self._value = minimum
        self.setProperty("kind", "cell")
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.editingFinished.connect(self._commit)
        self.show_value(minimum)

    def sizeHint(self) -> QSize:
        widest = max((self._text(self._minimum), self._text(self._maximum)), key=len)
        width = self.fontMetrics().horizontalAdvance(widest) + 18
        return QSize(width, max(26, self.fontMetrics().height() + 8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @property
    def limits(self) -> tuple[str, str]:
        """The least and the most, as they are shown."""
        return self._text(self._minimum), self._text(self._maximum)

    def show_value(self, value: float) -> None:
        """Shows a number without ``typed``."""
        self._value = value
        self.setText(self._text(value))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text() != self._text(self._value):
            self.show_value(self._value)
            self.selectAll()
            return
        super().keyPressEvent(event)

    def _text(self, value: float) -> str:
        shown = f"{value:.{self._decimals}f}"
        if float(shown) == 0:
            shown = shown.lstrip("-")
        return f"{shown.replace('-', MINUS)}{self._unit}"

    def _commit(self) -> None:
        number = parse_number(self.text(), self._unit)
        before = self._value
        if number is not None and self.text() != self._text(before):
            self._value = min(self._maximum, max(self._minimum, number))
        self.setText(self._text(self._value))
        if self._value != before:
            self.typed.emit(self._value)


def parse_number(text: str, unit: str = "") -> float | None:
    """What a person typed as a number, None if it is none: takes a decimal comma, any minus, the unit."""
    plain = text.strip().removesuffix(unit).strip().replace(MINUS, "-").replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
