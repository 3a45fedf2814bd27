"""The main window: the preview in the middle, portraits to its left, tuning to its right."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QFrame, QMainWindow, QSplitter, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.gui.controller import Controller
from app.gui.dialog_desk import DialogDesk
from app.gui.dialogs.confirm import confirm_close_live
from app.gui.hotkeys import HotkeyMap
from app.gui.menus import Menus
from app.gui.panels.gallery import GalleryPanel
from app.gui.panels.pickers import PickersPanel
from app.gui.panels.statistics import StatisticsPanel
from app.gui.panels.transport import Transport
from app.gui.panels.tuning import TuningPanel
from app.gui.preview import Preview
from app.gui.stage import Stage
from app.gui.tray import Tray
from app.gui.views import BGRAImage, Notice, Severity
from app.gui.widgets.banner_stack import BannerStack
from app.gui.wiring import Wiring
from app.paths import APP_NAME
from app.settings.model import WindowSettings

_FIRST_SIZE = (1280, 800)
_LEAST_HEIGHT = 640
_COLUMNS = (276, 676, 328)


class MainWindow(QMainWindow):
    """Lays the panels out, and remembers where things stood.

    Args:
        controller: The program.
    """

    def __init__(self, controller: Controller) -> None:
        super().__init__()
        self.setWindowTitle(APP_NAME)
        self.setMinimumHeight(_LEAST_HEIGHT)  # the width is what the panels need in the language
        self._controller = controller
        self._leaving = False
        self._asking: QDialog | None = None
        self.preview = Preview(controller.stream.pull_preview)
        self.banners = BannerStack()
        self.gallery = GalleryPanel()
        self.tuning = TuningPanel()
        self.transport = Transport()
        self.pickers = PickersPanel()
        self.statistics = StatisticsPanel()
        self.thumbnails: dict[str, BGRAImage] = {}
        self.menus = Menus(self)
        self.desk = DialogDesk(controller, self.thumbnails, lambda: self.menus.reserved, self)
        self.hotkeys = HotkeyMap(self)
        self.tray = Tray(self)
        self._columns = self._lay_out()
        self._wiring = Wiring(self, controller)
        controller.closed.connect(self.hide)

    def show_first(self, *, safe: bool = False) -> None:
        """Shows the window where it stood, and the guide at the very first start."""
        window = self._controller.settings.window
        if not (window.geometry and self.restoreGeometry(window.geometry)):
            self.resize(*_FIRST_SIZE)
        if window.splitter:
            self._columns.restoreState(window.splitter)
        self.show()
        if safe:
            self._say_safe_mode()
        elif not self._controller.settings.first_run_done:
            QTimer.singleShot(0, self.desk.open_guide)

    def come_to_front(self) -> None:
        """Shows the window above all others."""
        self.tray.show_window()

    def ask_to_close(self) -> None:
        """Closes; asks first when people are watching."""
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Asks once over a live stream; the end itself goes on behind the closed window."""
        event.ignore()
        if self._leaving:
            return
        if self._controller.stream.view.state.is_running:
            self._ask_over_live()
        else:
            self.leave()

    def leave(self) -> None:
        """Ends the program in order, unasked."""
        if self._leaving:
            return
        self._leaving = True
        self._remember()
        for dialog in self.findChildren(QDialog):
            dialog.hide()
        self.hide()
        self.tray.set_shown(False)
        self._controller.close()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Minimises into the tray if the person wants that."""
        super().changeEvent(event)
        if event.type() is not QEvent.Type.WindowStateChange:
            return
        self.menus.show_full_screen(self.isFullScreen())  # the desktop has a way to leave it, too
        if self.isMinimized() and self._controller.settings.interface.minimise_to_tray:
            QTimer.singleShot(0, self._go_to_tray)  # whoever minimises is not done yet

    def _go_to_tray(self) -> None:
        if self.isMinimized() and not self._leaving and self.tray.minimise():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)

    def set_full_screen(self, full: bool) -> None:
        """Fills the screen, or stops doing so."""
        wanted = Qt.WindowState.WindowFullScreen
        self.setWindowState(self.windowState() | wanted if full else self.windowState() & ~wanted)

    def _ask_over_live(self) -> None:
        if self._asking is not None and isValid(self._asking):
            self._asking.raise_()
            return
        if not self.isVisible():  # in the tray
            self.come_to_front()
        recording = self._controller.stream.view.recording is not None
        self._asking = dialog = confirm_close_live(recording, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self.leave)
        dialog.open()

    def _say_safe_mode(self) -> None:
        what = self.tr("Safe mode")
        why = self.tr("Default settings, drawn on the processor. Changes are not kept.")
        self._controller.notices.post(Notice("safe mode", Severity.WARNING, what, why))

    def _remember(self) -> None:
        where = WindowSettings(
            geometry=bytes(self.saveGeometry().data()),
            state=bytes(self.saveState().data()),
            splitter=bytes(self._columns.saveState().data()),
        )
        self._controller.change(replace(self._controller.settings, window=where))

    def _lay_out(self) -> QSplitter:
        columns = QSplitter(Qt.Orientation.Horizontal)
        columns.setObjectName("columns")
        columns.setChildrenCollapsible(False)
        for place, widget in enumerate((self._left(), self._middle(), self.tuning)):
            columns.addWidget(widget)
            columns.setStretchFactor(place, int(place == 1))
        columns.setSizes(list(_COLUMNS))
        self.setCentralWidget(columns)
        return columns

    def _left(self) -> QWidget:
        left = QFrame()
        column = QVBoxLayout(left)
        column.setContentsMargins(8, 8, 0, 8)
        column.setSpacing(8)
        column.addWidget(self.gallery, 1)
        column.addWidget(self.pickers)
        return left

    def _middle(self) -> QWidget:
        middle = QFrame()
        middle.setObjectName("stage")
        column = QVBoxLayout(middle)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(Stage(self.preview, self.banners), 1)
        column.addWidget(self.transport)
        column.addWidget(self.statistics)
        self.statistics.hide()
        return middle
