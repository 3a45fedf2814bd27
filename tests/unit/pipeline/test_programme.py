from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.pipeline.inference import Picture
from app.pipeline.programme import EASE_S, OnAir, Programme
from app.pipeline.types import RGBImage


def _image(value: int) -> RGBImage:
    return np.full((2, 2, 3), value, dtype=np.uint8)


REST, CARD = _image(1), _image(5)


def _level(programme: Programme, picture: Picture | None, now: float) -> int:
    return int(programme.choose(picture, now)[0, 0, 0])


def test_rest_before_the_first_picture_then_hold_for_a_second_then_rest() -> None:
    programme = Programme(REST)
    moved = _image(9)
    assert programme.choose(None, 0.0) is REST
    assert programme.choose(Picture(moved, 0.0), 0.1) is moved
    assert programme.choose(None, 1.09) is moved
    assert programme.choose(None, 1.1 + EASE_S) is REST
    assert programme.choose(None, 20.0) is REST


def test_rest_and_motion_dissolve_into_each_other_and_never_cut() -> None:
    programme, moved = Programme(REST), _image(201)
    programme.choose(Picture(moved, 0.0), 0.0)
    to_rest = [_level(programme, None, tick / 30) for tick in range(1, 60)]
    there = [_level(programme, Picture(moved, tick / 30), tick / 30) for tick in range(60, 90)]
    assert (to_rest[0], to_rest[-1], there[-1]) == (201, 1, 201)
    levels = [*to_rest, *there]
    assert max(abs(a - b) for a, b in itertools.pairwise(levels)) < 30
    assert to_rest.count(201) == 29  # what is missing is held for a second first


def test_an_engine_that_takes_seconds_a_picture_is_not_taken_for_silent() -> None:
    programme, shown = Programme(REST), []
    for tick in range(300):
        slow = tick % 20 == 0 and tick < 200
        image = programme.choose(Picture(_image(100), tick / 10) if slow else None, tick / 10)
        shown.append(int(image[0, 0, 0]))
    assert 1 in shown[:40], "two pictures do not tell yet"
    assert set(shown[45:225]) == {100}
    assert shown[240:] == [1] * 60


def test_after_one_long_interruption_the_hold_is_as_short_as_before() -> None:
    programme = Programme(REST)
    for at in (0.0, 0.04, 0.08, 3600.0):
        programme.choose(Picture(_image(100), at), at)
    programme.choose(None, 3601.1)
    assert programme.choose(None, 3601.6) is REST


def test_frozen_repeats_what_was_on_air_and_goes_on_with_the_newest() -> None:
    programme = Programme(REST, CARD)
    shown = programme.choose(Picture(_image(9), 0.0), 0.0)
    programme.show(OnAir.FROZEN)
    assert programme.choose(Picture(_image(10), 0.1), 0.1) is shown
    assert programme.choose(None, 60.0) is shown
    programme.show(OnAir.PORTRAIT)
    newest = _image(11)
    assert programme.choose(Picture(newest, 61.0), 61.0) is newest


def test_the_placeholder_hides_the_portrait_at_once() -> None:
    programme = Programme(REST, CARD)
    programme.choose(Picture(_image(9), 0.0), 0.0)
    programme.show(OnAir.PLACEHOLDER)
    assert programme.choose(Picture(_image(10), 0.1), 0.1) is CARD
    programme.show(OnAir.FROZEN)
    assert programme.choose(Picture(_image(10), 0.2), 0.2) is CARD


def test_nothing_from_before_the_placeholder_comes_back_after_it() -> None:
    programme = Programme(REST, CARD)
    programme.choose(Picture(_image(9), 0.0), 0.0)
    programme.show(OnAir.PLACEHOLDER)
    programme.choose(None, 0.1)
    programme.show(OnAir.PORTRAIT)
    assert programme.choose(None, 0.2) is REST


def test_without_a_card_the_portrait_rests() -> None:
    programme = Programme(REST)
    programme.show(OnAir.PLACEHOLDER)
    assert programme.choose(Picture(_image(9), 0.0), 0.0) is REST


@pytest.mark.parametrize("size", [(2, 2), (4, 6)])
def test_a_portrait_at_rest_of_another_size_is_not_taken(size: tuple[int, int]) -> None:
    programme = Programme(REST)
    other = np.zeros((*size, 3), np.uint8)
    programme.set_rest(other)
    assert (programme.choose(None, 0.0) is other) == (size == (2, 2))
