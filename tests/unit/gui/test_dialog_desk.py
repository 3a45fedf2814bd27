from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog

from app.gui.dialog_desk import program_version
from app.gui.dialogs.about import AboutDialog
from app.gui.dialogs.confirm import ConfirmDialog
from app.gui.dialogs.consent import ConsentDialog
from app.gui.dialogs.download import DownloadDialog
from app.gui.dialogs.hotkeys import HotkeyDialog
from app.gui.dialogs.output_help import OutputHelpDialog
from app.gui.dialogs.preferences import PreferencesDialog
from app.gui.dialogs.presets import PresetNameDialog
from app.gui.wizard.guide import Guide
from app.settings.hotkeys import Action
from app.settings.model import AppSettings, InterfaceSettings, WindowSettings
from app.tuning import Tuning
from tests.unit.gui.conftest import SitDown
from tests.unit.gui.desk import READY, Desk

CALM = Tuning(smoothing=0.9)

STANDING: dict[type[QDialog], str] = {
    Guide: "open_guide",
    OutputHelpDialog: "open_output_help",
    DownloadDialog: "open_download",
    PreferencesDialog: "open_preferences",
    HotkeyDialog: "open_hotkeys",
    AboutDialog: "open_about",
}
"""Those that may stay open beside a live stream."""


def open_one(desk: Desk, kind: type[QDialog]) -> QDialog:
    getattr(desk.window.desk, STANDING[kind])()
    [dialog] = desk.dialogs(kind)
    return dialog


@pytest.mark.parametrize("kind", STANDING, ids=lambda kind: kind.__name__)
def test_it_opens_at_once_once_and_beside_the_stream(desk: Desk, kind: type[QDialog]) -> None:
    desk.go_live()
    dialog = open_one(desk, kind)
    assert open_one(desk, kind) is dialog, "a second wish brings the first one to the front"
    assert not dialog.isModal()
    desk.settle()
    dialog.close()
    desk.settle()
    assert desk.dialogs() == []
    assert open_one(desk, kind) is not dialog


@pytest.mark.parametrize("kind", STANDING, ids=lambda kind: kind.__name__)
def test_a_closed_one_is_told_nothing_any_more(desk: Desk, kind: type[QDialog]) -> None:
    open_one(desk, kind).close()
    desk.settle()
    controller = desk.controller
    controller.tune(CALM)
    desk.backstage.devices.plug(["front"])
    controller.gallery.add_files([Path("carl.png")])
    controller.weights.changed.emit(controller.weights.view)
    controller.check_virtual_camera()
    controller.collect_diagnostics()
    desk.settle()  # a receiver that is gone would raise here
    assert desk.dialogs() == []


def test_an_answer_may_come_after_its_dialog_was_closed(desk: Desk) -> None:
    for kind in (AboutDialog, OutputHelpDialog, DownloadDialog):
        open_one(desk, kind).close()
    desk.settle()
    assert desk.dialogs() == []


# Consent.


def test_agreeing_starts_and_is_asked_once(sit_down: SitDown) -> None:
    desk = sit_down(replace(READY, consent_given=False))
    for _ in range(3):
        desk.controller.do(Action.START_STOP)
    [question] = desk.dialogs(ConsentDialog)
    assert desk.backstage.studio.told == []
    assert isinstance(question, ConsentDialog)
    question.panel.box.setChecked(True)
    question.accept()
    desk.settle()
    assert desk.backstage.studio.told == ["start"]
    assert desk.settings.consent_given


def test_not_agreeing_starts_nothing_and_is_asked_again(sit_down: SitDown) -> None:
    desk = sit_down(replace(READY, consent_given=False))
    desk.controller.start()
    desk.dialogs(ConsentDialog)[0].reject()
    desk.settle()
    assert desk.backstage.studio.told == []
    assert not desk.settings.consent_given
    desk.controller.start()
    assert len(desk.dialogs(ConsentDialog)) == 1


# Settings.


def test_preferences_and_window_follow_each_other(desk: Desk) -> None:
    dialog = open_one(desk, PreferencesDialog)
    assert isinstance(dialog, PreferencesDialog)
    desk.controller.do(Action.SHOW_LANDMARKS)
    wanted = replace(desk.settings, interface=replace(desk.settings.interface, show_statistics=True))
    dialog.settings_changed.emit(wanted)
    assert desk.window.statistics.isVisible()
    assert desk.settings.interface.show_landmarks


