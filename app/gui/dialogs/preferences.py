"""The preferences: every change applies at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget

from app.gui.dialogs.folder_page import FolderPage
from app.gui.dialogs.preference_page import PreferencePage, Surroundings, scrolled
from app.gui.dialogs.preference_pages import GeneralPage, LivePortraitPage, PicturePage
from app.settings.model import AppSettings


class PreferencesDialog(QDialog):
    """Shows settings in pages and hands them out, swapped whole, with every change.

    Args:
        settings: As they are.
        surroundings: What there is on this machine.
        parent: The main window.
    """

    settings_changed = Signal(AppSettings)
    folder_asked = Signal(Path)
    logs_asked = Signal()
    hotkeys_asked = Signal()
    guide_asked = Signal()
    download_asked = Signal()
    reset_asked = Signal()

    def __init__(
        self, settings: AppSettings, surroundings: Surroundings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self._settings = settings
        self._showing = False
        self.general = GeneralPage(surroundings)
        self.picture = PicturePage()
        self.folders = FolderPage(surroundings)
        self.liveportrait = LivePortraitPage(surroundings)
        self._lay_out()
        self._connect()
        self.show_settings(settings)
        self.resize(640, 520)

    @property
    def settings(self) -> AppSettings:
        """As they are shown."""
        return self._settings

    def show_settings(self, settings: AppSettings) -> None:
        """Shows settings that were changed elsewhere, by a hotkey for instance."""
        self._settings = settings
        self._showing = True
        for page in self._pages():
            page.show_settings(settings)
        self._showing = False

    def _pages(self) -> tuple[PreferencePage, ...]:
        return self.general, self.picture, self.folders, self.liveportrait

    def _lay_out(self) -> None:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.setAccessibleName(self.windowTitle())
        names = (self.tr("General"), self.tr("Picture"), self.tr("Folders"), self.tr("LivePortrait"))
        for page, name in zip(self._pages(), names, strict=True):
            tabs.addTab(scrolled(page), name)
        buttons = QDialogButtonBox()
        close = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        close.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.addWidget(tabs, 1)
        layout.addWidget(buttons)

    def _connect(self) -> None:
        for page in self._pages():
            page.changed.connect(lambda page=page: self._take(page))
        self.general.hotkeys_asked.connect(self.hotkeys_asked)
        self.general.guide_asked.connect(self.guide_asked)
        self.general.logs_asked.connect(self.logs_asked)
        self.general.reset_asked.connect(self.reset_asked)
        self.folders.folder_asked.connect(self.folder_asked)
        self.liveportrait.folder_asked.connect(self.folder_asked)
        self.liveportrait.download_asked.connect(self.download_asked)

    def _take(self, page: PreferencePage) -> None:
        if self._showing:
            return
        changed = page.applied_to(self._settings)
        if changed != self._settings:
            self._settings = changed
            self.settings_changed.emit(changed)
