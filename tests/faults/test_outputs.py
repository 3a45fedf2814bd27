"""Outputs and recordings: one breaks, the others go on, and what can come back comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from app.pipeline.patience import OUTPUT_S as OUTPUT_PATIENCE_S
from app.pipeline.sinks.buffered import PATIENCE_S, BufferedSink
from app.pipeline.sinks.recorder import open_recorder
from app.pipeline.studio.fake_camera import CameraFaults, Gate
from app.pipeline.studio.fake_parts import FakeOutput, is_moved
from app.pipeline.studio.status import Part, Phase
from app.pipeline.types import RGBImage
from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import Stage, until

FILM = Path("film.mp4")


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()


def _named(stage: Stage, name: str) -> list[FakeOutput]:
    return [output for output in stage.openers.outputs if output.name == name]


def test_a_virtual_camera_that_breaks_comes_back_and_recording_and_preview_go_on(
    stepped: Stage, clock: SteppedClock
) -> None:
    stepped.openers.outputs_break_at["vcam"] = 40
    stepped.config = replace(stepped.config, outputs=("vcam", "null"))
    stepped.go_live()
    stepped.studio.record(FILM)
    stepped.settle()
    stepped.until_later(clock, lambda: Part.OUTPUT in stepped.problems, within_s=4)
    film = stepped.openers.recordings[FILM]
    recorded, shown = len(film.images), stepped.studio.picture
    stepped.until_later(
        clock, lambda: stepped.studio.status().outputs == ("null", "vcam"), within_s=OUTPUT_PATIENCE_S[0] + 1
    )
    assert Part.OUTPUT not in stepped.problems
    assert len(film.images) > recorded
    assert stepped.studio.picture is not shown
    assert len(_named(stepped, "vcam")) == 2
    assert not film.closed


def test_a_device_that_is_gone_for_a_minute_is_taken_again(stepped: Stage, clock: SteppedClock) -> None:
    stepped.openers.outputs_break_at["vcam"] = 10
    stepped.config = replace(stepped.config, outputs=("vcam", "null"))
    stepped.go_live()
    until(lambda: stepped.openers.outputs)
    stepped.openers.missing_outputs.add("vcam")
    stepped.until_later(clock, lambda: Part.OUTPUT in stepped.problems, within_s=2)
    stepped.pass_time(clock, 60)
    assert "no such device" in stepped.problems[Part.OUTPUT]
    stepped.openers.missing_outputs.clear()
    stepped.until_later(clock, lambda: Part.OUTPUT not in stepped.problems, within_s=OUTPUT_PATIENCE_S[1] + 2)


def test_a_full_disk_ends_the_recording_with_a_clear_line_and_nothing_else(stage: Stage) -> None:
    stage.openers.disk_full_at = 5
    stage.go_live()
    stage.studio.record(FILM)
    assert "cannot write" in stage.until_problem(Part.RECORDING)
    stage.until_sent(is_moved)
    assert stage.studio.status().recording is None
    assert stage.phase is Phase.LIVE


def test_a_disk_that_hangs_holds_up_nothing(stepped: Stage, clock: SteppedClock, gate: Gate) -> None:
    """The recording's own thread waits for the disk; the virtual camera does not."""

    class Hanging(FakeOutput):
        def send(self, image: RGBImage) -> None:
            gate.pass_through()
            super().send(image)

    size, fps = stepped.config.size, stepped.config.fps
    film = BufferedSink(Hanging("film.mp4", size, fps), clock=clock)
    stepped.openers.recorder = lambda *_: film  # type: ignore[method-assign]
    stepped.go_live()
    stepped.studio.record(FILM)
    stepped.settle()
    sent = len(stepped.output.images)
    stepped.until_later(
        clock, lambda: "does not answer" in stepped.problems.get(Part.RECORDING, ""), within_s=PATIENCE_S + 4
    )
    assert len(stepped.output.images) > sent + 5 * fps * 0.8
    gate.open()


def test_a_camera_lost_in_the_middle_is_in_the_recording_as_a_portrait_at_rest(
    stepped: Stage, clock: SteppedClock
) -> None:
    faults = stepped.openers.camera_faults["front"] = CameraFaults(fails_at=20)
    stepped.go_live()
    stepped.studio.record(FILM)
    stepped.settle()
    film = stepped.openers.recordings[FILM]
    stepped.until_later(clock, lambda: Part.CAMERA in stepped.problems, within_s=4)
    faults.fails_at = 0
    stepped.until_later(clock, lambda: not is_moved(film.images[-1]), within_s=6)
    faults.fails_at = None
    stepped.until_later(clock, lambda: is_moved(film.images[-1]), within_s=6)
    assert not film.closed


@pytest.mark.parametrize("ending", [".mp4", ".webm"])
@pytest.mark.parametrize("seconds", [1.7, 4.1])
def test_what_was_recorded_up_to_the_last_second_can_be_played_after_a_crash(
    ending: str, seconds: float, tmp_path: Path
) -> None:
    """What lies in the file at any moment is all that a kill or a power cut leaves."""
    rng = np.random.default_rng(0)
    picture: RGBImage = rng.integers(0, 255, (48, 64, 3), np.uint8)
    recorder = open_recorder(tmp_path / f"film{ending}", (64, 48), 30, live=True)
    for number in range(round(30 * seconds)):
        recorder.send(np.roll(picture, number, axis=1))
    left = tmp_path / f"left{ending}"
    left.write_bytes((tmp_path / f"film{ending}").read_bytes())
    recorder.close()
    with av.open(str(left)) as container:
        played = sum(1 for _ in container.decode(video=0)) / 30
    assert played > seconds - 1
