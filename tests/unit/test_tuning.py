from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tuning import UNTOUCHED, Controls, RegionStrengths, Tuning

ONE_SIDED = (
    "smile",
    "brows",
    "gaze_y",
    "mouth_open",
    "grin",
    "pout",
    "purse",
    "head_pitch",
    "zoom",
    "move_y",
)
any_controls = st.builds(Controls, **{field.name: st.floats(-1, 1) for field in fields(Controls)})


@pytest.mark.parametrize("name", [field.name for field in fields(Controls)])
@pytest.mark.parametrize("wrong", [-1.01, 1.01, float("nan"), float("inf")])
def test_controls_out_of_range_are_refused_by_name(name: str, wrong: float) -> None:
    with pytest.raises(ValueError, match=name):
        Controls(**{name: wrong})


@pytest.mark.parametrize("wrong", [-0.1, 2.1, float("nan")])
def test_strengths_out_of_range_are_refused_by_name(wrong: float) -> None:
    with pytest.raises(ValueError, match="brows"):
        RegionStrengths(brows=wrong)
    with pytest.raises(ValueError, match="strength"):
        Tuning(strength=wrong)
    with pytest.raises(ValueError, match="smoothing"):
        Tuning(smoothing=wrong)


@given(any_controls)
def test_a_mirror_of_a_mirror_shows_the_face_itself(controls: Controls) -> None:
    mirrored = controls.mirrored()
    assert mirrored.mirrored() == controls
    for name in ONE_SIDED:
        assert getattr(mirrored, name) == getattr(controls, name)


def test_a_mirror_exchanges_left_and_right() -> None:
    assert Controls(blink_left=1, wink=0.5, head_yaw=0.2).mirrored() == Controls(
        blink_right=1, wink=-0.5, head_yaw=-0.2
    )
    assert UNTOUCHED.mirrored() == UNTOUCHED
