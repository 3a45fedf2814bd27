"""A button that asks before it acts, without a window over the stream."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.gui.dialogs.parts import button, words


class TwoStepButton(QWidget):
    """Pressed, it shows a question in its place with Yes and Cancel.

    Args:
        label: Of the button.
        question: What is asked.
    """

    confirmed = Signal()

    def __init__(self, label: str, question: str) -> None:
        super().__init__()
        self.button = button(label, "reset")
        self._question = words(question)
        self.yes = button(self.tr("Yes, reset"), kind="danger")
        self.no = button(self.tr("Cancel"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        layout.addWidget(self._question, 1)
        layout.addWidget(self.yes)
        layout.addWidget(self.no)
        layout.addStretch(0)
        self.button.clicked.connect(lambda: self._ask(True))
        self.no.clicked.connect(lambda: self._ask(False))
        self.yes.clicked.connect(self._confirm)
        self._show(asking=False)

    def _ask(self, asking: bool) -> None:
        self._show(asking)
        (self.no if asking else self.button).setFocus()

    def _show(self, asking: bool) -> None:
        self.button.setVisible(not asking)
        for widget in (self._question, self.yes, self.no):
            widget.setVisible(asking)

    def _confirm(self) -> None:
        self._ask(False)
        self.confirmed.emit()
