from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.portrait.placeholder import placeholder
from app.pipeline.types import RGBImage

SIZES = [(640, 360), (480, 480), (360, 640), (640, 480)]


def rows_of_words(card: RGBImage) -> int:
    """How many lines of text there are: groups of rows with pixels lighter than any gradient."""
    below = card[round(card.shape[0] * 0.5) :]
    light = (below.min(axis=2) > 120).any(axis=1)
    return int(np.count_nonzero(light[1:] & ~light[:-1]))


@pytest.mark.parametrize("size", [*SIZES, (1920, 1080)])
def test_it_fills_the_size_and_stands_in_the_middle(size: tuple[int, int]) -> None:
    card = placeholder(size)
    assert card.shape == (size[1], size[0], 3)
    bright = np.argwhere(card.max(axis=2) > 110)
    (top, left), (bottom, right) = bright.min(axis=0), bright.max(axis=0)
    assert abs((left + right) / 2 - size[0] / 2) < 0.02 * size[0]
    assert abs((top + bottom) / 2 - size[1] / 2) < 0.04 * size[1]
    assert min(left, top) > 0.05 * min(size)


@pytest.mark.parametrize("size", SIZES)
def test_both_lines_are_there(size: tuple[int, int]) -> None:
    assert rows_of_words(placeholder(size, "On air soon", "a moment")) >= 2
    assert rows_of_words(placeholder(size, "", "")) == 0


@pytest.mark.parametrize("text", ["暂停", "пауза", "a\nb", "\U0001f600", " ", "x" * 400])
def test_what_cannot_be_written_is_left_out(text: str) -> None:
    np.testing.assert_array_equal(placeholder((320, 240), text, ""), placeholder((320, 240), "", ""))


def test_a_longer_line_is_written_smaller() -> None:
    card = placeholder((360, 640), "The camera is disconnected", "")
    assert rows_of_words(card) >= 1
    assert card[:, :8].max() < 110


def test_it_is_always_the_same() -> None:
    np.testing.assert_array_equal(placeholder((320, 180)), placeholder((320, 180)))


@settings(max_examples=40, deadline=None)
@given(width=st.integers(1, 400), height=st.integers(1, 400), line=st.text(max_size=30))
def test_any_size_and_text_gives_a_card(width: int, height: int, line: str) -> None:
    assert placeholder((width, height), line, line).shape == (height, width, 3)
