from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError

import pytest

from app.errors import AppError, EngineError, SinkError, SourceError
from app.pipeline.fakes import MOVED_COLOUR, REST_COLOUR, FakeAnimator, MemorySink, filled
from app.pipeline.inference import FrameAnimator
from app.pipeline.programme import OnAir
from app.pipeline.session import Session
from app.pipeline.session_state import SessionState
from app.pipeline.sinks.base import Sink
from app.pipeline.types import Frame, RGBImage
from tests.unit.pipeline.scripted_source import CAMERA_COLOUR, ScriptedSource
from tests.unit.pipeline.studio.stage import until

SIZE, OTHER_SIZE = (16, 12), (12, 16)
FPS = 120.0
CARD = filled(SIZE, (3, 3, 3))


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive(), f"{thread.name} is left"


class CallingSink(MemorySink):
    """Sets an event when a picture came that one waits for."""

    def __init__(self, wanted: Callable[[RGBImage], bool]) -> None:
        super().__init__()
        self._is_wanted = wanted
        self.came = threading.Event()

    def send(self, image: RGBImage) -> None:
        super().send(image)
        if self._is_wanted(image):
            self.came.set()


class Events:
    """What a session said."""

    def __init__(self) -> None:
        self.source_ends: list[AppError | None] = []
        self.source_ended = threading.Event()
        self.lost: list[Sink] = []
        self.lost_one = threading.Event()

    def on_source_end(self, error: AppError | None) -> None:
        self.source_ends.append(error)
        self.source_ended.set()

    def on_sink_lost(self, sink: Sink, error: SinkError) -> None:
        del error
        self.lost.append(sink)
        self.lost_one.set()


def _session(
    source: ScriptedSource | None,
    *sinks: MemorySink,
    animator: FakeAnimator | None = None,
    make_animator: Callable[[], FrameAnimator] | None = None,
    events: Events | None = None,
    placeholder: RGBImage | None = CARD,
) -> Session:
    animator, events = animator or FakeAnimator(SIZE), events or Events()
    return Session(
        source,
        make_animator or (lambda: animator),
        sinks,
        fps=FPS,
        placeholder=placeholder,
        on_source_end=events.on_source_end,
        on_sink_lost=events.on_sink_lost,
    )


def _is_moved(image: RGBImage) -> bool:
    return bool((image[1, 1] == MOVED_COLOUR).all())


def _is_at_rest(image: RGBImage) -> bool:
    return bool((image == REST_COLOUR).all())


def _is_card(image: RGBImage) -> bool:
    return bool((image == CARD[0, 0]).all())


def _sizes(sink: MemorySink) -> set[tuple[int, int]]:
    return {(image.shape[1], image.shape[0]) for image in sink.images}


def _live(session: Session) -> None:
    session.between_frames(lambda: None).result(20)
    assert session.snapshot().state is SessionState.LIVE


# The source.


def test_a_session_outlives_its_source_and_takes_another() -> None:
    events, sink = Events(), CallingSink(_is_moved)
    first, second = ScriptedSource(5), ScriptedSource()
    with _session(first, sink, events=events) as session:
        assert events.source_ended.wait(20)
        assert events.source_ends == [None]
        assert session.snapshot().state is SessionState.LIVE
        assert sink.came.wait(20)
        sink.came.clear()
        session.replace_source(second)
        assert sink.came.wait(20)
        assert not second.closed.is_set()
    assert first.closed.is_set()
    assert second.closed.is_set()
    assert session.snapshot().error is None


def test_a_source_that_breaks_is_told_and_the_portrait_rests() -> None:
    events, sink = Events(), CallingSink(_is_at_rest)
    with _session(ScriptedSource(fails_at=3), sink, events=events) as session:
        assert events.source_ended.wait(20)
        sink.came.clear()
        assert sink.came.wait(20)
        assert session.snapshot().error is None
    assert isinstance(events.source_ends[0], SourceError)


def test_a_source_that_is_replaced_says_nothing() -> None:
    events, sink = Events(), CallingSink(_is_moved)
    first = ScriptedSource()
    with _session(first, sink, events=events) as session:
        assert sink.came.wait(20)
        session.replace_source(None)
        assert first.closed.is_set()
    assert events.source_ends == []


def test_a_source_blocked_in_a_read_is_replaced() -> None:
    first, sink = ScriptedSource(blocks_at=0), CallingSink(_is_moved)
    with _session(first, sink) as session:
        assert first.blocked.wait(20)
        session.replace_source(ScriptedSource())
        assert sink.came.wait(20)


