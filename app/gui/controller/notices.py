"""The notices of the banners: one of each key, the newest first."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Signal

from app.errors import AppError
from app.gui.sentences import begun, told
from app.gui.views import Notice, Remedy, Severity

_TITLES = {
    "settings": QT_TRANSLATE_NOOP("Problems", "There is a problem with the settings"),
    "preset": QT_TRANSLATE_NOOP("Problems", "There is a problem with a preset"),
    "portrait file": QT_TRANSLATE_NOOP("Problems", "There is a problem with a portrait"),
    "recording": QT_TRANSLATE_NOOP("Problems", "The recording could not be started"),
    "snapshot": QT_TRANSLATE_NOOP("Problems", "The snapshot could not be saved"),
    "fault": QT_TRANSLATE_NOOP("Problems", "Something did not work"),
    "program": QT_TRANSLATE_NOOP("Problems", "Something did not work"),
}
"""By the key of the notice, for errors that come without a title."""


class NoticeBoard(QObject):
    """Keeps what the banners show."""

    posted = Signal(object)
    """A ``Notice`` to show, or to show anew in the place of the one of its key."""

    dropped = Signal(str)
    """Key of a notice that is over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices: dict[str, Notice] = {}

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All of them, the newest first."""
        return tuple(reversed(self._notices.values()))

    def post(self, notice: Notice) -> None:
        """Shows a notice; one of its key that is there already gives its place and counts up."""
        old = self._notices.pop(notice.key, None)
        again = old is not None and old.words == notice.words
        shown = replace(notice, count=old.count + 1) if old and again else notice
        self._notices[notice.key] = shown
        self.posted.emit(shown)

    def say(self, key: str, what: str, why: str = "", *, remedy: Remedy = Remedy.NONE) -> None:
        """Shows a piece of information that goes by itself."""
        self.post(Notice(key, Severity.INFO, what, why, remedy=remedy))

    def complain(
        self, key: str, title: str, error: AppError, *, remedy: Remedy = Remedy.NONE, fatal: bool = True
    ) -> None:
        """Shows an error.

        Args:
            key: Of the notice.
            title: What it is about, in the user's language; empty for the error's own words.
            error: What, why, and what to do.
            remedy: What the button does.
            fatal: Whether something stopped; otherwise it is a warning.
        """
        title = title or _title_in_translation(key)
        said = told(error, title)
        severity = Severity.ERROR if fatal else Severity.WARNING
        what = begun(title or error.what)
        self.post(Notice(key, severity, what, said.why, said.fix, remedy, detail=said.detail))

    def drop(self, key: str) -> None:
        """Takes a notice away, if it is there."""
        if self._notices.pop(key, None) is not None:
            self.dropped.emit(key)


def _title_in_translation(key: str) -> str:
    """Errors speak English; another language gets a title of its own before them."""
    words = str(_TITLES.get(key, ""))
    said = QCoreApplication.translate("Problems", words) if words else ""
    return "" if said == words else said
