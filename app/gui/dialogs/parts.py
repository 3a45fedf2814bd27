"""Small parts that dialogs and wizard pages are put together from."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.gui.theme import Tone, icon
from app.gui.widgets.icon_label import IconLabel

_ICON_SIDE = 18
_SAID_MS = 2000
_COLUMNS = 56  # of a command box at its usual width


def words(text: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """A label whose text wraps and can be selected with the mouse, in one of the sheet's roles."""
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label


def button(text: str, icon_name: str = "", kind: str = "", tone: Tone = Tone.TEXT) -> QPushButton:
    """A push button with an icon of the theme, in one of the sheet's kinds. Never the default button."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if icon_name:
        made.setIcon(icon(icon_name, tone))
    if kind:
        made.setProperty("kind", kind)
    return made


def dress(widget: QWidget, kind: str) -> None:
    """Gives a widget another of the sheet's kinds, also when it has been shown already."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def row(*widgets: QWidget, stretch_first: bool = False) -> QHBoxLayout:
    """Widgets side by side, the room that is left over behind them (or within the first)."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    for place, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if stretch_first and place == 0 else 0)
    if not stretch_first:
        layout.addStretch(1)
    return layout


def clearable(line: QLineEdit, name: str) -> None:
    """Gives a line of text a button that empties it, in the look of the others.

    Args:
        line: What can be emptied.
        name: What the button does, read aloud.
    """
    line.setClearButtonEnabled(True)
    for clear in line.findChildren(QToolButton):
        clear.defaultAction().setIcon(icon("close", Tone.MUTED))
        clear.setAccessibleName(name)


class Remark(QWidget):
    """A sign and words beside it: good, bad, a warning, a piece of advice. Hidden while empty."""

    def __init__(self, text: str = "", icon_name: str = "info", tone: Tone = Tone.MUTED) -> None:
        super().__init__()
        self._sign = IconLabel(_ICON_SIDE)
        self._words = words("")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        self.say(text, icon_name, tone)

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def say(self, text: str, icon_name: str = "info", tone: Tone = Tone.MUTED) -> None:
        """Changes words and sign; empty words hide the remark."""
        self._sign.show_icon(icon_name, tone)
        self._words.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class Card(QFrame):
    """A surface with a border that holds things belonging together."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 12, 14, 12)
        self.body.setSpacing(10)


class CopyButton(QPushButton):
    """Puts a text on the clipboard and says so for two seconds."""

    def __init__(self, label: str, text: str = "") -> None:
        super().__init__(icon("copy"), label)
        self.setAutoDefault(False)
        self._label = label
        self.text_to_copy = text
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAID_MS)
        self._timer.timeout.connect(self._rest)
        self.clicked.connect(self.copy)

    def copy(self) -> None:
        """Copies, and says that it did."""
        QGuiApplication.clipboard().setText(self.text_to_copy)
        self.setIcon(icon("check", Tone.GOOD))
        self.setText(self.tr("Copied"))
        self._timer.start()

    def _rest(self) -> None:
        self.setIcon(icon("copy"))
        self.setText(self._label)


class CommandBox(QWidget):
    """Lines to be typed elsewhere, with a button that copies them."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._box = QPlainTextEdit()
        self._box.setReadOnly(True)
        self._box.setTabChangesFocus(True)
        self._box.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self._box.setAccessibleName(name)
        font = self._box.font()
        font.setFamilies(["monospace", "Menlo", "Consolas"])
        font.setStyleHint(font.StyleHint.Monospace)
        self._box.setFont(font)
        self._copy = CopyButton(self.tr("Copy"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._box, 1)
        layout.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        """The lines."""
        return self._box.toPlainText()

    def show_lines(self, text: str) -> None:
        """Shows these lines, or nothing at all for no lines. Does not disturb a selection for the same."""
        if text != self._box.toPlainText():
            self._box.setPlainText(text)
            lines = sum(1 + len(line) // _COLUMNS for line in text.split("\n"))
            self._box.setFixedHeight(min(lines, 7) * self._box.fontMetrics().lineSpacing() + 24)
        self._copy.text_to_copy = text
        self.setVisible(bool(text))


class PathField(QLineEdit):
    """A folder, to be read and copied; its end is what one sees when it is too long."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAccessibleName(name)

    def show_path(self, path: str) -> None:
        """Shows a path; all of it is in the tool tip."""
        self.setText(path)
        self.setToolTip(path)
        self.setCursorPosition(len(path))
