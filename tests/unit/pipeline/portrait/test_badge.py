from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.config import Corner
from app.pipeline.portrait.badge import Badge, open_badge
from app.pipeline.types import RGBImage

SIZE = (1280, 720)


def ground(grey: int, size: tuple[int, int] = SIZE) -> RGBImage:
    return np.full((size[1], size[0], 3), grey, np.uint8)


def touched(image: RGBImage, before: RGBImage) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 of what is not as before."""
    rows, columns = np.nonzero((image != before).any(axis=2))
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def luminance(grey: float) -> float:
    """Relative luminance of an sRGB grey (WCAG 2)."""
    part = grey / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


@pytest.mark.parametrize("grey", [0, 60, 128, 200, 255])
def test_it_can_be_read_on_any_ground(grey: int) -> None:
    image = ground(grey)
    Badge(SIZE, Corner.BOTTOM_RIGHT).stamp(image)
    x0, y0, x1, y1 = touched(image, ground(grey))
    sign = image[y0:y1, x0:x1, 0].astype(float)
    middle = sign[len(sign) // 4 : -len(sign) // 4]
    ink, behind = sign.max(), float(np.median(middle))
    assert (luminance(ink) + 0.05) / (luminance(behind) + 0.05) >= 7.5


@pytest.mark.parametrize("corner", Corner)
def test_it_stands_in_its_corner(corner: Corner) -> None:
    image = ground(255)
    Badge(SIZE, corner).stamp(image)
    x0, y0, x1, y1 = touched(image, ground(255))
    left, top = "left" in corner.value, "top" in corner.value
    assert (x1 < SIZE[0] / 10) if left else (x0 > SIZE[0] * 0.9)
    assert (y1 < SIZE[1] / 8) if top else (y0 > SIZE[1] * 7 / 8)
    assert x0 >= 15
    assert y0 >= 15
    assert x1 <= SIZE[0] - 15
    assert y1 <= SIZE[1] - 15


def test_it_grows_with_the_picture() -> None:
    heights = []
    for size in ((640, 360), (1280, 720), (1920, 1080)):
        image = ground(255, size)
        Badge(size, Corner.TOP_LEFT).stamp(image)
        _, y0, _, y1 = touched(image, ground(255, size))
        heights.append((y1 - y0) / size[1])
    assert heights == pytest.approx([0.052] * 3, abs=0.004)


@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from(Corner))
def test_it_fits_into_any_picture(width: int, height: int, corner: Corner) -> None:
    image = ground(255, (width, height))
    Badge((width, height), corner).stamp(image)
    assert image.shape == (height, width, 3)
    assert (image != 255).any()


def test_letters_are_in_the_middle() -> None:
    image = ground(0)
    Badge(SIZE, Corner.TOP_LEFT).stamp(image)
    x0, y0, x1, y1 = touched(image, ground(0))
    rows, columns = np.nonzero(image[y0:y1, x0:x1, 0] > 200)
    assert (columns.min() + columns.max()) / 2 == pytest.approx((x1 - x0 - 1) / 2, abs=1)
    assert (rows.min() + rows.max()) / 2 == pytest.approx((y1 - y0 - 1) / 2, abs=1)


def test_a_copy_is_stamped_and_the_picture_left_alone() -> None:
    image = ground(255)
    stamped = open_badge(SIZE, Corner.TOP_RIGHT)(image)
    assert (image == 255).all()
    assert (stamped != 255).any()


def test_without_a_corner_pictures_are_passed_on() -> None:
    image = ground(255)
    assert open_badge(SIZE, None)(image) is image
