from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

import app.gui
from app.gui.dialogs.about import AboutDialog
from app.gui.dialogs.confirm import confirm_close_live, confirm_delete_preset
from app.gui.dialogs.consent import ConsentDialog
from app.gui.dialogs.download import DownloadDialog
from app.gui.dialogs.hotkeys import HotkeyDialog
from app.gui.dialogs.output_help import OutputHelpDialog
from app.gui.dialogs.preference_page import Surroundings
from app.gui.dialogs.preferences import PreferencesDialog
from app.gui.dialogs.presets import PresetNameDialog
from app.gui.dialogs.safe_mode import SafeModeDialog
from app.gui.hotkeys import keys_text
from app.gui.theme import apply_theme
from app.gui.translation import LANGUAGES, TRANSLATION_FOLDER, _of_system, install_translations
from app.gui.wizard.guide import Guide
from app.paths import APP_NAME
from app.settings.hotkeys import DEFAULT_HOTKEYS, Action
from app.settings.model import AppSettings, Theme
from tests.unit.gui.pseudo import PseudoTranslator, clipped, pseudo, untranslated
from tests.unit.gui.wizard.fake_services import DEMO, GENTLEMAN, LADY, WEBCAM, FakeServices

GUI = Path(app.gui.__file__ or ".").parent
TOOLS = Path(sys.executable).parent
OURS = [language for language, _ in LANGUAGES if language != "en"]

HERE = Surroundings(Path("/recordings"), Path("/snapshots"), Path("/weights"), Path("/logs"))
DATA = {
    *(str(path) for path in (HERE.recordings, HERE.snapshots, HERE.weights, HERE.logs)),
    *(name for _, name in LANGUAGES),
    *(keys_text(keys) for keys in DEFAULT_HOTKEYS.values()),
    *(one.name for one in (WEBCAM, DEMO, LADY, GENTLEMAN)),
    FakeServices().output.problem,
    FakeServices().output.fix,
    f"{APP_NAME} 1.0",
    APP_NAME,
    "A",
    "pytest-qt-qapp",  # the application's name here
}


@pytest.fixture
def pseudo_language(qapp: QApplication) -> Iterator[None]:
    translator = PseudoTranslator()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


def conflicting_hotkeys() -> QWidget:
    dialog = HotkeyDialog(DEFAULT_HOTKEYS)
    dialog.record(Action.RECORD, "F12")
    return dialog


def preferences(tab: int) -> QWidget:
    dialog = PreferencesDialog(AppSettings(), HERE)
    [tabs] = dialog.findChildren(QTabWidget)
    tabs.setCurrentIndex(tab)
    return dialog


WINDOWS: dict[str, Callable[[], QWidget]] = {
    "hotkeys": conflicting_hotkeys,
    **{f"preferences {tab}": lambda tab=tab: preferences(tab) for tab in range(4)},  # type: ignore[misc]
    "about": lambda: AboutDialog("1.0"),
    "consent": ConsentDialog,
    "download": DownloadDialog,
    "output": OutputHelpDialog,
    "preset": lambda: PresetNameDialog((), "a/b"),
    "preset, renamed": lambda: PresetNameDialog((), "A", renaming=True),
    "safe mode": SafeModeDialog,
    "delete": lambda: confirm_delete_preset("x"),
    "close": lambda: confirm_close_live(recording=True),
}


def check(window: QWidget, qapp: QApplication) -> None:
    apply_theme(qapp, Theme.DARK)
    window.show()
    qapp.processEvents()
    assert untranslated(window, DATA) == []
    assert clipped(window) == []


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("name", WINDOWS)
def test_dialogs_are_translated_and_longer_words_fit(name: str, qtbot: QtBot, qapp: QApplication) -> None:
    window = WINDOWS[name]()
    qtbot.addWidget(window)
    check(window, qapp)


@pytest.mark.usefixtures("pseudo_language")
@pytest.mark.parametrize("page", range(6))
def test_the_guide_is_translated_and_longer_words_fit(
    page: int, qtbot: QtBot, qapp: QApplication, services: FakeServices
) -> None:
    guide = Guide(services)
    qtbot.addWidget(guide)
    guide.show()
    for _ in range(page):
        guide.skip()
    check(guide, qapp)