def test_a_source_that_hangs_is_left_behind_and_its_late_frame_moves_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Late(ScriptedSource):
        def read(self) -> Frame | None:
            super().read()
            return Frame(self._image, 77, 0.0)

    first, sink = Late(blocks_at=0, stubborn=True), MemorySink(wanted=60)
    with _session(first, sink) as session:
        assert first.blocked.wait(20)
        session.replace_source(None)
        assert "left behind" in caplog.text
        first.released.set()
        assert sink.full.wait(20)
    assert not any(_is_moved(image) for image in sink.images)


def test_no_frame_of_the_old_source_is_left_for_the_new_one() -> None:
    """The inference is busy while the sources change; the frame that waited is thrown away."""
    drawing, go_on = threading.Event(), threading.Event()
    indices: list[int] = []

    class Busy(FakeAnimator):
        def animate(self, frame: Frame) -> RGBImage:
            indices.append(frame.index)
            drawing.set()
            go_on.wait(20)
            return super().animate(frame)

    with _session(ScriptedSource(1000), MemorySink(), animator=Busy(SIZE)) as session:
        assert drawing.wait(20)
        until(lambda: session.snapshot().metrics.frames_in >= 3, "a frame that waits")
        session.replace_source(None)
        go_on.set()
        session.between_frames(lambda: None).result(20)
    assert len(indices) == 1


def test_a_source_for_a_session_that_is_over_is_closed() -> None:
    session, late = _session(None, MemorySink()), ScriptedSource()
    session.start()
    session.stop()
    session.replace_source(late)
    assert session.wait(20)
    assert late.closed.is_set()


def test_a_source_for_a_session_that_starts_is_read_when_it_is_live() -> None:
    building, go_on = threading.Event(), threading.Event()

    def build() -> FrameAnimator:
        building.set()
        go_on.wait(20)
        return FakeAnimator(SIZE)

    old, new, sink = ScriptedSource(), ScriptedSource(), CallingSink(_is_moved)
    with _session(old, sink, make_animator=build) as session:
        assert building.wait(20)
        session.replace_source(new)
        assert old.closed.is_set()
        go_on.set()
        assert sink.came.wait(20)


# The output.


def _resize(session: Session, animator: FakeAnimator, sink: Sink, fps: float = FPS) -> None:
    def change() -> None:
        animator.size = OTHER_SIZE

    session.close_output()
    session.between_frames(change).result(20)
    session.open_output([sink], fps=fps, placeholder=filled(OTHER_SIZE, (3, 3, 3)))


def test_after_another_size_no_sink_sees_the_old_one() -> None:
    for _ in range(10):
        animator, small, tall = FakeAnimator(SIZE), CallingSink(_is_moved), CallingSink(_is_moved)
        with _session(ScriptedSource(fps=500), small, animator=animator) as session:
            assert small.came.wait(20)
            _resize(session, animator, tall)
            assert small.closed
            assert tall.came.wait(20)
        assert _sizes(small) == {SIZE}
        assert _sizes(tall) == {OTHER_SIZE}
        assert session.snapshot().error is None


def test_what_is_on_air_stays_so_with_another_output() -> None:
    animator, small, tall = FakeAnimator(SIZE), MemorySink(), MemorySink(wanted=10)
    with _session(ScriptedSource(), small, animator=animator) as session:
        _live(session)
        session.show(OnAir.PLACEHOLDER)
        _resize(session, animator, tall)
        assert tall.full.wait(20)
    assert all(_is_card(image) for image in tall.images)


def test_a_panic_between_two_outputs_holds() -> None:
    animator, tall = FakeAnimator(SIZE), MemorySink(wanted=10)
    with _session(ScriptedSource(), MemorySink(), animator=animator) as session:
        _live(session)
        session.close_output()
        session.show(OnAir.PLACEHOLDER)
        session.open_output([tall], fps=FPS, placeholder=CARD)
        assert tall.full.wait(20)
    assert all(_is_card(image) for image in tall.images)


def test_the_change_of_the_output_is_no_gap_in_it() -> None:
    animator, second = FakeAnimator(SIZE), MemorySink(wanted=3)
    with _session(None, MemorySink(), animator=animator) as session:
        _live(session)
        session.close_output()
        intervals = session.snapshot().metrics.interval.count
        session.open_output([second], fps=1.0, placeholder=CARD)
        sent = threading.Event()
        second.full = sent
        session.between_frames(lambda: None).result(20)
        assert session.snapshot().metrics.interval.count - intervals <= 1


def test_an_output_that_cannot_finish_is_told_and_does_not_end_the_session() -> None:
    class Unfinished(MemorySink):
        def close(self) -> None:
            raise SinkError("cannot finish the file", "the disk is full")

    second = MemorySink(wanted=10)
    with _session(ScriptedSource(), Unfinished()) as session:
        _live(session)
        with pytest.raises(SinkError, match="disk is full"):
            session.close_output()
        session.open_output([second], fps=FPS, placeholder=CARD)
        assert second.full.wait(20)
        assert session.snapshot().state is SessionState.LIVE
    assert session.snapshot().error is None


