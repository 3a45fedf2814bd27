from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.gui.dialogs.about import AboutDialog
from app.gui.dialogs.consent import ConsentDialog
from app.licences import Kind, Licensed

ROWS = (
    Licensed(Kind.PROGRAM, "LivePortrait Cam", "MIT", "1.0"),
    Licensed(Kind.LIBRARY, "numpy", "BSD-3-Clause", "1.26", source="https://numpy.org"),
    Licensed(Kind.MODEL, "warping_module.pth", "MIT", author="Kling team", source="file:///etc/passwd"),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> AboutDialog:
    dialog = AboutDialog("1.0")
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_it_opens_before_the_licences_are_read(dialog: AboutDialog) -> None:
    assert dialog.waiting.isVisible()
    dialog.show_licences(ROWS)
    assert not dialog.waiting.isVisible()
    assert dialog.licences.view.model().rowCount() == 3


@pytest.mark.parametrize(("words", "found"), [("KLING", 1), ("mit", 2), ("", 3), ("nothing", 0)])
def test_every_column_is_searched(dialog: AboutDialog, words: str, found: int) -> None:
    dialog.show_licences(ROWS)
    dialog.licences.search.setText(words)
    assert dialog.licences.view.model().rowCount() == found


def test_only_web_pages_are_opened(dialog: AboutDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(QUrl(url).toString()))
    dialog.show_licences(ROWS)
    view = dialog.licences.view
    for row in range(3):
        view.activated.emit(view.model().index(row, 1))
    assert opened == ["https://numpy.org"]


def test_diagnostics_are_copied_once_they_are_there(dialog: AboutDialog) -> None:
    assert not dialog.diagnostics.isEnabled()
    dialog.show_diagnostics("all is well")
    dialog.diagnostics.click()
    assert QGuiApplication.clipboard().text() == "all is well"


def test_the_folder_of_licences_is_asked_for(dialog: AboutDialog, qtbot: QtBot) -> None:
    [button] = [one for one in dialog.findChildren(QPushButton) if "Folder" in one.text()]
    with qtbot.waitSignal(dialog.licence_folder_asked):
        button.click()


def test_consent_must_be_given_to_start(qtbot: QtBot) -> None:
    dialog = ConsentDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.assertNotEmitted(dialog.accepted):
        dialog.accept()
    assert not dialog.start_button.isEnabled()
    dialog.panel.box.click()
    with qtbot.waitSignal(dialog.accepted):
        dialog.start_button.click()