def test_restoring_defaults_keeps_what_was_agreed_to_and_where_things_stand(sit_down: SitDown) -> None:
    place = WindowSettings(splitter=b"x")
    interface = InterfaceSettings(show_statistics=True)
    desk = sit_down(replace(READY, tuning=CALM, preset="Quiet", window=place, interface=interface))
    dialog = open_one(desk, PreferencesDialog)
    assert isinstance(dialog, PreferencesDialog)
    dialog.reset_asked.emit()
    desk.settle()
    kept = AppSettings(window=place, first_run_done=True, consent_given=True)
    assert desk.settings == kept
    assert not desk.window.statistics.isVisible()


def test_other_hotkeys_are_bound_at_once(desk: Desk) -> None:
    dialog = open_one(desk, HotkeyDialog)
    assert isinstance(dialog, HotkeyDialog)
    keys = desk.settings.hotkeys.bound(Action.FREEZE, "Ctrl+J")
    dialog.hotkeys_changed.emit(keys)
    assert desk.window.hotkeys.hotkeys == keys == desk.settings.hotkeys


# Presets.


def answer(desk: Desk, kind: type[QDialog], give: Callable[[QDialog], None]) -> None:
    [dialog] = desk.dialogs(kind)
    assert dialog.isModal()
    give(dialog)
    desk.settle()


def named(name: str) -> Callable[[QDialog], None]:
    def give(dialog: QDialog) -> None:
        assert isinstance(dialog, PresetNameDialog)
        dialog.field.setText(name)
        dialog.save_button.click()

    return give


def test_a_preset_is_saved_renamed_and_deleted_through_its_dialogs(desk: Desk) -> None:
    shelf = desk.window.desk
    desk.controller.tune(CALM)
    shelf.save_preset()
    answer(desk, PresetNameDialog, named("Quiet"))
    assert desk.settings.preset == "Quiet"
    shelf.rename_preset("Quiet")
    answer(desk, PresetNameDialog, named("Evening"))
    assert desk.settings.preset == "Evening"
    shelf.delete_preset("Evening")
    answer(desk, ConfirmDialog, QDialog.reject)
    assert desk.controller.presets.named("Evening") is not None
    shelf.delete_preset("Evening")
    answer(desk, ConfirmDialog, QDialog.accept)
    assert desk.controller.presets.named("Evening") is None
    assert desk.settings.preset == ""
    assert desk.settings.tuning == CALM


def test_files_are_chosen_without_stopping_anything(desk: Desk) -> None:
    shelf = desk.window.desk
    for ask in (shelf.import_preset, lambda: shelf.export_preset("Calm"), shelf.choose_video):
        ask()
        [dialog] = desk.dialogs(QFileDialog)
        dialog.reject()
        desk.settle()
    assert desk.dialogs() == []


def test_a_video_becomes_the_camera_under_its_name(desk: Desk) -> None:
    desk.window.desk.choose_video()
    [dialog] = desk.dialogs(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit("/home/me/a clip.mp4")
    desk.settle()
    assert desk.settings.stream.camera_id == "/home/me/a clip.mp4"
    assert desk.settings.stream.camera_name == "a clip.mp4"
    assert desk.backstage.studio.configs[-1].camera == "/home/me/a clip.mp4"
    assert desk.window.pickers.camera.current == "/home/me/a clip.mp4"


# Folders and diagnostics.


@pytest.mark.parametrize("opens", [True, False])
def test_where_no_file_manager_opens_the_folder_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, opens: bool
) -> None:
    shown: list[str] = []

    def open_url(url: QUrl) -> bool:
        shown.append(url.toLocalFile())
        return opens

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    interface = replace(desk.settings.interface, recordings_folder=Path("/my videos"))
    desk.controller.change(replace(desk.settings, interface=interface))
    desk.window.desk.open_recordings()
    desk.window.desk.open_logs()
    assert [Path(folder) for folder in shown] == [Path("/my videos"), desk.folders.logs]
    assert [notice.key for notice in desk.controller.notices.notices] == ([] if opens else ["folder"])


def test_diagnostics_go_to_the_clipboard_only_when_asked_for(desk: Desk) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("mine")
    open_one(desk, AboutDialog)
    desk.settle()
    assert clipboard.text() == "mine"
    desk.window.desk.copy_diagnostics()
    desk.settle()
    assert "Python" in clipboard.text()
    [notice] = desk.window.banners.notices
    assert notice.count == 1


def test_there_is_a_version() -> None:
    assert program_version()
