"""The stream's buttons and what the window shows of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import AppError
from app.gui.controller.chores import Chores
from app.gui.controller.notices import NoticeBoard
from app.gui.controller.problems import ProblemTeller
from app.gui.controller.stream_view import statistics_view
from app.gui.controller.takes import new_recording, new_snapshot, recording_view
from app.gui.controller.wording import task_text
from app.gui.views import (
    OnAir,
    PreviewPicture,
    StatisticsView,
    StreamState,
    StreamView,
)
from app.settings.model import AppSettings

if TYPE_CHECKING:
    from app.pipeline.backstage import Backstage
    from app.pipeline.studio.status import StudioStatus

COUNTDOWN = 3
"""Seconds between the wish to recentre and the moment it is done: time to look ahead."""

_FIGURES_S = 0.5
"""How often figures are read; people cannot read them faster."""


class StreamControl(QObject):
    """Starts, stops and watches the stream.

    Args:
        settings: Gives the settings in use.
        notices: Where problems are shown.
        chores: Does what waits for the disk.
    """

    view_changed = Signal(object)
    """``StreamView``."""

    still_came = Signal()
    """While stopped, ``pull_preview`` has another picture: the portrait as Start would show it."""

    countdown_changed = Signal(int)
    """Seconds left before the recentring, 0 when it is done or called off."""

    def __init__(
        self,
        settings: Callable[[], AppSettings],
        notices: NoticeBoard,
        chores: Chores,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._notices = notices
        self._chores = chores
        self._backstage: Backstage | None = None
        self._wants_start = self._expected = False
        self._view = StreamView()
        self._problems = ProblemTeller(notices, self._note_problem, self)
        self._figures_at = -_FIGURES_S
        self._new_frames = (0, 0.0)
        self._still_serial = -1
        self._countdown = 0
        self._record_asked = False
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self._count_down)

    @property
    def view(self) -> StreamView:
        """The stream as it was last looked at."""
        return self._view

    @property
    def countdown(self) -> int:
        """Seconds left before the recentring, 0 for none."""
        return self._countdown

    def attach(self, backstage: Backstage) -> None:
        """Takes the pipeline over; what was wished for meanwhile is done."""
        self._backstage = backstage
        if self._wants_start:
            self.start()

    def expect(self) -> None:
        """Shows that it is about to start: the camera has to be let go elsewhere first."""
        self._expected = True
        self._look()

    @property
    def is_expected(self) -> bool:
        """Whether a start was announced, and neither done nor taken back."""
        return self._expected

    def start(self) -> None:
        """Goes live, as soon as the pipeline is there; the wish shows at once."""
        self._wants_start = True
        if self._backstage is not None:
            self._expected = False
            self._backstage.studio.start()
        self._look()

    def stop(self) -> None:
        """Ends the stream, and a recording with it."""
        self._wants_start = self._expected = False
        self.call_off_recenter()
        if self._backstage is not None:
            self._backstage.studio.stop()
        self._look()

    def toggle_panic(self) -> None:
        """Puts the placeholder on air at once, or the portrait again."""
        self._show(OnAir.PORTRAIT if self._view.on_air is OnAir.PLACEHOLDER else OnAir.PLACEHOLDER)

    def toggle_freeze(self) -> None:
        """Keeps the picture that is on air, or lets it move again."""
        self._show(OnAir.PORTRAIT if self._view.on_air is OnAir.FROZEN else OnAir.FROZEN)

    def recenter(self) -> None:
        """Counts down and then takes the driver's face for the neutral one."""
        if self._view.state is StreamState.LIVE and not self._countdown:
            self._set_countdown(COUNTDOWN)
            self._second.start()

    def call_off_recenter(self) -> None:
        """Stops counting."""
        self._second.stop()
        self._set_countdown(0)

    def toggle_recording(self) -> None:
        """Starts a recording, or finishes the one under way."""
        if self._backstage is None or self._view.state is not StreamState.LIVE:
            return
        if self._view.recording is not None or self._record_asked:
            self._record_asked = False
            self._backstage.studio.stop_recording()
            return
        self._record_asked = True
        folder = self._settings().interface.recordings_folder
        self._chores.run(lambda: new_recording(folder), self._record, self._complain("recording"))

    def snapshot(self) -> None:
        """Writes what is on air as a picture."""
        if self._backstage is not None and self._view.state is StreamState.LIVE:
            folder = self._settings().interface.snapshots_folder
            self._chores.run(lambda: new_snapshot(folder), self._save_picture, self._complain("snapshot"))

    def reset_statistics(self) -> None:
        """Starts the figures over."""
        if self._backstage is not None:
            self._backstage.studio.reset_metrics()
            self._new_frames = (0, 0.0)
            self._figures_at = -_FIGURES_S

    def retry(self, key: str) -> None:
        """Tries again what a notice of that key complained about."""
        from app.pipeline.studio.status import Part

        self._notices.drop(key)
        if self._backstage is None:
            return
        if key == Part.STREAM.value:
            self.start()
        elif key in {part.value for part in Part}:
            self._backstage.studio.retry(Part(key))

    def pull_preview(self, width: int, height: int, after: int) -> PreviewPicture | None:
        """The newest picture on air, fitted into a box of device pixels; None if it was shown already."""
        if self._backstage is None:
            return None
        from app.pipeline.studio.preview import fitted

        studio = self._backstage.studio
        picture, look = studio.picture, studio.driver
        if picture is None or picture.serial <= after:
            return None
        return PreviewPicture(
            fitted(picture.image, max(width, 1), max(height, 1)),
            picture.serial,
            None if look is None else look.landmarks,
            4 / 3 if look is None else look.aspect,
        )

    def poll(self) -> None:
        """Looks at the studio; called by the controller's timer."""
        if self._backstage is None:
            return
        self._look()
        self._look_at_the_still()
        for saved in self._backstage.studio.take_saved():
            self._problems.tell_saved(saved)

    def _look(self) -> None:
        if self._backstage is None:
            wanted = self._wants_start or self._expected
            self._show_view(_awaited() if wanted else StreamView())
            return
        status = self._backstage.studio.status()
        self._problems.tell(status)
        view = self._view_of(status)
        if self._expected and view.state is StreamState.STOPPED:
            view = replace(view, state=StreamState.STARTING)
        if view.state is not StreamState.LIVE:
            self.call_off_recenter()
        if view.state is not StreamState.LIVE or view.recording is not None:
            self._record_asked = False  # from here on the view knows
        self._show_view(view)

    def _show_view(self, view: StreamView) -> None:
        if view != self._view:
            self._view = view
            self.view_changed.emit(view)

    def _look_at_the_still(self) -> None:
        if self._backstage is None or self._view.state is not StreamState.STOPPED:
            self._still_serial = -1
            return
        picture = self._backstage.studio.picture
        if picture is not None and picture.serial != self._still_serial:
            self._still_serial = picture.serial
            self.still_came.emit()

    def _view_of(self, status: StudioStatus) -> StreamView:
        return StreamView(
            state=StreamState(status.phase.value),
            on_air=OnAir(status.on_air.value),
            engine=status.engine,
            output=", ".join(status.outputs),
            face_seen=status.face_seen,
            recording=recording_view(status),
            statistics=self._statistics(status),
            busy="" if status.task is None else task_text(status.task.value),
        )

    def _statistics(self, status: StudioStatus) -> StatisticsView | None:
        """Read anew now and then only: percentiles of a thousand figures are not for every poll."""
        if status.metrics is None or self._backstage is None:
            return None
        now = monotonic()
        if now - self._figures_at < _FIGURES_S:
            return self._view.statistics
        before, at = self._new_frames
        self._figures_at, self._new_frames = now, (status.metrics.frames_new, now)
        new_fps = max(status.metrics.frames_new - before, 0) / (now - at) if at else 0.0
        usage = self._backstage.usage.read()
        return statistics_view(status.metrics, self._settings().stream.fps, new_fps, usage)

    def _show(self, on_air: OnAir) -> None:
        if self._backstage is None or not self._view.state.is_running:
            return
        from app.pipeline.programme import OnAir as Programme

        self._backstage.studio.show(Programme(on_air.value))
        self._look()

    def _count_down(self) -> None:
        self._set_countdown(self._countdown - 1)
        if self._countdown <= 0:
            self._second.stop()
            if self._backstage is not None:
                self._backstage.studio.recenter()
            self._notices.say("recentred", self.tr("Recentred: this is your neutral face now"))

    def _set_countdown(self, seconds: int) -> None:
        if seconds != self._countdown:
            self._countdown = seconds
            self.countdown_changed.emit(seconds)

    def _record(self, path: Path) -> None:
        if self._backstage is not None and self._record_asked:
            self._backstage.studio.record(path)

    def _save_picture(self, path: Path) -> None:
        if self._backstage is not None:
            self._backstage.studio.save_picture(path)

    def _complain(self, key: str) -> Callable[[AppError], None]:
        def complain(error: AppError) -> None:
            self._note_problem(key)
            self._notices.complain(key, "", error)

        return complain

    def _note_problem(self, key: str) -> None:
        self._record_asked = self._record_asked and key != "recording"


def _awaited() -> StreamView:
    """A start that waits for the pipeline."""
    return StreamView(StreamState.STARTING, busy=task_text("loading libraries"))
