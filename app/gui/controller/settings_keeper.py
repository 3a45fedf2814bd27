"""The settings in use, and their way to the disk."""

from __future__ import annotations

import threading
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import AppError
from app.gui.controller.chores import Chores
from app.settings.model import AppSettings
from app.settings.store import save

_QUIET_MS = 800
"""So long nothing must have changed before it is written: a slider moves sixty times a second."""


class SettingsKeeper(QObject):
    """Holds the settings; whoever changes them hands in a whole new value.

    Args:
        settings: What to begin with.
        path: The file, None to keep nothing.
        chores: Does the writing.
    """

    changed = Signal(object, object)
    """``AppSettings`` before and now."""

    not_kept = Signal(object)
    """The ``AppError`` that kept them from being written."""

    def __init__(
        self, settings: AppSettings, path: Path | None, chores: Chores, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._kept = settings
        self._writing = threading.Lock()
        self._path = path
        self._chores = chores
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self._keep)

    @property
    def settings(self) -> AppSettings:
        """Those in use."""
        return self._settings

    def change(self, settings: AppSettings) -> None:
        """Uses others from now on, and keeps them soon."""
        before, self._settings = self._settings, settings
        if settings != before:
            self._quiet.start()
            self.changed.emit(before, settings)

    def keep_now(self) -> None:
        """Writes at once, waiting for the disk: for the very end.

        Raises:
            AppError: They cannot be written.
        """
        self._quiet.stop()
        self._write()

    def _keep(self) -> None:
        if self._path is not None:
            self._chores.run(self._write, failed=self._failed)

    def _write(self) -> None:
        """On any thread. Whoever comes last writes the newest, however long he had to wait."""
        with self._writing:
            settings = self._settings
            if self._path is not None and settings != self._kept:
                save(self._path, settings)
                self._kept = settings

    def _failed(self, error: AppError) -> None:
        self.not_kept.emit(error)
