"""The camera: unplugged, frozen, black, silent, busy, of another size. The output goes on."""

from __future__ import annotations

from functools import partial

import pytest

from app.errors import SourceError
from app.pipeline.sources.fresh import STEADY_S
from app.pipeline.studio.camera_keeper import SILENCE_S
from app.pipeline.studio.fake_camera import CameraFaults
from app.pipeline.studio.fake_parts import is_moved
from app.pipeline.studio.status import Part, Phase
from app.pipeline.types import RGBImage
from tests.unit.pipeline.stepped_clock import SteppedClock
from tests.unit.pipeline.studio.stage import Stage, until

LIVE_AGAIN_S = 5.0
BUSY = SourceError("cannot open the camera", "another program uses it", "Close that program")
GONE = SourceError("cannot open the camera", "it is not plugged in", "Plug it in")

UNPLUGGED = CameraFaults(fails_at=20)
FROZEN = CameraFaults(frozen=True)
SILENT = CameraFaults(blocks_at=20)
STUBBORN = CameraFaults(blocks_at=20, stubborn=True)


def _is_at_rest(image: RGBImage) -> bool:
    return not is_moved(image)


def _opened(stage: Stage, times: int) -> bool:
    return len(stage.openers.cameras) == times


def _mend(faults: CameraFaults) -> None:
    faults.fails_at = faults.blocks_at = faults.error = None
    faults.frozen = faults.stubborn = False


@pytest.mark.parametrize(
    ("faults", "said"),
    [
        (UNPLUGGED, "unplugged"),
        (FROZEN, "same picture"),
        (SILENT, "stopped answering"),
        (STUBBORN, "stopped answering"),
    ],
    ids=["unplugged", "frozen", "blocked in a read", "blocked whatever one does"],
)
def test_a_camera_that_fails_is_said_and_live_again_within_five_seconds_of_its_return(
    faults: CameraFaults, said: str, stepped: Stage, clock: SteppedClock
) -> None:
    faults = stepped.openers.camera_faults["front"] = CameraFaults(
        fails_at=faults.fails_at, blocks_at=faults.blocks_at, stubborn=faults.stubborn, frozen=faults.frozen
    )
    stepped.go_live()
    stepped.until_later(clock, lambda: Part.CAMERA in stepped.problems, within_s=SILENCE_S + 2)
    assert said in stepped.problems[Part.CAMERA]
    faults.error = GONE
    stepped.until_later(clock, lambda: _is_at_rest(stepped.output.images[-1]), within_s=6)
    stepped.pass_time(clock, 20)
    assert said in stepped.problems[Part.CAMERA], "what happened, not what the attempts since then say"
    _mend(faults)
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=LIVE_AGAIN_S)
    stepped.until_later(clock, lambda: Part.CAMERA not in stepped.problems, within_s=STEADY_S + 1)
    assert stepped.phase is Phase.LIVE


def test_a_camera_that_is_busy_at_the_start_is_read_as_soon_as_it_is_free(
    stepped: Stage, clock: SteppedClock
) -> None:
    faults = stepped.openers.camera_faults["front"] = CameraFaults(error=BUSY)
    stepped.go_live()
    stepped.until_later(clock, lambda: "another program" in stepped.problems.get(Part.CAMERA, ""), within_s=1)
    stepped.pass_time(clock, 30)
    faults.error = None
    stepped.until_later(clock, lambda: is_moved(stepped.output.images[-1]), within_s=LIVE_AGAIN_S)
    stepped.until_later(clock, lambda: Part.CAMERA not in stepped.problems, within_s=STEADY_S + 1)


def test_a_black_picture_is_said_and_the_camera_stays_open(stepped: Stage, clock: SteppedClock) -> None:
    faults = stepped.openers.camera_faults["front"] = CameraFaults(black=True)
    stepped.go_live()
    stepped.until_later(clock, lambda: "black" in stepped.problems.get(Part.CAMERA, ""), within_s=3)
    stepped.pass_time(clock, 20)
    assert len(stepped.openers.cameras) == 1
    faults.black = False
    stepped.until_later(clock, lambda: Part.CAMERA not in stepped.problems, within_s=1)


def test_a_camera_that_comes_and_goes_is_followed_each_time(stepped: Stage, clock: SteppedClock) -> None:
    faults = stepped.openers.camera_faults["front"] = CameraFaults(fails_at=30)
    stepped.go_live()
    until(lambda: stepped.openers.cameras)
    for number in range(2, 8):
        stepped.until_later(clock, partial(_opened, stepped, number), within_s=LIVE_AGAIN_S)
    faults.fails_at = None
    stepped.until_later(clock, lambda: Part.CAMERA not in stepped.problems, within_s=LIVE_AGAIN_S + STEADY_S)
    assert stepped.phase is Phase.LIVE


def test_pictures_of_another_size_are_taken_as_they_come(stage: Stage) -> None:
    faults = stage.openers.camera_faults["front"] = CameraFaults()
    stage.go_live()
    stage.until_sent(is_moved)
    for size in ((64, 48), (20, 30), (32, 24)):
        faults.size = size
        stage.until_sent(is_moved)
    assert stage.problems == {}
    assert len(stage.openers.cameras) == 1
