from __future__ import annotations

import logging
import threading

import numpy as np
import pytest

from app.errors import EngineError
from app.pipeline.clock import ManualClock
from app.pipeline.errands import Errand, Errands
from app.pipeline.fakes import FakeAnimator
from app.pipeline.inference import FAULT_LIMIT_S, InferenceLoop, Picture
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.slot import Slot, SlotClosedError
from app.pipeline.types import Frame, RGBImage

PERIOD = 1 / 30


class _Feed(Slot[Frame]):
    """Hands out ``count`` frames, one a thirtieth of a second, then ends."""

    def __init__(self, clock: ManualClock, count: int) -> None:
        super().__init__()
        self._clock = clock
        self._count = count
        self.taken = 0

    def take(self, timeout: float | None = None) -> Frame | None:  # noqa: ARG002 - never waits
        if self.taken == self._count:
            raise SlotClosedError
        self._clock.advance(PERIOD)
        self.taken += 1
        image = np.zeros((4, 4, 3), dtype=np.uint8)
        return Frame(image, self.taken - 1, self._clock.now())


class _Run:
    """An inference loop over a feed, without threads."""

    def __init__(self, animator: FakeAnimator, count: int) -> None:
        self.clock = ManualClock()
        self.feed = _Feed(self.clock, count)
        self.pictures: Slot[Picture] = Slot()
        self.metrics = Metrics(self.clock)
        self.recenter = threading.Event()
        self.ready: list[float] = []
        self.rests: list[RGBImage] = []
        self.errands = Errands(self.feed.wake)
        self.loop = InferenceLoop(
            lambda: animator,
            self.feed,
            self.pictures,
            stop=threading.Event(),
            recenter=self.recenter,
            errands=self.errands,
            on_rest=self.rests.append,
            on_ready=lambda _: None,
            on_picture=self.ready.append,
            clock=self.clock,
            metrics=self.metrics,
        )


def test_untaken_pictures_are_dropped_and_counted() -> None:
    run = _Run(FakeAnimator((4, 4)), 10)
    run.loop.run()
    assert run.metrics.snapshot().dropped[Stage.SEND] == 9
    assert len(run.ready) == 10
    newest = run.pictures.take(0)
    assert newest is not None
    assert newest.captured_at == pytest.approx(10 * PERIOD)


def test_failing_frames_are_skipped_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    run = _Run(FakeAnimator((4, 4), fails_between=(5, 60)), 100)
    with caplog.at_level(logging.ERROR):
        run.loop.run()
    assert len(run.ready) == 45
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    "error", [EngineError("cannot draw", "a planted fault"), ZeroDivisionError("planted")]
)
def test_nothing_but_failures_for_three_seconds_ends_the_loop(error: Exception) -> None:
    animator = FakeAnimator((4, 4), fails_between=(5, 10_000), error=error)
    run = _Run(animator, 10_000)
    with pytest.raises(EngineError, match="planted"):
        run.loop.run()
    assert run.feed.taken * PERIOD == pytest.approx(5 * PERIOD + FAULT_LIMIT_S, abs=3 * PERIOD)
    assert animator.closed


def test_failures_with_successes_between_them_are_endured() -> None:
    class Flaky(FakeAnimator):
        def animate(self, frame: Frame) -> np.ndarray:  # type: ignore[type-arg]
            if frame.index % 30:
                raise EngineError("cannot draw", "a planted fault")
            return super().animate(frame)

    run = _Run(Flaky((4, 4)), 300)
    run.loop.run()
    assert len(run.ready) == 10


def test_recentering_is_done_once_on_the_loop_s_own_thread() -> None:
    animator = FakeAnimator((4, 4))
    run = _Run(animator, 5)
    run.recenter.set()
    run.loop.run()
    assert animator.recentered == 1
    assert not run.recenter.is_set()


def test_errands_are_run_in_order_before_the_next_frame_and_the_rest_is_drawn_anew() -> None:
    run, order = _Run(FakeAnimator((4, 4)), 3), list[str]()
    errands = [Errand(lambda name=name: order.append(name), redraws=name == "b") for name in "ab"]  # type: ignore[misc]
    for errand in errands:
        run.errands.add(errand)
    run.loop.run()
    assert order == ["a", "b"]
    assert all(errand.done.done() for errand in errands)
    assert len(run.rests) == 1
    assert len(run.ready) == 3


def test_what_an_errand_raises_is_for_whoever_asked() -> None:
    def fail() -> None:
        raise RuntimeError("no face in it")

    run, errand = _Run(FakeAnimator((4, 4)), 3), Errand(fail, redraws=True)
    run.errands.add(errand)
    run.loop.run()
    assert str(errand.done.exception(0)) == "no face in it"
    assert len(run.ready) == 3
    assert not run.rests


def test_errands_of_a_loop_that_ended_are_cancelled() -> None:
    run, errand = _Run(FakeAnimator((4, 4)), 0), Errand(lambda: None, redraws=True)
    run.loop.run()
    run.errands.add(errand)
    assert errand.done.cancelled()


def test_how_long_a_picture_may_take_is_learnt_from_the_engine_in_use() -> None:
    """A quick engine is exchanged for one that takes seconds a picture; six are no hang then."""

    class Exchanged(FakeAnimator):
        rest_s = frame_s = 0.0

        def at_rest(self) -> RGBImage:
            run.clock.advance(self.rest_s)
            return super().at_rest()

        def animate(self, frame: Frame) -> RGBImage:
            run.clock.advance(self.frame_s)
            hangs.append(run.loop.hangs)
            return super().animate(frame)

    def exchange() -> None:
        animator.rest_s, animator.frame_s = 4.0, 6.0

    hangs = list[bool]()
    animator = Exchanged((4, 4))
    run = _Run(animator, 2)
    run.errands.add(Errand(exchange, redraws=True))
    run.loop.run()
    assert hangs == [False, False]


def test_a_change_that_takes_minutes_hangs() -> None:
    hangs = list[bool]()

    def change() -> None:
        for seconds in (20, 100):
            run.clock.advance(seconds)
            hangs.append(run.loop.hangs)

    run = _Run(FakeAnimator((4, 4)), 1)
    run.errands.add(Errand(change, redraws=False))
    run.loop.run()
    assert hangs == [False, True]
    assert not run.loop.hangs


def test_two_lone_faults_long_apart_do_not_end_it() -> None:
    """The camera was away between them."""

    class Unlucky(FakeAnimator):
        count = 0

        def animate(self, frame: Frame) -> RGBImage:
            self.count += 1
            if self.count in (3, 4):
                run.clock.advance(60)
                raise ValueError("a planted fault")
            return super().animate(frame)

    run = _Run(Unlucky((4, 4)), 6)
    run.loop.run()
    assert len(run.ready) == 4


def test_a_recentring_that_fails_costs_a_frame_only() -> None:
    class Stubborn(FakeAnimator):
        def recenter(self) -> None:
            raise EngineError("cannot forget the driver", "a planted fault")

    run = _Run(Stubborn((4, 4)), 3)
    run.recenter.set()
    run.loop.run()
    assert len(run.ready) == 2
