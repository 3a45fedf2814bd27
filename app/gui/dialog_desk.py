"""Where dialogs are opened and connected to the controller; none of them stops the stream."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QSystemTrayIcon, QWidget
from shiboken6 import isValid

from app.gui.controller import Controller
from app.gui.controller.folders import usual_folders
from app.gui.dialogs.about import AboutDialog
from app.gui.dialogs.confirm import confirm_delete_preset
from app.gui.dialogs.consent import ConsentDialog
from app.gui.dialogs.download import DownloadDialog
from app.gui.dialogs.hotkeys import HotkeyDialog
from app.gui.dialogs.output_help import OutputHelpDialog
from app.gui.dialogs.preference_page import Surroundings
from app.gui.dialogs.preferences import PreferencesDialog
from app.gui.dialogs.presets import PresetFiles, PresetNameDialog
from app.gui.views import BGRAImage, Notice, Remedy
from app.gui.wizard.guide import Guide
from app.gui.wizard_desk import WizardDesk, output_check
from app.settings.hotkeys import Hotkeys
from app.settings.model import DEFAULTS, AppSettings

if TYPE_CHECKING:
    from app.pipeline.sinks.devices import VirtualCameraCheck


class DialogDesk(QObject):
    """Opens dialogs over the main window. They are window-modal at most, and the stream goes on.

    Args:
        controller: What they change.
        thumbnails: The gallery's small pictures, by id; filled by the window.
        reserved: Keys of the menus, with what they do.
        window: The main window.
    """

    portraits_wanted = Signal()
    """The person should choose pictures for the gallery."""

    camera_wanted = Signal()
    """The person should choose a camera."""

    def __init__(
        self,
        controller: Controller,
        thumbnails: Mapping[str, BGRAImage],
        reserved: Callable[[], Mapping[str, str]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._controller = controller
        self._thumbnails = thumbnails
        self._reserved = reserved
        self._window = window
        self._guide: Guide | None = None
        self._wants_copy = False
        controller.consent_wanted.connect(self.ask_consent)
        controller.diagnostics_ready.connect(self._copy)

    def ask_consent(self) -> None:
        """Asks for consent, and starts once it is given."""
        if self._raised(ConsentDialog):
            return
        dialog = ConsentDialog(self._window)
        dialog.accepted.connect(self._controller.give_consent)
        dialog.accepted.connect(self._controller.start)
        self._open(dialog)

    def open_guide(self) -> None:
        """Opens the first-start guide."""
        controller = self._controller
        if self._guide is not None:
            self._guide.raise_()
            self._guide.activateWindow()
            return
        services = WizardDesk(controller, self._thumbnails)
        guide = Guide(services, controller.settings.consent_given, self._window)
        services.setParent(guide)
        guide.consent_changed.connect(controller.give_consent)
        guide.start_asked.connect(controller.start)
        guide.finished.connect(self._guide_finished)
        guide.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._guide = guide
        guide.show()

    def open_output_help(self) -> None:
        """Says how the virtual camera is, and what to do about it."""
        if self._raised(OutputHelpDialog):
            return
        controller = self._controller
        dialog = OutputHelpDialog(self._window)
        shown = _CheckShower(dialog)
        controller.virtual_camera_checked.connect(shown.show_check)
        dialog.panel.check_asked.connect(controller.check_virtual_camera)
        controller.check_virtual_camera()
        self._show(dialog)

    def open_download(self) -> None:
        """Shows LivePortrait's weights and their download."""
        if self._raised(DownloadDialog):
            return
        weights = self._controller.weights
        dialog = DownloadDialog(self._window)
        dialog.panel.show_view(weights.view)
        weights.changed.connect(dialog.panel.show_view)
        dialog.panel.start_asked.connect(weights.download)
        dialog.panel.cancel_asked.connect(weights.cancel)
        weights.look()
        self._show(dialog)

    def open_preferences(self) -> None:
        """Opens the preferences."""
        if self._raised(PreferencesDialog):
            return
        controller = self._controller
        dialog = PreferencesDialog(controller.settings, self._surroundings(), self._window)
        dialog.settings_changed.connect(lambda settings: self._take_preferences(settings))
        controller.settings_changed.connect(dialog.show_settings)
        dialog.folder_asked.connect(self.open_folder)
        dialog.logs_asked.connect(self.open_logs)
        dialog.hotkeys_asked.connect(self.open_hotkeys)
        dialog.guide_asked.connect(self.open_guide)
        dialog.download_asked.connect(self.open_download)
        dialog.reset_asked.connect(self._reset_settings)
        self._show(dialog)

    def open_hotkeys(self) -> None:
        """Opens the hotkey editor."""
        if self._raised(HotkeyDialog):
            return
        dialog = HotkeyDialog(self._controller.settings.hotkeys, self._reserved(), self._window)
        dialog.hotkeys_changed.connect(self._take_hotkeys)
        self._show(dialog)

    def open_about(self) -> None:
        """Opens About; licences and diagnostics come when they have been read."""
        if self._raised(AboutDialog):
            return
        dialog = AboutDialog(program_version(), self._window)
        self._controller.collect_licences(
            lambda rows: dialog.show_licences(rows) if isValid(dialog) else None
        )
        self._controller.diagnostics_ready.connect(dialog.show_diagnostics)
        self._controller.collect_diagnostics()
        self._show(dialog)

    def save_preset(self) -> None:
        """Asks for a name and keeps the present tuning under it."""
        controller = self._controller
        dialog = PresetNameDialog(controller.presets.choices, controller.settings.preset, parent=self._window)
        dialog.name_chosen.connect(
            lambda name, replaces: controller.presets.save(name, controller.settings.tuning, replace=replaces)
        )
        self._open(dialog)

    def rename_preset(self, name: str) -> None:
        """Asks what to call a preset."""
        controller = self._controller
        dialog = PresetNameDialog(controller.presets.choices, name, renaming=True, parent=self._window)
        dialog.name_chosen.connect(lambda new, _: controller.presets.rename(name, new))
        self._open(dialog)

    def delete_preset(self, name: str) -> None:
        """Asks, and removes a preset."""
        dialog = confirm_delete_preset(name, self._window)
        dialog.accepted.connect(lambda: self._controller.presets.delete(name))
        self._open(dialog)

    def import_preset(self) -> None:
        """Lets the person choose a preset file."""
        dialog = PresetFiles(exporting=False, parent=self._window)
        dialog.path_chosen.connect(self._controller.presets.import_from)
        self._open(dialog)

    def export_preset(self, name: str) -> None:
        """Lets the person choose where a preset goes."""
        dialog = PresetFiles(exporting=True, name=name, parent=self._window)
        dialog.path_chosen.connect(lambda file: self._controller.presets.export_to(name, file))
        self._open(dialog)

    def choose_video(self) -> None:
        """Lets the person choose a video to play as the camera."""
        dialog = QFileDialog(self._window, self.tr("Use a video as the camera"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Videos") + " (*.mp4 *.mov *.mkv *.webm *.avi *.m4v)")
        dialog.fileSelected.connect(self._use_video)
        self._open(dialog)

    def open_folder(self, folder: Path) -> None:
        """Shows a folder in the system's file manager."""
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._controller.notices.say("folder", self.tr("The folder is here"), str(folder))

    def open_recordings(self) -> None:
        """Shows the folder of recordings."""
        chosen = self._controller.settings.interface.recordings_folder
        self.open_folder(chosen or usual_folders().recordings)

    def open_logs(self) -> None:
        """Shows the folder of logs."""
        self.open_folder(self._controller.folders.logs)

    def copy_diagnostics(self) -> None:
        """Gathers what a fault report needs and puts it on the clipboard."""
        self._controller.notices.say("diagnostics", self.tr("Gathering the diagnostics…"))
        self._wants_copy = True
        self._controller.collect_diagnostics()

    def remedy(self, notice: Notice) -> None:
        """Does what a banner's button offers."""
        if notice.remedy is Remedy.OPEN_FOLDER and notice.path is not None:
            self.open_folder(notice.path)
        elif notice.remedy is Remedy.COPY_FIX:
            QGuiApplication.clipboard().setText(notice.fix)
        else:
            self._remedies().get(notice.remedy, lambda: None)()
        if notice.remedy is Remedy.RETRY:
            self._controller.stream.retry(notice.key)

    def _remedies(self) -> dict[Remedy, Callable[[], None]]:
        return {
            Remedy.RECENTER: self._controller.stream.recenter,
            Remedy.CHOOSE_CAMERA: self.camera_wanted.emit,
            Remedy.CHOOSE_PORTRAIT: self.portraits_wanted.emit,
            Remedy.VIRTUAL_CAMERA_HELP: self.open_output_help,
            Remedy.DOWNLOAD_WEIGHTS: self.open_download,
            Remedy.OPEN_LOGS: self.open_logs,
        }

    def _guide_finished(self) -> None:
        self._guide = None
        self._controller.camera.watch(False)
        self._controller.change(replace(self._controller.settings, first_run_done=True))

    def _raised(self, kind: type[QDialog]) -> bool:
        """Whether such a dialog is open already; it comes to the front instead of a second one."""
        there = next((one for one in self._window.findChildren(kind) if one.isVisible()), None)
        if there is None:
            return False
        there.raise_()
        there.activateWindow()
        return True

    @staticmethod
    def _open(dialog: QDialog) -> None:
        """For questions that want an answer before anything else in this window."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    @staticmethod
    def _show(dialog: QDialog) -> None:
        """For what may stay open beside a live stream, whose hotkeys go on working."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()

    def _surroundings(self) -> Surroundings:
        usual = usual_folders()
        return Surroundings(
            recordings=usual.recordings,
            snapshots=usual.snapshots,
            weights=usual.weights,
            logs=self._controller.folders.logs,
            has_tray=QSystemTrayIcon.isSystemTrayAvailable(),
        )

    def _take_preferences(self, settings: AppSettings) -> None:
        self._controller.change(settings)

    def _take_hotkeys(self, hotkeys: Hotkeys) -> None:
        self._controller.change(replace(self._controller.settings, hotkeys=hotkeys))

    def _reset_settings(self) -> None:
        kept = self._controller.settings
        fresh = replace(
            DEFAULTS,
            window=kept.window,
            first_run_done=kept.first_run_done,
            consent_given=kept.consent_given,
        )
        self._controller.change(fresh)

    def _use_video(self, file: str) -> None:
        stream = replace(self._controller.settings.stream, camera_id=file, camera_name=Path(file).name)
        self._controller.change(replace(self._controller.settings, stream=stream))

    def _copy(self, text: str) -> None:
        if self._wants_copy:
            self._wants_copy = False
            QGuiApplication.clipboard().setText(text)
            self._controller.notices.say("diagnostics", self.tr("Diagnostics are on the clipboard"))


class _CheckShower(QObject):
    """Goes with its dialog, and its connection with it."""

    def __init__(self, dialog: OutputHelpDialog) -> None:
        super().__init__(dialog)
        self._panel = dialog.panel

    def show_check(self, check: VirtualCameraCheck) -> None:
        """Shows what was found."""
        self._panel.show_check(output_check(check))


def program_version() -> str:
    """Of the installed program."""
    try:
        return version("liveportrait-cam")
    except PackageNotFoundError:
        return ""
