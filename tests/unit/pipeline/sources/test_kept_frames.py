"""How much a decoder keeps."""

from __future__ import annotations

from itertools import cycle, islice

from app.pipeline.sources.kept_frames import MOST_KEPT_BYTES, MOST_MORE_BYTES, KeptFrames

FRAME = 25_000_000
"""4K in 10 bits."""


def test_buffers_that_take_turns_are_not_many() -> None:
    kept = KeptFrames(memory=lambda: 0)
    for buffer in islice(cycle(range(9)), 500):
        kept.sent()
        kept.given(buffer, FRAME)
        assert not kept.too_much


def test_a_buffer_for_every_frame_is_too_much_in_time() -> None:
    kept = KeptFrames(memory=lambda: 0)
    taken = 0
    for buffer in range(100):
        kept.sent()
        kept.given(buffer, FRAME)
        if kept.too_much:
            break
        taken += FRAME
    assert MOST_KEPT_BYTES - FRAME < taken <= MOST_KEPT_BYTES


def test_small_frames_may_be_many() -> None:
    kept = KeptFrames(memory=lambda: 0)
    for buffer in range(80):
        kept.sent()
        kept.given(buffer, 1920 * 1080 * 3 // 2)
    assert not kept.too_much


def test_buffers_of_another_size_are_counted_anew() -> None:
    kept = KeptFrames(memory=lambda: 0)
    for buffer in range(22):
        kept.sent()
        kept.given(buffer, FRAME - buffer // 11)
    assert not kept.too_much


def test_frames_that_are_never_shown_are_too_much_when_memory_goes() -> None:
    memory = iter([1_000_000_000, 1_000_000_000 + MOST_MORE_BYTES, 1_000_000_001 + MOST_MORE_BYTES])
    kept = KeptFrames(memory=lambda: next(memory))
    for _ in range(9):
        kept.sent()
    assert not kept.too_much
    assert kept.too_much


def test_memory_that_others_take_is_no_fault_of_a_decoder_that_shows_its_frames() -> None:
    memory = iter([0, 2 * MOST_MORE_BYTES])
    kept = KeptFrames(memory=lambda: next(memory))
    for buffer in range(9):
        kept.sent()
        kept.given(buffer % 3, FRAME)
    assert not kept.too_much
