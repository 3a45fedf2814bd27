"""The tray icon: the state at a glance, the few things one wants without the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from app.gui.theme import app_icon, icon
from app.gui.tray_icon import TrayState, state_icon, tray_state
from app.gui.views import OnAir, StreamState, StreamView
from app.paths import APP_NAME
from app.settings.hotkeys import Action


class Tray(QObject):
    """The icon in the desktop's tray with its menu. Shown only where there is a tray.

    Args:
        window: The window it shows and hides, and the parent.
    """

    triggered = Signal(Action)
    """An action was chosen in the menu."""
    quit_asked = Signal()
    """The program shall end."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._hinted = False
        self._state: TrayState | None = None
        self.menu = QMenu(window)
        self._fill_menu()
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self.show_window)
        self.menu.aboutToShow.connect(self._name_show)
        self.update_view(StreamView())

    @staticmethod
    def is_available() -> bool:
        """Whether this desktop has a tray at the moment."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_shown(self, shown: bool) -> None:
        """Puts the icon into the tray, if there is one, or takes it out."""
        self.icon.setVisible(shown and self.is_available())

    def update_view(self, view: StreamView) -> None:
        """Shows a state of the stream."""
        self._start_stop.setText(self.tr("Stop") if view.state.is_running else self.tr("Start"))
        self._start_stop.setIcon(icon("stop" if view.state.is_running else "play"))
        live = view.state is StreamState.LIVE
        for action in (self._panic, self._recenter, self._record):
            action.setEnabled(live)
        self._panic.setChecked(live and view.on_air is OnAir.PLACEHOLDER)
        self._record.setChecked(view.recording is not None)
        self._show_state(tray_state(view))

    def minimise(self) -> bool:
        """Hides the window if the icon can bring it back; says so the first time.

        Returns:
            False where there is no tray: the window should be minimised as usual.
        """
        self.set_shown(True)
        if not self.icon.isVisible():
            return False
        self._window.hide()
        if not self._hinted:
            self._hinted = True
            text = self.tr("Still here: click this icon to bring the window back.")
            self.icon.showMessage(APP_NAME, text, app_icon())
        return True

    def show_window(self) -> None:
        """Brings the window to the front, from wherever it is."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def toggle_window(self) -> None:
        """Hides the window if one sees it, shows it otherwise."""
        if self._window.isVisible() and not self._window.isMinimized():
            self._window.hide()
        else:
            self.show_window()

    def _fill_menu(self) -> None:
        self._show = self.menu.addAction(self.tr("Hide window"))
        self._show.triggered.connect(self.toggle_window)
        self.menu.addSeparator()
        self._start_stop = self._add(self.tr("Start"), "play", Action.START_STOP)
        self._panic = self._add(self.tr("Panic: placeholder at once"), "panic", Action.PANIC)
        self._recenter = self._add(self.tr("Recentre"), "recenter", Action.RECENTER)
        self._record = self._add(self.tr("Record"), "record", Action.RECORD)
        self._panic.setCheckable(True)
        self._record.setCheckable(True)
        self.menu.addSeparator()
        leave = self.menu.addAction(icon("power"), self.tr("Quit"))
        leave.triggered.connect(self.quit_asked)

    def _add(self, text: str, icon_name: str, action: Action) -> QAction:
        made = self.menu.addAction(icon(icon_name), text)
        made.triggered.connect(lambda: self.triggered.emit(action))
        return made

    def _name_show(self) -> None:
        seen = self._window.isVisible() and not self._window.isMinimized()
        self._show.setText(self.tr("Hide window") if seen else self.tr("Show window"))

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason is QSystemTrayIcon.ActivationReason.Trigger:
            self.toggle_window()

    def _show_state(self, state: TrayState) -> None:
        if state is not self._state:
            self._state = state
            self.icon.setIcon(state_icon(state))
            self.icon.setToolTip(f"{APP_NAME}: {self._state_words(state)}")

    def _state_words(self, state: TrayState) -> str:
        return {
            TrayState.STOPPED: self.tr("stopped"),
            TrayState.BUSY: self.tr("one moment…"),
            TrayState.LIVE: self.tr("live"),
            TrayState.HELD: self.tr("live, picture frozen"),
            TrayState.RECORDING: self.tr("live and recording"),
        }[state]
