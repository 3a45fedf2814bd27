"""The notices of the window, newest first, each only once."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.gui.views import Notice, Severity
from app.gui.widgets.banner import Banner

MOST_VISIBLE = 3
INFO_LIFETIME_MS = 6000


_GRAVEST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


class BannerStack(QWidget):
    """Shows notices over the window's content; empty, it takes no place.

    Args:
        info_lifetime_ms: How long an INFO stays.
        parent: Owner.
    """

    remedy_chosen = Signal(Notice)
    """The action of a notice was pressed."""
    dismissed = Signal(str)
    """The key of a notice that went."""
    rearranged = Signal()
    """There are others, so that the height is another one."""

    def __init__(self, info_lifetime_ms: int = INFO_LIFETIME_MS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lifetime_ms = info_lifetime_ms
        self._banners: list[Banner] = []  # newest first
        self._most = MOST_VISIBLE
        self._more = QLabel()
        self._more.setProperty("role", "badge")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(self.tr("Notices"))
        self._show_first()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All of them, the gravest first, the newest of those before older ones."""
        return tuple(banner.notice for banner in self._banners)

    @property
    def banners(self) -> tuple[Banner, ...]:
        """Their cards in that order; only the first few are visible."""
        return tuple(self._banners)

    def post(self, notice: Notice) -> None:
        """Shows a notice before its equals; one of the same key is replaced, and counted."""
        banner = self._of(notice.key)
        if banner is None:
            banner = self._new(notice)
        else:
            count = max(notice.count, banner.notice.count + 1)
            banner.say(replace(notice, count=count))
            self._banners.remove(banner)
        self._banners.insert(0, banner)
        # What stopped something must not wait behind three saved snapshots.
        self._banners.sort(key=lambda one: _GRAVEST_FIRST.index(one.notice.severity))
        self._show_first()
        self.rearranged.emit()
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleEvent(banner, QAccessible.Event.Alert))

    def withdraw(self, key: str) -> None:
        """Takes a notice away without ``dismissed``: its cause is gone. Unknown keys are no error."""
        banner = self._of(key)
        if banner is not None:
            self._drop(banner)

    def fit(self, width: int, room: int) -> None:
        """Shows as many as there is room for, the first of them in any case.

        Args:
            width: Of the stack, logical pixels.
            room: Its height at most.
        """
        gap = self._column.spacing()
        room -= self._more.sizeHint().height()
        most = MOST_VISIBLE
        for place, banner in enumerate(self._banners[1:MOST_VISIBLE], 1):
            room -= gap + self._banners[place - 1].heightForWidth(width)
            if room < gap + banner.heightForWidth(width):
                most = place
                break
        if most != self._most:
            self._most = most
            self._show_first()

    def _of(self, key: str) -> Banner | None:
        return next((banner for banner in self._banners if banner.notice.key == key), None)

    def _new(self, notice: Notice) -> Banner:
        banner = Banner(notice, self._lifetime_ms, self)
        banner.remedy_chosen.connect(self.remedy_chosen)
        banner.closed.connect(self._on_closed)
        banner.hide()  # said aloud: a layout shows by itself what was never hidden
        return banner

    def _on_closed(self, key: str) -> None:
        self.withdraw(key)
        self.dismissed.emit(key)

    def _drop(self, banner: Banner) -> None:
        self._banners.remove(banner)
        self._column.removeWidget(banner)
        banner.rest(True)
        banner.hide()
        banner.deleteLater()
        self._show_first()
        self.rearranged.emit()

    def _show_first(self) -> None:
        for place, banner in enumerate(self._banners):
            self._column.insertWidget(place, banner)
            visible = place < self._most
            if visible is banner.isHidden():
                banner.setVisible(visible)
                banner.rest(not visible)  # nobody has read it while it waits
        waiting = len(self._banners) - self._most
        self._more.setText(self.tr("%n more", "", max(0, waiting)))
        self._more.setVisible(waiting > 0)
        self.setVisible(bool(self._banners))
