"""Time itself: the machine sleeps and wakes, and is slower than the stream."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from app.config import EngineChoice
from app.pipeline.fakes import FakeAnimator, MemorySink
from app.pipeline.metrics import Stage as LoopStage
from app.pipeline.session import Session
from app.pipeline.studio.fake_camera import CAMERA_COLOUR, CameraFaults, FakeCamera, Gate
from app.pipeline.studio.fake_parts import EngineFaults, is_moved
from app.pipeline.types import Frame, RGBImage
from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import Stage, until

FPS, SIZE = 25.0, (16, 12)
PERIOD = 1 / FPS


def test_after_an_hour_of_sleep_the_stream_goes_on_without_a_burst(
    stepped: Stage, clock: SteppedClock
) -> None:
    stepped.go_live()
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=2)
    clock.advance(3600)
    before = len(stepped.output.images)
    stepped.pass_time(clock, 2)
    sent = len(stepped.output.images) - before
    assert 0.8 * 2 * FPS <= sent <= 2 * FPS + 2, "neither stuck nor catching up"
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=2)


def test_an_engine_that_slept_with_the_machine_in_the_middle_of_a_picture_does_not_hang(
    stepped: Stage, clock: SteppedClock
) -> None:
    gate, faults = Gate(), stepped.openers.engine_faults.setdefault(EngineChoice.LIVEPORTRAIT, EngineFaults())
    stepped.config = replace(stepped.config, engine=EngineChoice.LIVEPORTRAIT)
    stepped.go_live()
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=2)
    faults.gate = gate
    stepped.until_later(clock, gate.reached.is_set, within_s=1)
    clock.advance(3600)
    stepped.pass_time(clock, 0.5)
    faults.gate = None
    gate.open()
    stepped.pass_time(clock, 3)
    assert stepped.studio.status().engine == "liveportrait"
    assert stepped.problems == {}


def test_a_camera_that_the_sleep_took_away_comes_back(stepped: Stage, clock: SteppedClock) -> None:
    faults = stepped.openers.camera_faults["front"] = CameraFaults()
    stepped.go_live()
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=2)
    faults.fails_at = 0
    faults.error = None
    clock.advance(8 * 3600)
    stepped.openers.cameras[-1].close()  # as a driver ends a stream over a suspend
    stepped.pass_time(clock, 2)
    faults.fails_at = None
    stepped.until_later(clock, lambda: stepped.problems == {}, within_s=5)
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=1)


class _DatingAnimator(FakeAnimator):
    """Slower than the camera; notes how old each frame is when it is begun."""

    def __init__(self, clock: SteppedClock, work_s: float) -> None:
        super().__init__(SIZE, work_s=work_s, clock=clock)
        self._dated_by = clock
        self.ages: list[float] = []

    def animate(self, frame: Frame) -> RGBImage:
        self.ages.append(self._dated_by.now() - frame.captured_at)
        return super().animate(frame)


class _DatingSink(MemorySink):
    """Notes when each new picture went out."""

    def __init__(self, clock: SteppedClock) -> None:
        super().__init__()
        self._clock = clock
        self.at: list[float] = []

    def send(self, image: RGBImage) -> None:
        super().send(image)
        self.at.append(self._clock.now())


def test_on_a_machine_that_is_too_slow_the_newest_frame_is_drawn_and_the_output_is_paced(
    clock: SteppedClock,
) -> None:
    """An engine of three periods a frame: two of three frames go, and nothing grows old in a queue."""
    animator, sink = _DatingAnimator(clock, 3.2 * PERIOD), _DatingSink(clock)
    camera = FakeCamera("front", clock, FPS, CameraFaults())
    with Session(camera, lambda: animator, [sink], fps=FPS, clock=clock) as session:
        until(lambda: clock.are_waiting(2), "camera and output")
        while len(sink.images) < 200:
            clock.advance_to_next()
            until(clock.nobody_is_late)
        metrics = session.snapshot().metrics
        session.stop()
        clock.advance(1)
    assert metrics.dropped[LoopStage.TRACK] > 100
    # The first frames may find the threads in any order.
    assert max(animator.ages[5:]) <= PERIOD + 1e-6, "only the newest frame is begun"
    assert metrics.latency.p95 <= (3.2 + 2) * PERIOD, "the engine's time, and two periods"
    intervals = [b - a for a, b in pairwise(sink.at[10:])]
    assert max(intervals) < 1.5 * PERIOD
    assert not any((image == CAMERA_COLOUR).all(axis=2).any() for image in sink.images)
