from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.motion.openness_controls import blinks
from app.tuning import Controls

winks = st.floats(-1, 1)


@given(winks, winks)
def test_more_of_a_wink_shuts_its_eye_more_and_leaves_the_other(a: float, b: float) -> None:
    (left, right), (later_left, later_right) = (blinks(Controls(wink=wink)) for wink in sorted((a, b)))
    assert later_left >= left
    assert later_right <= right
    assert 0 in blinks(Controls(wink=a))


def test_a_whole_wink_shuts_and_none_does_nothing() -> None:
    assert blinks(Controls(wink=1)) == (1, 0)
    assert blinks(Controls(wink=-1)) == (0, 1)
    assert blinks(Controls()) == (0, 0)


def test_the_lid_leads() -> None:
    left, _ = blinks(Controls(wink=0.25))
    assert 0.3 < left < 0.4


def test_a_blink_and_a_wink_shut_no_further_than_shut() -> None:
    assert blinks(Controls(blink_left=0.8, wink=0.9)) == (1, 0)
    assert blinks(Controls(blink_left=-1)) == (-1, 0)
