import threading
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.clock import ManualClock
from app.pipeline.sources.base import Source
from app.pipeline.sources.performer import LOOP_SECONDS, Performer, PerformerPose, draw, script_at

SMALL = (160, 120)


def test_rests_for_the_first_second() -> None:
    assert {script_at(t) for t in np.linspace(0.0, 0.95, 20)} == {PerformerPose()}


@given(st.floats(0.0, 1000.0))
def test_the_script_loops_within_its_documented_ranges(t: float) -> None:
    pose = script_at(t)
    later = script_at(t + LOOP_SECONDS)
    for field in fields(PerformerPose):
        assert getattr(later, field.name) == pytest.approx(getattr(pose, field.name), abs=1e-6)
    assert abs(pose.yaw) <= 28
    assert abs(pose.pitch) <= 17
    assert abs(pose.roll) <= 17
    for unit in (pose.left_eye, pose.right_eye, pose.mouth):
        assert 0.0 <= unit <= 1.0
    for signed in (pose.smile, pose.brow, pose.gaze_x, pose.gaze_y):
        assert -1.0 <= signed <= 1.0


def test_the_script_never_jumps() -> None:
    poses = [script_at(t) for t in np.arange(0.0, LOOP_SECONDS + 0.1, 0.005)]
    yaws = np.array([pose.yaw for pose in poses])
    assert np.abs(np.diff(yaws)).max() < 1.0


def test_the_script_uses_every_channel() -> None:
    poses = [script_at(t) for t in np.arange(0.0, LOOP_SECONDS, 0.02)]
    for field in fields(PerformerPose):
        assert len({getattr(pose, field.name) for pose in poses}) > 3, field.name


def test_the_same_pose_gives_the_same_picture() -> None:
    pose = script_at(5.0)
    first, second = draw(pose, SMALL), draw(pose, SMALL)
    assert np.array_equal(first, second)
    assert first is not second


@pytest.mark.parametrize("size", [(160, 120), (64, 64), (201, 99)])
def test_a_picture_has_the_size_asked_for(size: tuple[int, int]) -> None:
    picture = draw(PerformerPose(), size)
    assert picture.shape == (size[1], size[0], 3)
    assert picture.dtype == np.uint8


def test_a_head_that_leaves_the_frame_is_cut_off() -> None:
    centred = draw(PerformerPose(), SMALL)
    away = draw(PerformerPose(offset_x=1.5, offset_y=-1.5), SMALL)
    assert away.shape == centred.shape


@pytest.mark.parametrize(
    "pose",
    [
        PerformerPose(yaw=10),
        PerformerPose(left_eye=0),
        PerformerPose(right_eye=0),
        PerformerPose(mouth=0.5),
        PerformerPose(smile=1),
        PerformerPose(brow=1),
        PerformerPose(gaze_x=1),
        PerformerPose(zoom=1.1),
    ],
)
def test_every_channel_shows(pose: PerformerPose) -> None:
    difference = np.abs(draw(pose, SMALL).astype(int) - draw(PerformerPose(), SMALL))
    assert difference.max() > 25


def test_left_is_the_right_side_of_the_image() -> None:
    wink = draw(PerformerPose(left_eye=0.0), SMALL).astype(int)
    changed = np.abs(wink - draw(PerformerPose(), SMALL)).sum(2)
    columns = np.flatnonzero(changed.sum(0) > 0)
    assert columns.min() > SMALL[0] / 2


def test_is_a_source() -> None:
    source: Source = Performer(ManualClock(), SMALL, fps=25.0)
    assert source.size == SMALL
    assert source.fps == 25.0
    source.close()


@pytest.mark.parametrize(("size", "fps"), [((0, 120), 30.0), ((160, -1), 30.0), (SMALL, 0.0)])
def test_refuses_an_impossible_camera(size: tuple[int, int], fps: float) -> None:
    with pytest.raises(ValueError, match="positive size and frame rate"):
        Performer(ManualClock(), size, fps)


def test_paces_frames_by_the_clock() -> None:
    clock = ManualClock(100.0)
    performer = Performer(clock, SMALL, fps=10.0)
    frames = [performer.read() for _ in range(5)]
    assert [frame.index for frame in frames if frame] == [0, 1, 2, 3, 4]
    assert [frame.captured_at for frame in frames if frame] == pytest.approx(
        [100.0, 100.1, 100.2, 100.3, 100.4]
    )
    assert all(frame is not None and frame.media_time is None for frame in frames)


def test_skips_the_frames_a_late_reader_missed() -> None:
    clock = ManualClock()
    performer = Performer(clock, SMALL, fps=10.0)
    performer.read()
    clock.advance(0.57)
    late, following = performer.read(), performer.read()
    assert late is not None
    assert following is not None
    assert late.index == 5
    assert late.captured_at == pytest.approx(0.57)
    assert following.index == 6
    assert following.captured_at == pytest.approx(0.6)


def test_ends_after_its_duration() -> None:
    performer = Performer(ManualClock(), SMALL, fps=10.0, duration=0.5)
    frames = [performer.read() for _ in range(7)]
    assert [frame is not None for frame in frames] == [True] * 5 + [False] * 2


def test_two_performances_are_the_same() -> None:
    first, second = Performer(ManualClock(), SMALL), Performer(ManualClock(5.0), SMALL)
    for _ in range(3):
        one, other = first.read(), second.read()
        assert one is not None
        assert other is not None
        assert np.array_equal(one.image, other.image)


def test_sensor_noise_differs_from_frame_to_frame() -> None:
    performer = Performer(ManualClock(), SMALL)
    one, other = performer.read(), performer.read()
    assert one is not None
    assert other is not None
    assert script_at(0.0) == script_at(1 / 30)
    assert not np.array_equal(one.image, other.image)


def test_a_frame_is_not_written_to_after_it_was_delivered() -> None:
    performer = Performer(ManualClock(), SMALL)
    first = performer.read()
    assert first is not None
    kept = first.image.copy()
    for _ in range(3):
        performer.read()
    assert np.array_equal(first.image, kept)


def test_closing_twice_is_fine_and_reading_then_ends() -> None:
    performer = Performer(ManualClock(), SMALL)
    performer.close()
    performer.close()
    assert performer.read() is None


class _ClosesWhileWaiting(ManualClock):
    """A clock on which somebody closes the source during the wait."""

    performer: Performer | None = None

    def wait(self, seconds: float, cancel: threading.Event | None = None) -> bool:
        if self.performer is not None:
            self.performer.close()
        return super().wait(seconds, cancel)


def test_closing_ends_a_waiting_read() -> None:
    clock = _ClosesWhileWaiting()
    performer = Performer(clock, SMALL)
    assert performer.read() is not None
    clock.performer = performer
    assert performer.read() is None
