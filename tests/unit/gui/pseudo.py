"""A language that nobody speaks, to find words that were not translated and words that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QTabWidget,
    QWidget,
)

OPENING, CLOSING = "⟦", "⟧"
_ACCENTS = str.maketrans("aeiouycnsAEIOUYCNS", "áéíóúýçñšÁÉÍÓÚÝÇÑŠ")
_KEPT = re.compile(r"(\{\w*\}|%n|&\w|\(\*[^)]*\))")

_UNIT = re.compile(r"\d (ms|MB|GB)\b")


def pseudo(text: str) -> str:
    """Accented and 40 % longer; places for values and mnemonics stay."""
    parts = (part if _KEPT.fullmatch(part) else part.translate(_ACCENTS) for part in _KEPT.split(text))
    longer = " ~~~~~" * max(1, round(len(text) * 0.4 / 6)) if len(text) > 3 else "~"
    return OPENING + "".join(parts) + longer + CLOSING


class PseudoTranslator(QTranslator):
    """Answers for every word of the program that goes through ``tr()``; Qt's own stay as they are."""

    def isEmpty(self) -> bool:  # noqa: N802
        return False

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - Qt calls it by name
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        if context.startswith("Q"):
            return super().translate(context, sourceText, disambiguation, n)
        return pseudo(sourceText)


def texts(window: QWidget) -> Iterator[tuple[QObject, str]]:
    """Everything that is seen or read aloud, with its widget."""
    yield window, window.windowTitle()
    yield from ((action, action.text()) for action in window.findChildren(QAction))
    for widget in window.findChildren(QWidget):
        yield widget, widget.accessibleName()
        yield widget, widget.accessibleDescription()
        yield widget, widget.toolTip()
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget, widget.text()
        if isinstance(widget, QLineEdit):
            yield widget, widget.placeholderText()
        if isinstance(widget, QComboBox):
            yield from ((widget, widget.itemText(row)) for row in range(widget.count()))
        if isinstance(widget, QTabWidget):
            yield from ((widget, widget.tabText(row)) for row in range(widget.count()))
        if isinstance(widget, QListWidget):
            yield from ((widget, widget.item(row).text()) for row in range(widget.count()))


def untranslated(window: QWidget, data: set[str]) -> list[str]:
    """Texts with letters that did not go through ``tr()``.

    Args:
        window: What to look through.
        data: Texts that are no words of the program: names, paths, keys.
    """
    found = {text for _, text in texts(window) if re.search(r"[^\W\d_]{2}", _UNIT.sub("", text))}
    return sorted(text for text in found if text not in data and OPENING not in text)


def clipped(window: QWidget) -> list[str]:
    """Visible words that have less room than they need."""
    lacking = []
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton) and widget.isVisible() and widget.text():
            if isinstance(widget, QLabel) and widget.wordWrap():
                fits = widget.heightForWidth(widget.width()) <= widget.height()
            else:
                fits = widget.minimumSizeHint().width() <= widget.width()
            if not fits:
                lacking.append(widget.text())
    return lacking
