"""The studio: what a window asks for, brought about on a thread of its own.

Whoever holds a studio says what he wants (a running stream of this configuration) and returns at
once; the studio's thread compares it with what is there and removes the differences, the newest
wish winning over those it had no time for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.config import StreamConfig
from app.errors import AppError
from app.facs import ActionUnit
from app.pipeline.clock import Clock, SystemClock
from app.pipeline.programme import OnAir
from app.pipeline.session_state import SessionSnapshot, SessionState
from app.pipeline.studio.board import Board
from app.pipeline.studio.monitor import DriverLook, DriverMonitor, MonitorPicture, OutputMonitor
from app.pipeline.studio.openers import Openers, RealOpeners
from app.pipeline.studio.reconciler import Reconciler
from app.pipeline.studio.status import Part, Phase, Saved, SavedKind, StudioStatus
from app.pipeline.studio.wishes import Wish, Wishes
from app.pipeline.types import Frame
from app.pipeline.worker import Worker
from app.tuning import Tuning

_CLOSE_S = 8.0


class Studio:
    """Holds one stream. Every method may be called from any thread and returns at once.

    Args:
        config: What to stream.
        tuning: How motion is carried over.
        openers: Open the parts.
        clock: The clock of the sessions.
    """

    def __init__(
        self,
        config: StreamConfig,
        tuning: Tuning | None = None,
        *,
        openers: Openers | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._openers: Openers = openers or RealOpeners()
        self._board = Board()
        self._monitor = OutputMonitor()
        self._driver = DriverMonitor()
        self._wishes = Wishes(Wish(config, tuning or Tuning()))
        self._reconciler = Reconciler(
            self._wishes, self._openers, clock or SystemClock(), self._board, self._monitor, self._driver
        )
        self._worker = Worker("studio", self._reconciler.run, self._reconciler.ended)
        self._worker.start()

    # What is wanted.

    def start(self) -> None:
        """Goes live."""
        self._wishes.start()

    def stop(self) -> None:
        """Ends the stream and whatever is recorded."""
        self._wishes.stop()

    def configure(self, config: StreamConfig) -> None:
        """Takes another configuration; every difference is applied while live."""
        self._wishes.configure(config)

    def tune(self, tuning: Tuning) -> None:
        """Takes other controls and strengths, from the next frame on."""
        self._wishes.tune(tuning)

    def show(self, on_air: OnAir) -> None:
        """Puts the portrait, the frozen picture or the placeholder on air, from the next tick on.

        Holds until the stream ends; without a stream there is nothing on air.
        """
        self._wishes.show(on_air)

    def recenter(self) -> None:
        """Takes the driver's next pose and expression as the neutral ones."""
        stream = self._reconciler.stream
        if stream is not None:
            stream.session.recenter()

    def record(self, path: Path) -> None:
        """Starts a recording; needs a live stream."""
        reconciler = self._reconciler
        self._wishes.order(
            lambda: reconciler.with_stream(lambda stream: stream.record(path, reconciler.mark()))
        )

    def stop_recording(self) -> None:
        """Finishes the recording."""
        self._wishes.order(lambda: self._reconciler.with_stream(lambda stream: stream.stop_recording()))

    def save_picture(self, path: Path) -> None:
        """Writes what is on air now as a picture."""
        picture = self._monitor.picture
        if picture is not None:
            self._wishes.order(lambda: self._save_picture(path, picture))

    def retry(self, part: Part) -> None:
        """Tries again to open what could not be opened."""
        self._board.fine(part)  # what is still wrong is said anew
        self._wishes.order(lambda: self._reconciler.retry(part))

    def reset_metrics(self) -> None:
        """Starts the figures over."""
        stream = self._reconciler.stream
        if stream is not None:
            stream.reset_metrics()

    def keep_frames(self, keep: bool) -> None:
        """Whether ``frame`` is to give the driver's own picture."""
        self._driver.keep_frames(keep)

    def watch_action_units(self, watched: bool) -> None:
        """Whether ``action_units`` is to tell of them."""
        self._driver.units.watch(watched)

    def close(self) -> bool:
        """Ends the stream and the thread. Waits; True when it ended in time. May be called twice."""
        self._wishes.close()
        return self._worker.join(_CLOSE_S)

    # What is there.

    @property
    def picture(self) -> MonitorPicture | None:
        """The newest picture on air; while stopped, the portrait as it would be."""
        return self._monitor.picture

    @property
    def driver(self) -> DriverLook | None:
        """The newest look at the driver, None while nothing is tracked."""
        return self._driver.look

    @property
    def frame(self) -> Frame | None:
        """The driver's own picture, None unless ``keep_frames`` asked for it."""
        return self._driver.frame

    @property
    def action_units(self) -> Mapping[ActionUnit, float] | None:
        """How strongly the driver's are seen, 0..5; None without a face, or unless they are watched."""
        return self._driver.units.intensities

    def take_saved(self) -> tuple[Saved, ...]:
        """Files that were finished since the last call."""
        return self._board.take_saved()

    def status(self) -> StudioStatus:
        """Everything else, now."""
        stream, look = self._reconciler.stream, self._driver.look
        snapshot = None if stream is None else stream.snapshot()
        phase = self._reconciler.phase
        wish = self._wishes.newest  # after the phase: a stream that ends by itself takes the wish along first
        return StudioStatus(
            phase=_wanted_phase(phase, wish, snapshot),
            task=self._board.task,
            on_air=wish.on_air,
            engine="" if snapshot is None else snapshot.metrics.engine,
            outputs=() if stream is None else stream.outputs,
            metrics=None if snapshot is None else snapshot.metrics,
            recording=None if stream is None else stream.recording,
            problems=self._board.problems,
            face_seen=None if look is None else look.landmarks is not None,
        )

    def _save_picture(self, path: Path, picture: MonitorPicture) -> None:
        try:
            self._openers.picture_file(path, picture.image, self._reconciler.mark())
        except AppError as error:
            self._board.wrong(Part.SNAPSHOT, error)
        else:
            self._board.fine(Part.SNAPSHOT)
            self._board.saved(Saved(SavedKind.SNAPSHOT, path))


def _wanted_phase(phase: Phase, wish: Wish, snapshot: SessionSnapshot | None) -> Phase:
    """A wish shows at once, also before the thread has come to it."""
    if phase is Phase.STARTING and snapshot is not None and snapshot.state is SessionState.LIVE:
        phase = Phase.LIVE
    if wish.live and phase is Phase.STOPPED:
        return Phase.STARTING
    if not wish.live and phase in (Phase.STARTING, Phase.LIVE):
        return Phase.STOPPING
    return phase
