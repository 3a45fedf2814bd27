from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from app.errors import EngineError, SinkError, SourceError
from app.pipeline.fakes import MOVED_COLOUR, REST_COLOUR, FakeAnimator, MemorySink
from app.pipeline.inference import FrameAnimator
from app.pipeline.metrics import Stage
from app.pipeline.session import SHUTDOWN_S, Session
from app.pipeline.session_state import SessionState, StopReason
from tests.unit.pipeline.scripted_source import CAMERA_COLOUR, ScriptedSource

SIZE = (64, 48)
FPS = 120.0


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive(), f"{thread.name} is left"


def _session(
    source: ScriptedSource,
    *sinks: MemorySink,
    animator: FakeAnimator | None = None,
    make_animator: Callable[[], FrameAnimator] | None = None,
    duration_s: float | None = None,
) -> Session:
    animator = animator or FakeAnimator(SIZE)
    return Session(source, make_animator or (lambda: animator), sinks, fps=FPS, duration_s=duration_s)


def _finish(session: Session) -> float:
    """Waits for the end of an already ending session; seconds it took to close everything."""
    started_at = time.perf_counter()
    assert session.wait(20)
    return time.perf_counter() - started_at


def test_a_source_runs_to_its_end_and_everything_is_closed() -> None:
    source, sink, animator = ScriptedSource(30), MemorySink(), FakeAnimator(SIZE)
    session = _session(source, sink, animator=animator)
    assert session.snapshot().state is SessionState.STARTING
    session.start()
    _finish(session)
    snapshot = session.snapshot()
    assert snapshot.state is SessionState.STOPPED
    assert snapshot.reason is StopReason.END_OF_SOURCE
    assert snapshot.error is None
    assert snapshot.metrics.frames_in == 30
    assert snapshot.metrics.frames_new + snapshot.metrics.drops == 30
    assert source.closed.is_set()
    assert sink.closed
    assert animator.closed
    assert sink.images[-1][1, 1].tolist() == list(MOVED_COLOUR)
    assert sink.images[-1][0, 0, 0] == 29


def test_camera_pixels_never_reach_a_sink() -> None:
    sink = MemorySink(wanted=60)
    animator = FakeAnimator(SIZE, fails_between=(10, 20))
    with _session(ScriptedSource(), sink, animator=animator):
        assert sink.full.wait(20)
    shown = {tuple(pixel) for image in sink.images for pixel in image.reshape(-1, 3)[1:].tolist()}
    assert CAMERA_COLOUR not in shown
    assert shown <= {REST_COLOUR, MOVED_COLOUR}
    assert sink.images[0][1, 1].tolist() == list(REST_COLOUR)


def test_a_stop_from_outside_ends_in_order() -> None:
    sink = MemorySink()
    session = _session(ScriptedSource(), sink)
    session.start()
    assert sink.full.wait(20)
    assert session.snapshot().state is SessionState.LIVE
    session.stop()
    session.stop()
    assert _finish(session) < SHUTDOWN_S
    assert session.snapshot().reason is StopReason.REQUESTED
    assert session.snapshot().state is SessionState.STOPPED
    assert sink.closed


def test_a_camera_blocked_in_a_read_is_closed_to_free_it() -> None:
    source, sink = ScriptedSource(blocks_at=3), MemorySink()
    session = _session(source, sink)
    session.start()
    assert source.blocked.wait(20)
    session.stop()
    assert _finish(session) < SHUTDOWN_S
    assert session.snapshot().state is SessionState.STOPPED


def test_a_camera_that_ignores_its_closing_is_left_behind(caplog: pytest.LogCaptureFixture) -> None:
    source, sink = ScriptedSource(blocks_at=3, stubborn=True), MemorySink()
    session = _session(source, sink)
    session.start()
    assert source.blocked.wait(20)
    session.stop()
    assert _finish(session) < SHUTDOWN_S + 0.5
    assert sink.closed
    assert "capture" in caplog.text
    source.released.set()


def test_the_output_goes_on_while_the_camera_is_silent() -> None:
    source, sink = ScriptedSource(blocks_at=0), MemorySink(wanted=30)
    with _session(source, sink):
        assert sink.full.wait(20)
    assert {tuple(image[0, 0].tolist()) for image in sink.images} == {REST_COLOUR}


def test_the_duration_ends_the_run() -> None:
    sink = MemorySink()
    session = _session(ScriptedSource(), sink, duration_s=0.25)
    session.start()
    _finish(session)
    assert session.snapshot().reason is StopReason.DURATION
    # Exactly 30 where no tick is overslept, which a busy machine may do.
    assert 10 <= len(sink.images) <= 30


