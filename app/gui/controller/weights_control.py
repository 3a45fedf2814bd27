"""LivePortrait's weights: whether they are here, and their download."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.gui.controller.chores import Chores
from app.gui.controller.notices import NoticeBoard
from app.gui.sentences import in_one_line
from app.gui.views import DownloadView

if TYPE_CHECKING:
    from app.pipeline.weights.download import Progress
    from app.pipeline.weights.fetch import Fetch

_log = logging.getLogger(__name__)

_KEY = "download"
"""Of its notices."""


class WeightsControl(QObject):
    """Looks for the weights and fetches them, on a thread of its own.

    Args:
        notices: Where problems are shown.
        fetch: The network, None for the real one.
    """

    changed = Signal(object)
    """``DownloadView``."""

    installed = Signal()
    """They are all here now, after a download."""

    def __init__(
        self, notices: NoticeBoard, fetch: Fetch | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        self._fetch = fetch
        self._chores = Chores("weights")
        self._cancelled = threading.Event()
        self._progress: Progress | None = None
        self._view = DownloadView()

    @property
    def view(self) -> DownloadView:
        """As it was last looked at."""
        return self._view

    def look(self) -> None:
        """Finds out what is here and which graphics card there is."""
        self._chores.run(_look, self._found, self._unseen)

    def download(self) -> None:
        """Fetches what is missing; goes on where it was stopped."""
        if self._view.running:
            return
        self._cancelled.clear()
        self._notices.drop(_KEY)
        self._show(replace(self._view, running=True, problem=""))
        self._chores.run(self._bring, lambda _: self._arrived(), self._failed)

    def cancel(self) -> None:
        """Stops the download; what has arrived is kept."""
        self._cancelled.set()

    def poll(self) -> None:
        """Delivers progress; called by the controller's timer."""
        self._chores.poll()
        progress = self._progress
        if progress is not None and self._view.running:
            self._show(
                replace(
                    self._view,
                    done_bytes=progress.done,
                    total_bytes=progress.total,
                    file=progress.file.name,
                )
            )

    def close(self) -> None:
        """Stops whatever runs, waiting for it."""
        self._cancelled.set()
        self._chores.close()

    def _bring(self) -> None:
        from app.paths import models_dir
        from app.pipeline.weights.download import Downloader
        from app.pipeline.weights.hub import HubFetch
        from app.pipeline.weights.manifest_file import shipped_manifest

        Downloader(
            models_dir().absolute(),
            self._fetch or HubFetch(),
            progress=self._note,
            cancelled=self._cancelled.is_set,
        ).download(shipped_manifest().networks)

    def _note(self, progress: Progress) -> None:
        self._progress = progress

    def _arrived(self) -> None:
        self._progress = None
        self._show(
            replace(
                self._view,
                running=False,
                installed=True,
                done_bytes=self._view.total_bytes,
                file="",
                problem="",
            )
        )
        self._notices.say(_KEY, self.tr("LivePortrait's networks are installed"))
        self.installed.emit()

    def _found(self, view: DownloadView) -> None:
        """A download that began meanwhile knows better how far it is."""
        if self._view.running:
            total = self._view.total_bytes or view.total_bytes
            view = replace(self._view, gpu=view.gpu, possible=view.possible, total_bytes=total)
        self._show(view)

    def _unseen(self, error: AppError) -> None:
        _log.warning("the weights cannot be looked at: %s", error)
        if not self._view.running:
            self._show(replace(self._view, problem=in_one_line(error)))

    def _failed(self, error: AppError) -> None:
        self._progress = None
        stopped = self._cancelled.is_set()
        self._show(replace(self._view, running=False, file="", problem="" if stopped else in_one_line(error)))
        if not stopped:
            self._notices.complain(_KEY, self.tr("The download stopped"), error, fatal=False)

    def _show(self, view: DownloadView) -> None:
        if view != self._view:
            self._view = view
            self.changed.emit(view)


def _look() -> DownloadView:
    from app.pipeline.gpu import graphics_card
    from app.pipeline.torch_presence import has_torch
    from app.pipeline.weights.state import Presence, weights_state

    state = weights_state()
    sizes = {one.file.name: one.file.digest.size for one in state.networks}
    missing = {one.file.name for one in state.lacking}
    return DownloadView(
        installed=all(one.presence in (Presence.VERIFIED, Presence.PRESENT) for one in state.networks),
        done_bytes=sum(size for name, size in sizes.items() if name not in missing),
        total_bytes=sum(sizes.values()),
        gpu=graphics_card(),
        possible=has_torch(),
    )
