"""Keys of the window's actions, bound to what the settings say."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QKeyCombination, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.settings.hotkeys import DEFAULT_HOTKEYS, PORTRAIT_ACTIONS, Action, Hotkeys

_NAMES = {
    Action.START_STOP: QT_TRANSLATE_NOOP("Action", "Start or stop"),
    Action.RECENTER: QT_TRANSLATE_NOOP("Action", "Recentre"),
    Action.PANIC: QT_TRANSLATE_NOOP("Action", "Panic: placeholder at once"),
    Action.MIRROR: QT_TRANSLATE_NOOP("Action", "Mirror"),
    Action.FREEZE: QT_TRANSLATE_NOOP("Action", "Freeze"),
    Action.RECORD: QT_TRANSLATE_NOOP("Action", "Record"),
    Action.SNAPSHOT: QT_TRANSLATE_NOOP("Action", "Snapshot"),
    Action.NEXT_PORTRAIT: QT_TRANSLATE_NOOP("Action", "Next portrait"),
    Action.PREVIOUS_PORTRAIT: QT_TRANSLATE_NOOP("Action", "Previous portrait"),
    Action.RESET_TUNING: QT_TRANSLATE_NOOP("Action", "Reset all sliders"),
    Action.SHOW_LANDMARKS: QT_TRANSLATE_NOOP("Action", "Show landmarks"),
    Action.SHOW_STATISTICS: QT_TRANSLATE_NOOP("Action", "Show statistics"),
}

_PANIC_WITHIN = "panic-within"
_TYPING = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox, QKeySequenceEdit)
_COMMANDING = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


def action_name(action: Action) -> str:
    """What an action is called, in the language of the window."""
    if action in PORTRAIT_ACTIONS:
        place = PORTRAIT_ACTIONS.index(action) + 1
        return QCoreApplication.translate("Action", "Portrait {place}").format(place=place)
    return QCoreApplication.translate("Action", str(_NAMES[action]))


def keys_text(text: str) -> str:
    """A key sequence as this system writes it, e.g. ``⌘R`` for ``Ctrl+R`` on a Mac."""
    return QKeySequence(text).toString(QKeySequence.SequenceFormat.NativeText)


def is_typed(keys: QKeySequence) -> bool:
    """Whether the sequence begins with a key that a text field wants for itself: a letter, Space, Return."""
    if keys.isEmpty():
        return False
    first: QKeyCombination = keys[0]  # type: ignore[index]  # it is, its stub says otherwise
    if first.keyboardModifiers() & _COMMANDING:
        return False
    return not Qt.Key.Key_F1 <= first.key() <= Qt.Key.Key_F35


class HotkeyMap(QObject):
    """The shortcuts of a window's actions.

    They work in every window of the program but a modal dialog, where only Panic does. A sequence
    that several actions share runs all of them. One that a menu has as well goes to both in turn:
    Qt's way, which is why the editor does not let one be bound. Keys that write text rest while a
    text field has the focus.

    Args:
        window: The window the shortcuts belong to, and the parent.
    """

    triggered = Signal(Action)
    """A key of this action was pressed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._hotkeys = DEFAULT_HOTKEYS
        self._shortcuts: list[QShortcut] = []
        QApplication.instance().focusChanged.connect(self._focus_changed)  # type: ignore[union-attr]
        self.apply(DEFAULT_HOTKEYS)

    @property
    def hotkeys(self) -> Hotkeys:
        """Those in use."""
        return self._hotkeys

    def apply(self, hotkeys: Hotkeys) -> None:
        """Binds these instead of the ones before, from the next key on."""
        self._hotkeys = hotkeys
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = [self._shortcut(keys, actions) for keys, actions in _by_keys(hotkeys)]
        self._focus_changed(None, QApplication.focusWidget())

    def _shortcut(self, keys: QKeySequence, actions: Iterable[Action]) -> QShortcut:
        shortcut = QShortcut(keys, self._window)
        shortcut.setContext(Qt.ShortcutContext.ApplicationShortcut)
        shortcut.setAutoRepeat(False)  # a held key is one wish
        fire = partial(self._fire, tuple(actions))
        shortcut.activated.connect(fire)
        shortcut.activatedAmbiguously.connect(fire)
        return shortcut

    def _fire(self, actions: tuple[Action, ...]) -> None:
        for action in actions:
            self.triggered.emit(action)

    def _focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        shortcuts = list(self._shortcuts)
        if new is not None and new.window() is not self._window and new.window().isModal():
            shortcuts.append(self._panic_within(new.window()))
        typing = isinstance(new, _TYPING) or (isinstance(new, QComboBox) and new.isEditable())
        for shortcut in shortcuts:
            shortcut.setEnabled(not (typing and is_typed(shortcut.key())))

    def _panic_within(self, dialog: QWidget) -> QShortcut:
        """Panic's shortcut in a modal dialog, and as old as that: Qt blocks those of the window."""
        shortcut = dialog.findChild(QShortcut, _PANIC_WITHIN)
        if shortcut is None:
            shortcut = QShortcut(dialog)
            shortcut.setObjectName(_PANIC_WITHIN)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(partial(self._fire, (Action.PANIC,)))
        shortcut.setKey(QKeySequence(self._hotkeys[Action.PANIC]))
        return shortcut


def _by_keys(hotkeys: Hotkeys) -> list[tuple[QKeySequence, list[Action]]]:
    """The sequences Qt can read, each with its actions; Qt tells which spellings are the same."""
    actions: dict[str, list[Action]] = {}
    for action, text in hotkeys.items():
        portable = QKeySequence(text).toString(QKeySequence.SequenceFormat.PortableText)
        if portable:
            actions.setdefault(portable, []).append(action)
    return [(QKeySequence(text), sharing) for text, sharing in actions.items()]
