from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.fakes import filled
from app.pipeline.studio.preview import fitted

SIDE = st.integers(1, 60)


@given(st.tuples(SIDE, SIDE), SIDE, SIDE)
def test_a_picture_fits_fills_one_side_and_keeps_its_shape(
    size: tuple[int, int], width: int, height: int
) -> None:
    image = fitted(filled(size, (10, 20, 30)), width, height)
    shown_height, shown_width, channels = image.shape
    assert channels == 4
    assert shown_width <= width
    assert shown_height <= height
    assert shown_width == width or shown_height == height
    # Within half a pixel of the very shape.
    scale = min(width / size[0], height / size[1])
    assert abs(shown_width - max(size[0] * scale, 1)) <= 0.5
    assert abs(shown_height - max(size[1] * scale, 1)) <= 0.5


@pytest.mark.parametrize("box", [(8, 6), (4, 3), (2, 2), (16, 12)])
def test_blue_comes_first_and_nothing_is_transparent(box: tuple[int, int]) -> None:
    image = fitted(filled((8, 6), (10, 20, 30)), *box)
    assert np.unique(image.reshape(-1, 4), axis=0).tolist() == [[30, 20, 10, 255]]


def test_the_array_is_its_own() -> None:
    source = filled((8, 6), (10, 20, 30))
    image = fitted(source, 8, 6)
    image[:] = 0
    assert source[0, 0].tolist() == [10, 20, 30]
