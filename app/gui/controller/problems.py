"""What is wrong with the stream, as banners that come and go with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.errors import Reason
from app.gui.controller.notices import NoticeBoard
from app.gui.controller.wording import problem_title
from app.gui.views import Notice, Remedy, Severity

if TYPE_CHECKING:
    from app.pipeline.studio.status import Problem, Saved, StudioStatus


class ProblemTeller(QObject):
    """Turns the problems of a studio into notices, each told once.

    Args:
        notices: Where they are shown.
        on_new: Told the part of every new problem.
    """

    def __init__(
        self, notices: NoticeBoard, on_new: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._notices = notices
        self._on_new = on_new
        self._known: dict[str, int] = {}

    def tell(self, status: StudioStatus) -> None:
        """New problems become banners; those that are over take theirs away."""
        now = {problem.part.value: problem.serial for problem in status.problems}
        for problem in status.problems:
            if self._known.get(problem.part.value) != problem.serial:
                self._complain(problem)
        for key in self._known.keys() - now.keys():
            self._notices.drop(key)
        self._known = now

    def tell_saved(self, saved: Saved) -> None:
        """Says that a file is finished, and offers its folder."""
        recording = saved.kind.value == "recording"
        what = self.tr("Recording saved") if recording else self.tr("Snapshot saved")
        key, folder = f"saved {saved.kind.value}", saved.path.parent
        self._notices.post(
            Notice(key, Severity.INFO, what, saved.path.name, remedy=Remedy.OPEN_FOLDER, path=folder)
        )

    def _complain(self, problem: Problem) -> None:
        key = problem.part.value
        self._on_new(key)
        self._notices.complain(
            key,
            problem_title(key),
            problem.error,
            remedy=_remedy(problem),
            fatal=key in ("stream", "recording"),
        )


def _remedy(problem: Problem) -> Remedy:
    if problem.error.reason is Reason.WEIGHTS_MISSING:
        return Remedy.DOWNLOAD_WEIGHTS
    if problem.error.reason is Reason.CAMERA_BLACK:
        return Remedy.CHOOSE_CAMERA  # it is open already
    return _REMEDIES.get(problem.part.value, Remedy.NONE)


_REMEDIES = {
    "portrait": Remedy.CHOOSE_PORTRAIT,
    "engine": Remedy.RETRY,
    "camera": Remedy.RETRY,
    "driver": Remedy.RECENTER,
    "output": Remedy.VIRTUAL_CAMERA_HELP,
    "stream": Remedy.RETRY,
}
