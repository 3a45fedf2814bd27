"""One notice on the screen: what happened, why, what to do, and a button that does it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.gui.theme import Tone, icon
from app.gui.views import Notice, Remedy, Severity
from app.gui.widgets.icon_label import IconLabel

_SIGNS = {
    Severity.INFO: ("info", Tone.ACCENT),
    Severity.WARNING: ("warning", Tone.WARNING),
    Severity.ERROR: ("error", Tone.BAD),
}


class Banner(QFrame):
    """A card with one notice. An INFO goes by itself unless the pointer rests on it.

    Args:
        notice: What to say.
        lifetime_ms: How long an INFO stays.
        parent: Owner.
    """

    remedy_chosen = Signal(Notice)
    """The action button was pressed."""
    closed = Signal(str)
    """The notice's key: dismissed, or its time is over."""

    def __init__(self, notice: Notice, lifetime_ms: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.notice = notice
        self.setProperty("card", True)
        self._sign, self._what, self._badge = IconLabel(20), _words("heading"), QLabel()
        self._badge.setProperty("role", "badge")
        self._why, self._fix, self._detail = _words("muted"), _words(""), _words("small")
        self.action, self.close_button = QPushButton(), self._make_close()
        self.action.clicked.connect(lambda: self.remedy_chosen.emit(self.notice))
        self._lifetime = QTimer(self)
        self._lifetime.setSingleShot(True)
        self._lifetime.setInterval(lifetime_ms)
        self._lifetime.timeout.connect(self._close)
        self._arrange()
        self.say(notice)

    def say(self, notice: Notice) -> None:
        """Replaces the notice; an INFO's time starts anew."""
        self.notice = notice
        self._sign.show_icon(*_SIGNS[notice.severity])
        self.setProperty("severity", notice.severity.value)
        self._what.setText(notice.what)
        for label, words in zip(
            (self._why, self._fix, self._detail), (notice.why, notice.fix, notice.detail), strict=True
        ):
            label.setText(words)
            label.setVisible(bool(words))
        self._badge.setText(f"×{notice.count}")  # noqa: RUF001 - the sign for times
        self._badge.setVisible(notice.count > 1)
        self.action.setText(self._remedy_words(notice.remedy))
        self.action.setVisible(notice.remedy is not Remedy.NONE)
        self.setAccessibleName(self._spoken())
        self.style().unpolish(self)
        self.style().polish(self)
        self.rest(self.underMouse())

    def rest(self, resting: bool) -> None:
        """Stops the time of an INFO while somebody reads it, and starts it anew after."""
        if resting or self.notice.severity is not Severity.INFO:
            self._lifetime.stop()
        else:
            self._lifetime.start()

    @property
    def goes_by_itself(self) -> bool:
        """Whether its time is running."""
        return self._lifetime.isActive()

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: D102, N802 - Qt's name
        super().enterEvent(event)
        self.rest(True)

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002, D102, N802 - Qt's name
        self.rest(False)

    def _close(self) -> None:
        self._lifetime.stop()
        self.closed.emit(self.notice.key)

    def _spoken(self) -> str:
        kind = {
            Severity.INFO: self.tr("Information"),
            Severity.WARNING: self.tr("Warning"),
            Severity.ERROR: self.tr("Error"),
        }[self.notice.severity]
        return f"{kind}: " + " ".join(_sentence(part) for part in self.notice.words if part)

    def _remedy_words(self, remedy: Remedy) -> str:
        return {
            Remedy.NONE: "",
            Remedy.RETRY: self.tr("Try again"),
            Remedy.RECENTER: self.tr("Follow this person"),
            Remedy.CHOOSE_CAMERA: self.tr("Choose a camera"),
            Remedy.CHOOSE_PORTRAIT: self.tr("Choose a portrait"),
            Remedy.VIRTUAL_CAMERA_HELP: self.tr("Set up the virtual camera"),
            Remedy.DOWNLOAD_WEIGHTS: self.tr("Download"),
            Remedy.OPEN_FOLDER: self.tr("Open folder"),
            Remedy.OPEN_LOGS: self.tr("Open logs"),
            Remedy.COPY_FIX: self.tr("Copy the fix"),
        }[remedy]

    def _make_close(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "mini")
        button.setIcon(icon("close", Tone.MUTED))
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(24, 24)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setToolTip(self.tr("Dismiss"))
        button.setAccessibleName(self.tr("Dismiss"))
        button.clicked.connect(self._close)
        return button

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._what, 1)
        first.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self._why)
        words.addWidget(self._fix)
        words.addWidget(self._detail)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 8, 10)
        row.setSpacing(10)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)


def _words(role: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)  # names of files and devices are nobody's markup
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?", "\N{IDEOGRAPHIC FULL STOP}")) else f"{words}."
