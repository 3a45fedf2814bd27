from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.sinks.virtual_camera.fitting import Fitting
from app.pipeline.sinks.virtual_camera.pattern import CodedPattern, read_number


def test_a_picture_of_the_right_size_is_passed_on_as_it_is() -> None:
    image = CodedPattern((128, 48)).draw(7)
    assert Fitting((128, 48), (128, 48)).fit(image) is image


def test_a_picture_of_the_same_shape_fills_the_other_size() -> None:
    fitted = Fitting((128, 48), (256, 96)).fit(CodedPattern((128, 48)).draw(7))
    assert fitted.shape == (96, 256, 3)
    assert read_number(fitted[..., 1]) == 7


@pytest.mark.parametrize(
    ("size", "into", "rows", "columns"),
    [
        ((160, 90), (640, 480), slice(60, 420), slice(None)),
        ((640, 480), (320, 180), slice(None), slice(40, 280)),
        ((2, 480), (640, 480), slice(None), slice(319, 321)),
    ],
)
def test_another_shape_gets_black_borders_and_keeps_its_own(
    size: tuple[int, int], into: tuple[int, int], rows: slice, columns: slice
) -> None:
    fitted = Fitting(size, into).fit(np.full((size[1], size[0], 3), 200, np.uint8))
    assert fitted.shape == (into[1], into[0], 3)
    inside = np.zeros(fitted.shape[:2], bool)
    inside[rows, columns] = True
    assert (fitted[inside] == 200).all()
    assert (fitted[~inside] == 0).all()