def test_a_file_that_cannot_be_finished_after_the_stop_still_fails_the_session() -> None:
    class Unfinished(MemorySink):
        def close(self) -> None:
            raise SinkError("cannot finish the file", "the disk is full")

    with _session(ScriptedSource(), Unfinished()) as session:
        _live(session)
    assert session.snapshot().state is SessionState.FAILED


def test_an_output_opened_when_the_session_is_over_is_closed() -> None:
    late, session = MemorySink(), _session(ScriptedSource(), MemorySink())
    session.start()
    _live(session)
    session.close_output()
    session.stop()
    session.open_output([late], fps=FPS, placeholder=CARD)
    assert session.wait(20)
    assert late.closed
    assert late.images == []


def test_sinks_join_and_leave_while_live() -> None:
    joins, leaves = MemorySink(wanted=10), MemorySink(wanted=10)
    with _session(ScriptedSource(), MemorySink(), leaves) as session:
        assert leaves.full.wait(20)
        session.add_sink(joins)
        session.remove_sink(leaves)
        assert leaves.closed
        assert joins.full.wait(20)
        assert not joins.closed
    assert joins.closed


def test_a_lost_sink_is_told() -> None:
    events, broken, good = Events(), MemorySink(fails_at=3), MemorySink()
    with _session(None, broken, good, events=events) as session:
        assert events.lost_one.wait(20)
        assert session.snapshot().state is SessionState.LIVE
    assert events.lost == [broken]


# Between frames.


def test_an_errand_is_told_when_the_portrait_at_rest_shows_it() -> None:
    class Painted(FakeAnimator):
        colour = 10

        def paint(self, *, moved: bool) -> RGBImage:
            del moved
            return filled(self.size, (self.colour, self.colour, self.colour))

    animator, sink = Painted(SIZE), MemorySink()
    with _session(None, sink, animator=animator) as session:
        _live(session)

        def recolour(colour: int) -> None:
            animator.colour = colour

        for colour in range(20, 60):
            session.between_frames(lambda colour=colour: recolour(colour)).result(20)  # type: ignore[misc]
            rest = session._rest
            assert rest is not None
            assert rest[0, 0, 0] == colour
    shown = [int(image[0, 0, 0]) for image in sink.images]
    assert shown == sorted(shown)


def test_an_errand_asked_for_before_a_frame_is_done_before_it_is_drawn() -> None:
    done: list[int] = []
    drawn: list[int] = []

    class Noting(FakeAnimator):
        def animate(self, frame: Frame) -> RGBImage:
            drawn.append(len(done))
            return super().animate(frame)

    session = _session(None, MemorySink(), animator=Noting(SIZE))
    with session:
        _live(session)
        image = filled((64, 48), CAMERA_COLOUR)
        for number in range(50):
            session.between_frames(lambda: done.append(1), redraws=False)
            session._frames.put(Frame(image, number, 0.0))
            session.between_frames(lambda: None, redraws=False).result(20)
            assert set(drawn[number:]) <= {number + 1}


def test_a_failing_errand_is_told_and_the_session_goes_on() -> None:
    def fail() -> None:
        raise EngineError("cannot use it", "a planted fault")

    with _session(ScriptedSource(), MemorySink()) as session:
        with pytest.raises(EngineError, match="planted"):
            session.between_frames(fail).result(20)
        _live(session)


def test_an_errand_for_a_session_that_is_over_is_cancelled() -> None:
    with _session(ScriptedSource(), MemorySink()) as session:
        _live(session)
    with pytest.raises(CancelledError):
        session.between_frames(lambda: None).result(20)


def test_an_errand_that_waits_is_cancelled_by_the_stop() -> None:
    drawing, go_on = threading.Event(), threading.Event()

    class Busy(FakeAnimator):
        def animate(self, frame: Frame) -> RGBImage:
            drawing.set()
            go_on.wait(20)
            return super().animate(frame)

    session = _session(ScriptedSource(), MemorySink(), animator=Busy(SIZE))
    session.start()
    assert drawing.wait(20)
    waiting = session.between_frames(lambda: None)
    session.stop()
    with pytest.raises(CancelledError):
        waiting.result(20)
    go_on.set()
    assert session.wait(20)


def test_a_portrait_at_rest_that_cannot_be_drawn_leaves_the_session_alive() -> None:
    class Fading(FakeAnimator):
        fails = False

        def at_rest(self) -> RGBImage:
            if self.fails:
                raise RuntimeError("out of memory")
            return super().at_rest()

    animator = Fading(SIZE)

    def break_it() -> None:
        animator.fails = True

    with _session(None, MemorySink(), animator=animator) as session:
        session.between_frames(break_it).result(20)
        animator.fails = False
        _live(session)
