from __future__ import annotations

import pytest

from app.settings.frames import FPS_CHOICES, FRAME_SIZES, Aspect, known_size
from app.settings.model import StreamSettings


def test_every_choice_is_one_the_stream_takes() -> None:
    for choice in FRAME_SIZES:
        assert StreamSettings(size=choice.size).size == choice.size
    for fps in FPS_CHOICES:
        assert StreamSettings(fps=fps).fps == fps


@pytest.mark.parametrize("aspect", Aspect)
def test_each_shape_goes_from_360_to_1080_lines_and_keeps_to_it(aspect: Aspect) -> None:
    choices = [choice for choice in FRAME_SIZES if choice.aspect is aspect]
    assert [choice.lines for choice in choices] == [360, 480, 540, 720, 1080]
    for choice in choices:
        assert min(choice.size) == choice.lines
        assert choice.width / choice.height == pytest.approx(float(aspect.ratio), rel=0.002)


@pytest.mark.parametrize(
    "size", [(640, 360), (854, 480), (1280, 720), (1920, 1080), (640, 480), (720, 720), (1080, 1920)]
)
def test_the_usual_sizes_are_there(size: tuple[int, int]) -> None:
    found = known_size(size)
    assert found is not None
    assert found.size == size


def test_a_size_of_the_users_own_is_none_of_them() -> None:
    assert known_size((1000, 700)) is None
    assert StreamSettings().size in {choice.size for choice in FRAME_SIZES}


@pytest.mark.parametrize("size", [(1281, 720), (0, 0), (8, 8), (5000, 720)])
def test_sizes_no_output_can_have_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="even"):
        StreamSettings(size=size)


@pytest.mark.parametrize("fps", [0.0, 121.0, float("nan"), float("inf")])
def test_frame_rates_no_output_can_have_are_refused(fps: float) -> None:
    with pytest.raises(ValueError, match="frame rate"):
        StreamSettings(fps=fps)


def test_a_camera_and_an_output_are_always_named() -> None:
    with pytest.raises(ValueError, match="named"):
        StreamSettings(camera_id=" ")
    with pytest.raises(ValueError, match="named"):
        StreamSettings(output="")
