"""The real window over a fake pipeline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.config import EngineChoice
from app.gui.controller import Controller, Folders
from app.gui.main_window import MainWindow
from app.gui.views import StreamState
from app.pipeline.studio.status import RecordingStatus
from app.settings.model import AppSettings, StreamSettings
from tests.unit.gui.controller.fakes import FakeBackstage, finish

READY = AppSettings(
    stream=StreamSettings(camera_id="demo:", engine=EngineChoice.MESH, output="null"),
    first_run_done=True,
    consent_given=True,
)


class Desk:
    """A window somebody sits at; its controller is polled by hand."""

    def __init__(self, home: Path, settings: AppSettings = READY, *, safe: bool = False) -> None:
        self.backstage = FakeBackstage()
        self.folders = Folders(home / "settings.json", home / "presets", home / "portraits", home / "logs")
        self.controller = Controller(settings, self.folders, open_backstage=lambda *_: self.backstage.real)
        self.controller._timer.timeout.disconnect()
        self.window = MainWindow(self.controller)
        self.closed = 0
        self._gone = False
        self.controller.closed.connect(self._count)
        self.window.show_first(safe=safe)
        self.controller.open()
        self.settle()

    def _count(self) -> None:
        self.closed += 1

    def settle(self) -> None:
        """Lets everything that was begun be done, and shows what came of it."""
        controller = self.controller
        for chores in (controller._opening, controller._chores, controller.weights._chores):
            finish(chores)
        controller._poll()
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    @property
    def settings(self) -> AppSettings:
        return self.controller.settings

    def go_live(self) -> None:
        self.controller.start()
        self.settle()
        assert self.controller.stream.view.state is StreamState.LIVE

    def record(self) -> None:
        studio = self.backstage.studio
        studio.now = replace(studio.now, recording=RecordingStatus(Path("/nowhere/r.mp4"), 1.0))
        self.settle()

    def dialogs(self, kind: type[QDialog] = QDialog) -> list[QDialog]:
        """Those one sees."""
        return [dialog for dialog in self.window.findChildren(kind) if dialog.isVisible()]

    def close(self, qtbot: QtBot) -> None:
        if self._gone:
            return
        self._gone = True
        self.window.leave()
        while not self.closed:
            if not self.controller._opening._closed:
                self.controller._opening._pool.submit(int).result(10)
            self.controller._poll()
            qtbot.wait(1)
        for thing in (self.window, self.controller):
            thing.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
