from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from app.config import Corner, NetworkConfig, Precision
from app.gui.dialogs.preference_page import Surroundings
from app.gui.dialogs.preferences import PreferencesDialog
from app.gui.views import DeviceChoice
from app.settings.model import AppSettings, InterfaceSettings, StreamSettings, Theme

HERE = Surroundings(
    Path("/videos"), Path("/pictures"), Path("/weights"), Path("/logs"), (DeviceChoice("cuda:0", "A GPU"),)
)


@pytest.fixture
def dialog(qtbot: QtBot) -> PreferencesDialog:
    dialog = PreferencesDialog(AppSettings(), HERE)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def pick(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


CHANGES: list[tuple[Callable[[PreferencesDialog], None], Callable[[AppSettings], object], object]] = [
    (lambda d: pick(d.general.theme, Theme.LIGHT), lambda s: s.interface.theme, Theme.LIGHT),
    (lambda d: pick(d.general.language, "zh_CN"), lambda s: s.interface.language, "zh_CN"),
    (lambda d: d.general.tray.click(), lambda s: s.interface.minimise_to_tray, True),
    (lambda d: d.picture.mirror_movement.click(), lambda s: s.stream.mirror_movement, True),
    (lambda d: d.picture.mirror_output.click(), lambda s: s.stream.mirror_output, True),
    (
        lambda d: pick(d.picture.sign, Corner.TOP_LEFT),
        lambda s: s.stream.disclosure.badge,
        Corner.TOP_LEFT,
    ),
    (lambda d: d.folders.label.click(), lambda s: s.stream.disclosure.label, False),
    (lambda d: d.picture.landmarks.click(), lambda s: s.interface.show_landmarks, True),
    (lambda d: d.picture.badge.click(), lambda s: s.interface.show_badge, False),
    (
        lambda d: d.folders.recordings.choose(Path("/mine")),
        lambda s: s.interface.recordings_folder,
        Path("/mine"),
    ),
    (
        lambda d: d.folders.snapshots.choose(Path("/mine")),
        lambda s: s.interface.snapshots_folder,
        Path("/mine"),
    ),
    (lambda d: pick(d.liveportrait.device, "cuda:0"), lambda s: s.stream.networks.device, "cuda:0"),
    (
        lambda d: pick(d.liveportrait.precision, Precision.FLOAT16),
        lambda s: s.stream.networks.precision,
        Precision.FLOAT16,
    ),
]


@pytest.mark.parametrize(("change", "read", "value"), CHANGES)
def test_every_change_applies_at_once_and_alone(
    dialog: PreferencesDialog,
    change: Callable[[PreferencesDialog], None],
    read: Callable[[AppSettings], object],
    value: object,
) -> None:
    seen: list[AppSettings] = []
    dialog.settings_changed.connect(seen.append)
    change(dialog)
    assert [read(settings) for settings in seen] == [value]
    assert read(AppSettings()) != value


def test_what_is_shown_is_handed_out_again(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    settings = AppSettings(
        stream=StreamSettings(
            mirror_output=True, networks=NetworkConfig(device="cuda:7", precision=Precision.BFLOAT16)
        ),
        interface=InterfaceSettings(theme=Theme.SYSTEM, show_landmarks=True, show_camera=True),
    )
    with qtbot.assertNotEmitted(dialog.settings_changed):
        dialog.show_settings(settings)
    assert dialog.liveportrait.device.currentText() == "cuda:7"
    with qtbot.waitSignal(dialog.settings_changed) as said:
        dialog.picture.badge.click()
    assert said.args == [replace(settings, interface=replace(settings.interface, show_badge=False))]


def test_the_camera_inset_belongs_to_the_landmarks(dialog: PreferencesDialog) -> None:
    seen: list[tuple[bool, bool]] = []
    dialog.settings_changed.connect(
        lambda settings: seen.append((settings.interface.show_landmarks, settings.interface.show_camera))
    )
    picture = dialog.picture
    picture.camera.click()
    picture.landmarks.click()
    picture.landmarks.click()
    picture.camera.click()
    picture.camera.click()
    assert seen == [(True, True), (False, False), (True, False), (True, True), (True, False)]
    assert "never sent" in picture.camera.accessibleDescription()


def test_a_camera_inset_that_is_not_shown_is_not_ticked(dialog: PreferencesDialog) -> None:
    interface = InterfaceSettings(show_landmarks=False, show_camera=True)
    dialog.show_settings(AppSettings(interface=interface))
    assert not dialog.picture.camera.isChecked()
    assert not dialog.picture.landmarks.isChecked()


def test_a_folder_goes_back_to_its_default(dialog: PreferencesDialog) -> None:
    picker = dialog.folders.recordings
    picker.choose(Path("/mine"))
    picker.choose(None)
    assert dialog.settings.interface.recordings_folder is None


def test_without_a_tray_there_is_nothing_to_minimise_to(qtbot: QtBot) -> None:
    dialog = PreferencesDialog(AppSettings(), replace(HERE, has_tray=False))
    qtbot.addWidget(dialog)
    assert not dialog.general.tray.isEnabled()


def test_resetting_asks_first(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    reset = dialog.general.reset
    with qtbot.assertNotEmitted(dialog.reset_asked):
        reset.button.click()
        assert reset.no.isVisible()
        reset.no.click()
    reset.button.click()
    with qtbot.waitSignal(dialog.reset_asked):
        reset.yes.click()
    assert reset.button.isVisible()