def test_a_word_that_was_not_translated_is_found(qtbot: QtBot) -> None:
    dialog = ConsentDialog()
    qtbot.addWidget(dialog)
    assert "Start" in untranslated(dialog, set())


def test_places_for_values_and_mnemonics_survive_the_pseudo_language() -> None:
    assert pseudo("&Open {name}").startswith("⟦&Opéñ {name}")


def messages(ts: Path) -> dict[tuple[str, str], ET.Element]:
    root = ET.parse(ts).getroot()  # noqa: S314 - our own file
    return {
        (context.findtext("name") or "", message.findtext("source") or ""): message
        for context in root.iter("context")
        for message in context.iter("message")
    }


@pytest.mark.parametrize("language", OURS)
def test_every_string_is_translated(language: str, tmp_path: Path) -> None:
    ours = messages(TRANSLATION_FOLDER / f"liveportrait_cam_{language}.ts")
    fresh = tmp_path / "fresh.ts"
    files = sorted(str(file) for file in GUI.rglob("*.py"))
    tool = TOOLS / "pyside6-lupdate"
    subprocess.run([tool, "-silent", "-locations", "none", *files, "-ts", fresh], check=True)  # noqa: S603
    unfinished = [
        key
        for key in messages(fresh)
        if key not in ours or (ours[key].find("translation") or ET.Element("x")).get("type") is not None
    ]
    assert unfinished == [], "run `make translations` and translate what is new"


@pytest.mark.parametrize("language", OURS)
def test_translations_keep_places_for_values_and_mnemonics(language: str) -> None:
    for (_, source), message in messages(TRANSLATION_FOLDER / f"liveportrait_cam_{language}.ts").items():
        said = message.findtext("translation") or ""
        assert said, source
        assert places(said) == places(source), source
        assert ("&" in said) == ("&" in source), source


def places(text: str) -> list[str]:
    return sorted(part.split("}")[0] for part in text.split("{")[1:])


@pytest.mark.parametrize("language", OURS)
def test_the_compiled_file_is_that_of_the_source(language: str, tmp_path: Path) -> None:
    name = f"liveportrait_cam_{language}"
    fresh = tmp_path / f"{name}.qm"
    tool = TOOLS / "pyside6-lrelease"
    subprocess.run(  # noqa: S603
        [tool, "-silent", TRANSLATION_FOLDER / f"{name}.ts", "-qm", fresh], check=True
    )
    assert fresh.read_bytes() == (TRANSLATION_FOLDER / f"{name}.qm").read_bytes(), "run `make translations`"


@pytest.fixture
def restored(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    install_translations(qapp, "en")


def test_a_language_is_put_on_and_taken_off(restored: QApplication) -> None:
    assert install_translations(restored, "zh_CN") == "zh_CN"
    assert QCoreApplication.translate("Guide", "&Next") == "下一步(&N)"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert len(restored.findChildren(QTranslator)) == 2
    assert install_translations(restored, "en") == "en"
    assert QCoreApplication.translate("Guide", "&Next") == "&Next"


def test_chinese_brings_its_fonts_and_english_takes_them_away(restored: QApplication) -> None:
    before = restored.font().families()
    install_translations(restored, "zh_CN")
    assert restored.font().families()[: len(before)] == before
    assert "Noto Sans CJK SC" in restored.font().families()
    install_translations(restored, "en")
    assert restored.font().families() == before


def test_a_language_we_have_not_is_the_systems_or_english(restored: QApplication) -> None:
    assert install_translations(restored, "tlh") in {"en", "zh_CN"}


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (["zh-Hans-CN", "en"], "zh_CN"),
        (["zh_CN"], "zh_CN"),
        (["zh-Hant-TW", "en-US"], "en"),
        (["de-DE", "zh-CN"], "zh_CN"),
        (["de-DE"], "en"),
        (["en-GB", "zh-CN"], "en"),
        ([], "en"),
    ],
)
def test_the_systems_languages_are_asked_in_order(wanted: list[str], chosen: str) -> None:
    assert _of_system(wanted) == chosen
