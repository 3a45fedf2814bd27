"""The pages of the preferences."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.config import Corner, Precision
from app.gui.dialogs.parts import PathField, button, row
from app.gui.dialogs.preference_page import PreferencePage, Surroundings, select
from app.gui.dialogs.two_step import TwoStepButton
from app.gui.translation import LANGUAGES
from app.gui.views import DeviceChoice
from app.settings.model import AppSettings, Theme


class GeneralPage(PreferencePage):
    """Look, language, tray, and starting over."""

    hotkeys_asked = Signal()
    guide_asked = Signal()
    logs_asked = Signal()
    reset_asked = Signal()

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self.theme = self.choice(
            [
                (self.tr("Dark"), Theme.DARK),
                (self.tr("Light"), Theme.LIGHT),
                (self.tr("Same as the system"), Theme.SYSTEM),
            ]
        )
        self.language = self.choice([(self.tr("Same as the system"), ""), *((b, a) for a, b in LANGUAGES)])
        self.add_field(self.tr("&Theme"), self.theme)
        self.add_field(self.tr("&Language"), self.language, self.tr("Takes effect at the next start."))
        self.add_gap()
        self.tray = self.add_check(
            self.tr("&Minimise to the tray"),
            self.tr("The stream goes on; the icon brings the window back.")
            if surroundings.has_tray
            else self.tr("This desktop shows no tray icons."),
        )
        self.tray.setEnabled(surroundings.has_tray)
        self.add_gap()
        self._add_buttons()

    def _add_buttons(self) -> None:
        hotkeys = button(self.tr("&Hotkeys…"), "keyboard")
        guide = button(self.tr("Set up &again…"), "help")
        logs = button(self.tr("Open l&ogs folder"), "folder")
        self.reset = TwoStepButton(
            self.tr("Reset all settings…"), self.tr("Reset everything except presets and portraits?")
        )
        hotkeys.clicked.connect(self.hotkeys_asked)
        guide.clicked.connect(self.guide_asked)
        logs.clicked.connect(self.logs_asked)
        self.reset.confirmed.connect(self.reset_asked)
        holder = QWidget()
        holder.setLayout(row(hotkeys, guide, logs))
        self.add_wide(holder)
        self.add_wide(self.reset)

    def show_settings(self, settings: AppSettings) -> None:
        """Shows theme, language and tray."""
        select(self.theme, settings.interface.theme)
        select(self.language, settings.interface.language)
        self.tray.setChecked(settings.interface.minimise_to_tray)

    def applied_to(self, settings: AppSettings) -> AppSettings:
        """With the theme, language and tray shown."""
        interface = replace(
            settings.interface,
            theme=self.theme.currentData(),
            language=self.language.currentData(),
            minimise_to_tray=self.tray.isChecked(),
        )
        return replace(settings, interface=interface)


class PicturePage(PreferencePage):
    """Mirroring, the sign "AI", and what the preview shows beside the portrait."""

    def __init__(self) -> None:
        super().__init__()
        self.mirror_movement = self.add_check(
            self.tr("&Mirror my movements"),
            self.tr("The portrait moves as your mirror image would; the picture itself is not flipped."),
        )
        self.mirror_output = self.add_check(
            self.tr("Mirror the &picture"),
            self.tr("Viewers see everything flipped, including writing in the portrait."),
        )
        self.add_gap()
        self.sign = self.choice(
            [
                (self.tr("None"), None),
                (self.tr("Top left"), Corner.TOP_LEFT),
                (self.tr("Top right"), Corner.TOP_RIGHT),
                (self.tr("Bottom left"), Corner.BOTTOM_LEFT),
                (self.tr("Bottom right"), Corner.BOTTOM_RIGHT),
            ]
        )
        self.add_field(
            self.tr("&AI badge"),
            self.sign,
            self.tr("In the picture itself: viewers, recordings and snapshots show that it is synthetic."),
        )
        self.add_gap()
        self.landmarks = self.add_check(
            self.tr("Show &landmarks in the preview"),
            self.tr("A small inset of what is tracked of your face."),
        )
        self.camera = self.add_check(
            self.tr("Show my &camera in that inset"),
            self.tr("Only you see it, in this window. Your camera's picture is never sent or recorded."),
            indent=True,
        )
        self.badge = self.add_check(
            self.tr("Show a &badge on the preview"),
            self.tr("Live, frozen or placeholder: what viewers see at the moment."),
        )
        self.landmarks.toggled.connect(self._without_landmarks)
        self.camera.toggled.connect(self._with_camera)

    def show_settings(self, settings: AppSettings) -> None:
        """Shows mirroring, sign and insets."""
        self.mirror_movement.setChecked(settings.stream.mirror_movement)
        self.mirror_output.setChecked(settings.stream.mirror_output)
        select(self.sign, settings.stream.disclosure.badge)
        self.landmarks.setChecked(settings.interface.show_landmarks)
        self.camera.setChecked(settings.interface.shows_camera)
        self.badge.setChecked(settings.interface.show_badge)

    def applied_to(self, settings: AppSettings) -> AppSettings:
        """With the mirroring, sign and insets shown."""
        stream = replace(
            settings.stream,
            mirror_movement=self.mirror_movement.isChecked(),
            mirror_output=self.mirror_output.isChecked(),
            disclosure=replace(settings.stream.disclosure, badge=self.sign.currentData()),
        )
        interface = replace(
            settings.interface,
            show_landmarks=self.landmarks.isChecked(),
            show_camera=self.camera.isChecked(),
            show_badge=self.badge.isChecked(),
        )
        return replace(settings, stream=stream, interface=interface)

    def _with_camera(self, camera: bool) -> None:
        if camera:
            self.landmarks.setChecked(True)

    def _without_landmarks(self, landmarks: bool) -> None:
        if not landmarks:
            self.camera.setChecked(False)


class LivePortraitPage(PreferencePage):
    """Where and how LivePortrait's networks run, and their weights."""

    folder_asked = Signal(Path)
    download_asked = Signal()

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self.device = self.choice(self._devices(surroundings.devices))
        self.precision = self.choice(
            [
                (self.tr("Automatic"), Precision.AUTO),
                (self.tr("32-bit floats"), Precision.FLOAT32),
                (self.tr("16-bit floats"), Precision.FLOAT16),
                (self.tr("bfloat16"), Precision.BFLOAT16),
            ]
        )
        self.add_field(self.tr("&Device"), self.device)
        self.add_field(
            self.tr("&Precision"),
            self.precision,
            self.tr("Automatic chooses what is fastest on the device."),
        )
        self.add_gap()
        path = PathField(self.tr("Folder of weights"))
        path.show_path(str(surroundings.weights))
        self.add_field(self.tr("&Weights"), path)
        open_folder = button(self.tr("&Open folder"), "folder")
        download = button(self.tr("Do&wnload…"), "download")
        open_folder.clicked.connect(lambda: self.folder_asked.emit(surroundings.weights))
        download.clicked.connect(self.download_asked)
        self.form.addLayout(row(open_folder, download), self.form.rowCount(), 1)

    def show_settings(self, settings: AppSettings) -> None:
        """Shows device and precision."""
        select(self.device, settings.stream.networks.device)
        select(self.precision, settings.stream.networks.precision)

    def applied_to(self, settings: AppSettings) -> AppSettings:
        """With the device and precision shown."""
        networks = replace(
            settings.stream.networks,
            device=self.device.currentData(),
            precision=self.precision.currentData(),
        )
        return replace(settings, stream=replace(settings.stream, networks=networks))

    def _devices(self, found: tuple[DeviceChoice, ...]) -> list[tuple[str, object]]:
        rows: list[tuple[str, object]] = [(self.tr("Automatic"), "auto")]
        rows += [(device.name, device.id) for device in found if device.id != "cpu"]
        return [*rows, (self.tr("Processor (slow)"), "cpu")]
