"""Every word of the main window in every language, and room for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QMenu, QWidget

from app.gui.dialogs.about import AboutDialog
from app.gui.dialogs.confirm import confirm_close_live, confirm_delete_preset
from app.gui.dialogs.consent import ConsentDialog
from app.gui.dialogs.download import DownloadDialog
from app.gui.dialogs.hotkeys import HotkeyDialog
from app.gui.dialogs.output_help import OutputHelpDialog
from app.gui.dialogs.preferences import PreferencesDialog
from app.gui.dialogs.presets import PresetNameDialog
from app.gui.dialogs.safe_mode import SafeModeDialog
from app.gui.hotkeys import keys_text
from app.gui.theme import apply_theme
from app.gui.translation import LANGUAGES, install_translations
from app.gui.views import StreamView
from app.paths import APP_NAME
from app.settings.hotkeys import DEFAULT_HOTKEYS
from app.settings.model import AppSettings, Theme
from tests.unit.gui.furnished import DATA, fill, furnished, settle
from tests.unit.gui.pseudo import PseudoTranslator, clipped, untranslated
from tests.unit.gui.test_translation import HERE

PSEUDO = "pseudo"
SPOKEN = [language for language, _ in LANGUAGES]
OURS = DATA | {APP_NAME, "pytest-qt-qapp", *(keys_text(keys) for keys in DEFAULT_HOTKEYS.values())}


@pytest.fixture(params=[*SPOKEN, PSEUDO])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    chosen = str(request.param)
    translator = PseudoTranslator()
    install_translations(qapp, "en" if chosen == PSEUDO else chosen)
    if chosen == PSEUDO:
        qapp.installTranslator(translator)
    apply_theme(qapp, Theme.DARK)
    yield chosen
    qapp.removeTranslator(translator)
    install_translations(qapp, "en")


def cut_off(window: QWidget) -> list[str]:
    """Visible widgets that have less room than they need, or reach out of the window."""
    return [
        f"{type(one).__name__} {one.objectName() or one.accessibleName()!r} {one.size().toTuple()}"
        for one in window.findChildren(QWidget)
        if one.isVisible() and not _scrolls(one, window) and _lacks_room(one, window)
    ]


def _scrolls(one: QWidget, window: QWidget) -> bool:
    parent: QWidget | None = one.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def _lacks_room(one: QWidget, window: QWidget) -> bool:
    if isinstance(one.parentWidget(), QLineEdit):
        return False  # its own button, which Qt lays out
    least = one.minimumSizeHint()
    layout = one.layout()
    if layout is not None and layout.hasHeightForWidth():
        tall = layout.minimumHeightForWidth(one.width())
    else:
        tall = one.heightForWidth(one.width()) if one.hasHeightForWidth() else least.height()
    lacks = one.width() < min(least.width(), one.maximumWidth())
    place = QRect(one.mapTo(window, one.rect().topLeft()), one.size())
    return lacks or one.height() < min(tall, one.maximumHeight()) or not window.rect().contains(place)


@pytest.mark.parametrize("language", [PSEUDO], indirect=True)
@pytest.mark.usefixtures("language")
def test_every_word_of_the_window_is_translated(tmp_path: Path) -> None:
    with furnished(tmp_path) as window:
        assert untranslated(window, OURS) == []
        fill(window, StreamView())
        assert untranslated(window, OURS) == []


@pytest.mark.parametrize("statistics", [False, True])
def test_everything_has_room(language: str, statistics: bool, tmp_path: Path) -> None:
    with furnished(tmp_path, statistics=statistics) as window:
        assert window.size().toTuple() == (1280, 800), language
        assert (clipped(window), cut_off(window)) == ([], [])
        assert window.preview.hud.items
        window.resize(1, 1)
        settle()
        assert window.height() <= 660
        assert (clipped(window), cut_off(window)) == ([], [])


@pytest.mark.usefixtures("language")
def test_menus_give_each_letter_to_one_entry(tmp_path: Path) -> None:
    with furnished(tmp_path) as window:
        for menu in (*window.menuBar().findChildren(QMenu), window.tray.menu):
            letters = [
                text.split("\t")[0].split("&")[1][0].lower()
                for text in (action.text() for action in menu.actions())
                if "&" in text
            ]
            assert len(letters) == len(set(letters)), menu.title()


DIALOGS: dict[str, Callable[[], QWidget]] = {
    "about": lambda: AboutDialog("1.0"),
    "close": lambda: confirm_close_live(recording=True),
    "consent": ConsentDialog,
    "delete": lambda: confirm_delete_preset("A preset"),
    "download": DownloadDialog,
    "hotkeys": lambda: HotkeyDialog(DEFAULT_HOTKEYS),
    "output": OutputHelpDialog,
    "preferences": lambda: PreferencesDialog(AppSettings(), HERE),
    "preset": lambda: PresetNameDialog((), "a/b"),
    "preset, renamed": lambda: PresetNameDialog((), "A", renaming=True),
    "safe mode": SafeModeDialog,
}


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("name", DIALOGS)
def test_everything_in_a_dialog_has_room(name: str) -> None:
    dialog = DIALOGS[name]()
    dialog.show()
    settle()
    try:
        assert (clipped(dialog), cut_off(dialog)) == ([], [])
    finally:
        dialog.close()
        dialog.deleteLater()
        settle()