def test_a_slow_stage_drops_old_frames_and_counts_them() -> None:
    sink = MemorySink()
    session = _session(ScriptedSource(60), sink, animator=FakeAnimator(SIZE, work_s=0.05))
    session.start()
    _finish(session)
    metrics = session.snapshot().metrics
    assert metrics.dropped[Stage.TRACK] > 20
    assert metrics.frames_new + metrics.drops == 60
    assert sink.images[-1][0, 0, 0] == 59
    order = [int(image[0, 0, 0]) for image in sink.images if image[1, 1].tolist() == list(MOVED_COLOUR)]
    assert order == sorted(order)


def test_a_source_error_ends_the_session_with_it() -> None:
    source, sink = ScriptedSource(fails_at=5), MemorySink()
    session = _session(source, sink)
    session.start()
    assert _finish(session) < SHUTDOWN_S
    snapshot = session.snapshot()
    assert snapshot.state is SessionState.FAILED
    assert snapshot.reason is StopReason.ERROR
    assert isinstance(snapshot.error, SourceError)
    assert sink.closed
    assert source.closed.is_set()


def test_one_broken_sink_of_two_does_not_end_the_session() -> None:
    broken, good = MemorySink("broken", fails_at=2), MemorySink("good", wanted=20)
    session = _session(ScriptedSource(), broken, good)
    with session:
        assert good.full.wait(20)
    assert session.snapshot().state is SessionState.STOPPED
    assert len(broken.images) == 2


def test_the_only_sink_breaking_ends_the_session() -> None:
    source, sink = ScriptedSource(), MemorySink(fails_at=2)
    session = _session(source, sink)
    session.start()
    assert _finish(session) < SHUTDOWN_S
    assert isinstance(session.snapshot().error, SinkError)
    assert source.closed.is_set()


def test_an_animator_that_cannot_be_built_fails_the_session_and_closes_all() -> None:
    def fail() -> FrameAnimator:
        raise EngineError("cannot start the engine", "a planted fault")

    source, sink = ScriptedSource(), MemorySink()
    session = _session(source, sink, make_animator=fail)
    session.start()
    assert _finish(session) < SHUTDOWN_S
    assert isinstance(session.snapshot().error, EngineError)
    assert source.closed.is_set()
    assert sink.closed


def test_a_stop_while_the_animator_is_being_built_closes_all() -> None:
    building, go_on = threading.Event(), threading.Event()
    animator = FakeAnimator(SIZE)

    def build() -> FrameAnimator:
        building.set()
        go_on.wait(20)
        return animator

    source, sink = ScriptedSource(), MemorySink()
    session = _session(source, sink, make_animator=build)
    session.start()
    assert building.wait(20)
    session.stop()
    go_on.set()
    _finish(session)
    assert animator.closed
    assert source.closed.is_set()
    assert sink.closed
    assert sink.images == []


def test_a_session_never_started_can_be_closed() -> None:
    source, sink = ScriptedSource(), MemorySink()
    session = _session(source, sink)
    session.stop()
    _finish(session)
    assert source.closed.is_set()
    assert sink.closed


def test_recenter_reaches_the_animator() -> None:
    sink, animator = MemorySink(wanted=20), FakeAnimator(SIZE)
    session = _session(ScriptedSource(), sink, animator=animator)
    session.recenter()
    with session:
        assert sink.full.wait(20)
    assert animator.recentered == 1


def test_images_have_the_output_size() -> None:
    sink = MemorySink(wanted=5)
    with _session(ScriptedSource(), sink):
        assert sink.full.wait(20)
    assert {image.shape for image in sink.images} == {(48, 64, 3)}
    assert all(image.dtype == np.uint8 for image in sink.images)


def test_a_file_that_is_written_slowly_is_finished_all_the_same(caplog: pytest.LogCaptureFixture) -> None:
    class Slow(MemorySink):
        """Takes three seconds to close, as when pictures still wait to be written."""

        def __init__(self) -> None:
            super().__init__()
            self.finished = False

        def close(self) -> None:
            super().close()
            threading.Event().wait(SHUTDOWN_S + 1.0)
            self.finished = True

    sink = Slow()
    session = _session(ScriptedSource(), sink)
    session.start()
    assert sink.full.wait(20)
    session.stop()
    _finish(session)
    assert sink.finished
    assert "hangs" not in caplog.text
