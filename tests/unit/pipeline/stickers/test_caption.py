from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError, UsageError
from app.pipeline.stickers.caption import lay_out
from app.pipeline.stickers.fonts import font_for

BLANK = np.zeros((240, 240, 4), np.uint8)


def _drawn(text: str, side: int = 240) -> np.ndarray:  # type: ignore[type-arg]
    return np.argwhere(lay_out(text, side).drawn_on(np.zeros((side, side, 4), np.uint8))[..., 3] > 0)


@pytest.mark.parametrize("side", [240, 512])
@pytest.mark.parametrize("text", ["Hi", "Good morning!", "Ask forgiveness, not permission", "gjpqy ÄÖÜ"])
def test_stays_within_the_lower_edge(text: str, side: int) -> None:
    rows, columns = _drawn(text, side).T
    assert rows.min() >= 0.74 * side
    assert rows.max() < side - 1
    assert columns.min() >= 0.02 * side
    assert columns.max() < 0.98 * side
    assert abs((columns.min() + columns.max()) / 2 - side / 2) <= 0.03 * side


def test_short_words_are_large_and_on_one_line() -> None:
    short, long = lay_out("Hi", 512), lay_out("Ask forgiveness, not permission", 512)
    assert short.lines == ("Hi",)
    assert long.lines == ("Ask forgiveness,", "not permission")
    assert short.pixels > long.pixels


def test_letters_are_white_with_a_dark_outline() -> None:
    picture = lay_out("Hi", 240).drawn_on(BLANK)
    letters = picture[picture[..., 3] == 255][:, :3]
    assert (letters.min(axis=1) > 240).mean() > 0.2
    assert (letters.max(axis=1) < 60).mean() > 0.2


def test_the_sticker_given_is_not_written_to() -> None:
    before = BLANK.copy()
    lay_out("Hi", 240).drawn_on(before)
    assert np.array_equal(before, BLANK)


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "\x00\x07", "\u0301"])
def test_an_empty_caption_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        lay_out(text, 512)


def test_too_many_words_are_an_error() -> None:
    with pytest.raises(UsageError, match="too long for two lines"):
        lay_out("It is easier to ask forgiveness than it is to get permission", 512)


def test_a_letter_that_no_font_has_is_named() -> None:
    with pytest.raises(AppError, match=r"no font on this machine has .*U\+10FFFD"):
        lay_out("hm \U0010fffd", 512)


def test_other_scripts_take_another_font_and_break_where_theirs_do() -> None:
    text = "おはようございます、今日もいい天気ですね"
    try:
        font_for(text)
    except AppError:
        pytest.skip("no font for Japanese here")
    laid = lay_out(text, 240)
    assert laid.font != font_for("Hi")
    assert len(laid.lines) == 2
    assert "".join(laid.lines) == text
    assert len(np.argwhere(laid.drawn_on(BLANK)[..., 3] > 0))


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(min_codepoint=9, max_codepoint=0x24F), max_size=40))
def test_any_text_fits_or_is_refused(text: str) -> None:
    try:
        laid = lay_out(text, 240)
    except UsageError:
        return
    assert 1 <= len(laid.lines) <= 2
    rows, columns = np.argwhere(laid.drawn_on(BLANK)[..., 3] > 0).T
    assert rows.min() >= 0.7 * 240
    assert 0 < columns.min() <= columns.max() < 239
