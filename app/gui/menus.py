"""The menu bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.gui.hotkeys import action_name, keys_text
from app.settings.hotkeys import LIVE_ACTIONS, Action, Hotkeys


class Menus(QObject):
    """Everything there is to do, findable by reading.

    Hotkeys are shown beside their entries but belong to the hotkey map, which alone fires them.

    Args:
        window: Whose menu bar is filled.
    """

    triggered = Signal(Action)
    add_portraits_asked = Signal()
    choose_video_asked = Signal()
    restore_portraits_asked = Signal()
    import_preset_asked = Signal()
    preferences_asked = Signal()
    hotkeys_asked = Signal()
    recordings_asked = Signal()
    guide_asked = Signal()
    output_help_asked = Signal()
    logs_asked = Signal()
    diagnostics_asked = Signal()
    about_asked = Signal()
    quit_asked = Signal()
    camera_inset_toggled = Signal(bool)
    full_screen_toggled = Signal(bool)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._bar = window.menuBar()
        self._bound: dict[Action, QAction] = {}
        self._own: list[QAction] = []
        self._file()
        self._stream()
        self._view()
        self._help()

    @property
    def reserved(self) -> Mapping[str, str]:
        """Keys of the menus that cannot be bound, with what they do."""
        return {
            action.shortcut().toString(QKeySequence.SequenceFormat.PortableText): _plain(action.text())
            for action in self._own
            if not action.shortcut().isEmpty()
        }

    def show_hotkeys(self, hotkeys: Hotkeys) -> None:
        """Writes the keys beside the entries."""
        for action, entry in self._bound.items():
            text = keys_text(hotkeys[action])
            entry.setText(f"{action_name(action)}\t{text}" if text else action_name(action))

    def show_interface(self, *, landmarks: bool, camera: bool, statistics: bool) -> None:
        """Ticks what is shown."""
        self._bound[Action.SHOW_LANDMARKS].setChecked(landmarks)
        self._bound[Action.SHOW_STATISTICS].setChecked(statistics)
        self._camera_inset.setChecked(camera)

    def show_full_screen(self, full: bool) -> None:
        """Ticks whether the window fills the screen."""
        self._full_screen.setChecked(full)

    def show_stream(self, *, live: bool) -> None:
        """Greys out what needs a live stream."""
        for action in LIVE_ACTIONS:
            self._bound[action].setEnabled(live)

    def _file(self) -> None:
        menu = self._bar.addMenu(self.tr("&File"))
        self._entry(menu, self.tr("&Add portraits…"), self.add_portraits_asked.emit, "Ctrl+O")
        self._entry(menu, self.tr("Restore shipped portraits"), self.restore_portraits_asked.emit)
        self._entry(menu, self.tr("Use a &video as the camera…"), self.choose_video_asked.emit)
        self._entry(menu, self.tr("&Import preset…"), self.import_preset_asked.emit)
        menu.addSeparator()
        self._entry(menu, self.tr("Open &recordings folder"), self.recordings_asked.emit)
        menu.addSeparator()
        preferences = self._entry(menu, self.tr("&Preferences…"), self.preferences_asked.emit, "Ctrl+,")
        preferences.setMenuRole(QAction.MenuRole.PreferencesRole)
        self._entry(menu, self.tr("&Hotkeys…"), self.hotkeys_asked.emit)
        menu.addSeparator()
        leave = self._entry(menu, self.tr("&Quit"), self.quit_asked.emit, "Ctrl+Q")
        leave.setMenuRole(QAction.MenuRole.QuitRole)

    def _stream(self) -> None:
        menu = self._bar.addMenu(self.tr("&Stream"))
        for group in _STREAM:
            for action in group:
                self._bind(menu, action)
            menu.addSeparator()

    def _view(self) -> None:
        menu = self._bar.addMenu(self.tr("&View"))
        self._bind(menu, Action.SHOW_LANDMARKS).setCheckable(True)
        self._camera_inset = self._entry(
            menu, self.tr("Show my camera in the inset (this window only)"), lambda: None
        )
        self._camera_inset.setCheckable(True)
        self._camera_inset.toggled.connect(self.camera_inset_toggled)
        self._bind(menu, Action.SHOW_STATISTICS).setCheckable(True)
        menu.addSeparator()
        self._full_screen = self._entry(menu, self.tr("&Full screen"), lambda: None, "F11")
        self._full_screen.setCheckable(True)
        self._full_screen.toggled.connect(self.full_screen_toggled)

    def _help(self) -> None:
        menu = self._bar.addMenu(self.tr("&Help"))
        self._entry(menu, self.tr("&Set up again…"), self.guide_asked.emit)
        self._entry(menu, self.tr("Set up the &virtual camera…"), self.output_help_asked.emit)
        menu.addSeparator()
        self._entry(menu, self.tr("Open &logs folder"), self.logs_asked.emit)
        self._entry(menu, self.tr("&Copy diagnostics"), self.diagnostics_asked.emit)
        menu.addSeparator()
        about = self._entry(menu, self.tr("&About…"), self.about_asked.emit)
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _entry(self, menu: QMenu, text: str, action: Callable[[], None], keys: str = "") -> QAction:
        entry = menu.addAction(text)
        if keys:
            entry.setShortcut(QKeySequence(keys))
        entry.triggered.connect(lambda _checked=False: action())
        self._own.append(entry)
        return entry

    def _bind(self, menu: QMenu, action: Action) -> QAction:
        entry = menu.addAction(action_name(action))
        entry.triggered.connect(lambda _checked=False: self.triggered.emit(action))
        self._bound[action] = entry
        return entry


_STREAM = (
    (Action.START_STOP, Action.RECENTER),
    (Action.PANIC, Action.FREEZE, Action.MIRROR),
    (Action.PREVIOUS_PORTRAIT, Action.NEXT_PORTRAIT),
    (Action.RECORD, Action.SNAPSHOT),
    (Action.RESET_TUNING,),
)


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")
