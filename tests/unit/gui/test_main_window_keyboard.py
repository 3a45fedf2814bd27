"""The main window without a mouse and without eyes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from app.gui.main_window import MainWindow
from app.gui.theme import apply_theme
from app.gui.widgets.gaze_pad import GazePad
from app.settings.model import Theme
from tests.unit.gui.furnished import furnished, settle

INTERACTIVE = (QAbstractButton, QAbstractItemView, QAbstractSlider, QComboBox, QLineEdit, GazePad)


@pytest.fixture(params=[Theme.DARK, Theme.LIGHT])
def window(request: pytest.FixtureRequest, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    with furnished(tmp_path) as window:
        apply_theme(qapp, request.param)
        window.activateWindow()
        settle()
        yield window


def interactive(window: MainWindow) -> list[QWidget]:
    """What a person can do something with, by the order of Tab; Qt's own parts of its widgets aside."""
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if isinstance(widget, INTERACTIVE) and not _is_part_of_another(widget):
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def _is_part_of_another(widget: QWidget) -> bool:
    inside = isinstance(widget.parentWidget(), (*INTERACTIVE, QComboBox))
    return inside or isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_")


def spoken(widget: QWidget) -> str:
    """What a screen reader says it is."""
    interface: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(widget)
    return "" if interface is None else interface.text(QAccessible.Text.Name)


def panel_of(window: MainWindow, widget: QWidget) -> str:
    panels = {
        "gallery": window.gallery,
        "pickers": window.pickers,
        "transport": window.transport,
        "statistics": window.statistics,
        "tuning": window.tuning,
        "banners": window.banners,
    }
    return next(name for name, panel in panels.items() if panel.isAncestorOf(widget))


def test_whatever_can_be_used_has_a_name(window: MainWindow) -> None:
    assert [type(one).__name__ for one in interactive(window) if not spoken(one)] == []


def test_no_two_things_of_a_panel_have_the_same_name(window: MainWindow) -> None:
    names = [
        (panel_of(window, one), type(one).__name__, spoken(one))
        for one in interactive(window)
        if not window.banners.isAncestorOf(one)
    ]
    assert sorted(names) == sorted(set(names))


def test_whatever_can_be_used_is_reached_by_tab(window: MainWindow) -> None:
    assert [
        spoken(one) for one in interactive(window) if not one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ] == []


def test_tab_goes_where_the_eye_goes(window: MainWindow) -> None:
    window.gallery.view.setFocus()
    seen: list[QWidget] = []
    while (here := QApplication.focusWidget()) is not None and here not in seen:
        seen.append(here)
        QTest.keyClick(here, Qt.Key.Key_Tab)
    panels = [name for name, _ in groupby(panel_of(window, one) for one in seen)]
    assert panels == ["gallery", "pickers", "transport", "statistics", "tuning", "banners"]
    waiting = [one for one in interactive(window) if one.isVisible() and one.isEnabled() and one not in seen]
    # Of radio buttons Tab stops at the one that is chosen; arrows go on.
    assert [spoken(one) for one in waiting] == [window.tuning.motion.absolute.text()]


def test_one_sees_what_has_the_keyboard(window: MainWindow) -> None:
    unseen = []
    for one in interactive(window):
        if not (one.isVisible() and one.isEnabled()):
            continue
        _focus(window.tuning.reset_button if one is window.gallery.view else window.gallery.view)
        before = _picture(one)
        _focus(one)
        if isinstance(one, QLineEdit):
            one.deselect()
        if _picture(one) == before:
            unseen.append(spoken(one))
    assert unseen == []


def _focus(widget: QWidget) -> None:
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()
