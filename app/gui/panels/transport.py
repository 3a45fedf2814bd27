"""The buttons of the running stream."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from app.gui.theme import Tone, icon
from app.gui.views import OnAir, StreamState, StreamView
from app.gui.widgets.amounts import clock, megabytes
from app.settings.hotkeys import DEFAULT_HOTKEYS, LIVE_ACTIONS, Action, Hotkeys

_ICONS = {
    Action.RECENTER: "recenter",
    Action.PANIC: "panic",
    Action.MIRROR: "mirror",
    Action.FREEZE: "freeze",
    Action.PREVIOUS_PORTRAIT: "previous",
    Action.NEXT_PORTRAIT: "next",
    Action.RECORD: "record",
    Action.SNAPSHOT: "snapshot",
}
_GROUPS = (
    (Action.PANIC,),
    (Action.RECENTER, Action.MIRROR, Action.FREEZE),
    (Action.PREVIOUS_PORTRAIT, Action.NEXT_PORTRAIT),
    (Action.RECORD, Action.SNAPSHOT),
)
_ALWAYS_WORDED = {Action.RECORD}  # its time and size are nowhere else
_NEVER_WORDED = {Action.PREVIOUS_PORTRAIT, Action.NEXT_PORTRAIT}
_LONG_RECORDING = "59:59 · 999 MB"
_CHECKABLE = {Action.PANIC, Action.MIRROR, Action.FREEZE, Action.RECORD}


class Transport(QWidget):
    """Start and Stop, and all that is done while live. It shows states, it does not keep them."""

    triggered = Signal(Action)
    """A button was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start = QPushButton()
        self.start.setIconSize(QSize(18, 18))
        self.start.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self.start.clicked.connect(lambda: self.triggered.emit(Action.START_STOP))
        self.buttons = {action: self._make_button(action) for action in _ICONS}
        self._hotkeys = DEFAULT_HOTKEYS
        self._tips = self._explanations()
        self._arrange()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._keep_start_width()
        self.set_hotkeys(DEFAULT_HOTKEYS)
        self.show_view(StreamView())
        self._least_width = self._measure()

    def set_hotkeys(self, hotkeys: Hotkeys) -> None:
        """Names the keys in the tooltips."""
        self._hotkeys = hotkeys
        for action, button in self.buttons.items():
            button.setToolTip(self._tip(action))
        self.start.setToolTip(self._tip(Action.START_STOP))

    def set_mirrored(self, mirrored: bool) -> None:
        """Shows whether viewers get the picture flipped."""
        self.buttons[Action.MIRROR].setChecked(mirrored)

    def show_view(self, view: StreamView) -> None:
        """Shows the stream as it is."""
        self._show_start(view.state)
        for action in LIVE_ACTIONS:
            self.buttons[action].setEnabled(view.state is StreamState.LIVE)
        self.buttons[Action.PANIC].setChecked(view.on_air is OnAir.PLACEHOLDER)
        self.buttons[Action.FREEZE].setChecked(view.on_air is OnAir.FROZEN)
        self._show_recording(view)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the signs alone: where it is narrow, the words go."""
        return QSize(self._least_width, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shows words where there is room for them."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._show_words(True)
        if self._row.sizeHint().width() > self.width():
            self._show_words(False)

    def _show_words(self, shown: bool) -> None:
        full, sign = Qt.ToolButtonStyle.ToolButtonTextUnderIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        for action, button in self.buttons.items():
            worded = action in _ALWAYS_WORDED or (shown and action not in _NEVER_WORDED)
            button.setToolButtonStyle(full if worded else sign)
        self._row.invalidate()

    def _measure(self) -> int:
        """The width of the signs alone, with a long recording."""
        record = self.buttons[Action.RECORD]
        for part in (self.start, *self.buttons.values()):
            part.ensurePolished()
        words = record.text()
        record.setText(_LONG_RECORDING)
        self._show_words(False)
        width = self._row.sizeHint().width()
        record.setText(words)
        self._show_words(True)
        return width

    def _start_looks(self) -> dict[StreamState, tuple[str, str, str]]:
        return {
            StreamState.STOPPED: (self.tr("Start"), "play", "primary"),
            StreamState.STARTING: (self.tr("Starting…"), "hourglass", ""),
            StreamState.LIVE: (self.tr("Stop"), "stop", ""),
            StreamState.STOPPING: (self.tr("Stopping…"), "hourglass", ""),
        }

    def _keep_start_width(self) -> None:
        metrics = self.start.fontMetrics()
        widest = max(metrics.horizontalAdvance(words) for words, _, _ in self._start_looks().values())
        self.start.setMinimumWidth(widest + 52)  # nothing moves when the label flips

    def _show_start(self, state: StreamState) -> None:
        words, sign, kind = self._start_looks()[state]
        if self.start.text() == words:
            return
        self.start.setText(words)
        self.start.setAccessibleName(words)
        self.start.setIcon(icon(sign, Tone.ON_ACCENT if kind else Tone.TEXT))
        self.start.setEnabled(state is not StreamState.STOPPING)
        self.start.setProperty("kind", kind)
        self.start.style().unpolish(self.start)
        self.start.style().polish(self.start)

    def _show_recording(self, view: StreamView) -> None:
        button = self.buttons[Action.RECORD]
        button.setChecked(view.recording is not None)
        if view.recording is None:
            words = self.tr("Record")
        else:
            words = f"{clock(view.recording.seconds)} · {megabytes(view.recording.size_bytes)}"
        if button.text() != words:
            button.setText(words)
            self._fit()
            button.setAccessibleName(
                words if view.recording is None else self.tr("Stop recording, {time}").format(time=words)
            )

    def _make_button(self, action: Action) -> QToolButton:
        button = QToolButton()
        danger = action in (Action.PANIC, Action.RECORD)
        button.setProperty("kind", "tool-danger" if danger else "tool")
        button.setText(self._words()[action])
        button.setAccessibleName(button.text())
        tone = Tone.BAD if danger else Tone.TEXT
        button.setIcon(icon(_ICONS[action], tone, Tone.ON_BAD if danger else Tone.ACCENT))
        button.setIconSize(QSize(20, 20))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCheckable(action in _CHECKABLE)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        button.clicked.connect(lambda: self.triggered.emit(action))
        return button

    def _words(self) -> dict[Action, str]:
        return {
            Action.RECENTER: self.tr("Recentre"),
            Action.PANIC: self.tr("Panic"),
            Action.MIRROR: self.tr("Mirror"),
            Action.FREEZE: self.tr("Freeze"),
            Action.PREVIOUS_PORTRAIT: self.tr("Previous portrait"),
            Action.NEXT_PORTRAIT: self.tr("Next portrait"),
            Action.RECORD: self.tr("Record"),
            Action.SNAPSHOT: self.tr("Snapshot"),
        }

    def _explanations(self) -> dict[Action, str]:
        return {
            Action.START_STOP: self.tr("Start or stop the stream"),
            Action.RECENTER: self.tr("Count down, then take your relaxed face and its place as neutral"),
            Action.PANIC: self.tr("Viewers see a placeholder at once, until pressed again"),
            Action.MIRROR: self.tr("Flip the picture that viewers see"),
            Action.FREEZE: self.tr("Hold the picture that viewers see"),
            Action.PREVIOUS_PORTRAIT: self.tr("Previous portrait"),
            Action.NEXT_PORTRAIT: self.tr("Next portrait"),
            Action.RECORD: self.tr("Record what viewers see as a video"),
            Action.SNAPSHOT: self.tr("Save what viewers see as a picture"),
        }

    def _tip(self, action: Action) -> str:
        keys = QKeySequence(self._hotkeys[action], QKeySequence.SequenceFormat.PortableText)
        shown = keys.toString(QKeySequence.SequenceFormat.NativeText)
        return f"{self._tips[action]} ({shown})" if shown else self._tips[action]

    def _arrange(self) -> None:
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.start)
        for place, group in enumerate(_GROUPS):
            row.addSpacing(4)
            if place:
                row.addWidget(_separator())
                row.addSpacing(4)
            for action in group:
                row.addWidget(self.buttons[action])
        row.addStretch()


def _separator() -> QFrame:
    line = QFrame()
    line.setProperty("separator", True)
    line.setFixedWidth(1)
    return line
