from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.stickers.outline import bust_shape, outline_pixels, with_outline


@pytest.mark.parametrize("side", [240, 512])
def test_a_disc_gets_a_white_ring_of_the_outlines_width(side: int) -> None:
    y, x = np.mgrid[0:side, 0:side]
    far = np.hypot(x - side / 2, y - side / 2)
    disc = np.zeros((side, side, 4), np.uint8)
    disc[far < side / 4] = (200, 30, 30, 255)
    drawn = with_outline(disc)
    ring = outline_pixels(side)
    inside, on, beyond = far < side / 4 - 1, np.abs(far - side / 4 - ring / 2) < 1, far > side / 4 + ring + 3
    assert (drawn[inside] == (200, 30, 30, 255)).all()
    assert (drawn[on] >= 245).all()
    assert (drawn[beyond][:, 3] <= 2).all()


def test_a_narrow_bay_is_filled() -> None:
    picture = np.zeros((240, 240, 4), np.uint8)
    picture[40:200, 60:100] = picture[40:200, 116:180] = 255
    assert (with_outline(picture)[60:180, 100:116, 3] >= 250).all()


@settings(max_examples=25, deadline=None)
@given(left=st.floats(-50, 40), top=st.floats(-50, 40), right=st.floats(190, 400), bottom=st.floats(150, 400))
def test_a_bust_leaves_room_for_the_outline_within_picture_and_sticker(
    left: float, top: float, right: float, bottom: float
) -> None:
    shape = bust_shape(240, (left, top, right, bottom))
    rows, columns = np.argwhere(shape > 0.5).T
    room = outline_pixels(240)
    assert min(rows.min() - max(top, 0), columns.min() - max(left, 0)) >= room
    assert min(min(bottom, 240) - 1 - rows.max(), min(right, 240) - 1 - columns.max()) >= room
    assert shape[int((max(top, 0) + min(bottom, 240)) / 2), int((max(left, 0) + min(right, 240)) / 2)] == 1
    full = with_outline(np.dstack([np.zeros((240, 240, 3), np.uint8), (shape * 255).astype(np.uint8)]))
    assert full[[0, -1], :, 3].max() == 0
    assert full[:, [0, -1], 3].max() == 0
