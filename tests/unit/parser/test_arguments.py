from __future__ import annotations

import argparse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import LARGEST_SIDE, SMALLEST_SIDE
from app.parser import arguments


@pytest.mark.parametrize(("text", "wanted"), [("1280x720", (1280, 720)), ("16X4096", (16, 4096))])
def test_a_size_is_two_even_numbers(text: str, wanted: tuple[int, int]) -> None:
    assert arguments.size(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1280",
        "1280x",
        "x720",
        "1281x720",
        "1280x721",
        "14x720",
        "4098x16",
        "-2x16",
        "1e3x16",
        "99999x99999",
    ],
)
def test_other_sizes_are_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        arguments.size(text)


@given(st.text(max_size=12))
def test_any_text_is_a_good_size_or_refused(text: str) -> None:
    try:
        width, height = arguments.size(text)
    except argparse.ArgumentTypeError:
        return
    assert width % 2 == height % 2 == 0
    assert min(width, height) >= SMALLEST_SIDE
    assert max(width, height) <= LARGEST_SIDE


@pytest.mark.parametrize("text", ["0.9", "120.1", "nan", "inf", "-1", "fast", ""])
def test_numbers_outside_their_range_are_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="a frame rate from 1 to 120"):
        arguments.number(1, 120, "a frame rate")(text)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon"])
def test_seconds_are_finite_and_above_zero(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        arguments.seconds(text)


def test_an_empty_specification_is_refused() -> None:
    assert arguments.specification(" demo: ") == "demo:"
    with pytest.raises(argparse.ArgumentTypeError):
        arguments.specification("  ")
