from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.sinks.virtual_camera.pattern import (
    BARS,
    NO_PATTERN,
    SMALLEST_SIZE,
    TORN,
    CodedPattern,
    colour_error,
    read_number,
)
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout, Pixels, array_shape, convert

SIZES = (SMALLEST_SIZE, (640, 480), (1280, 720), (322, 182))


def as_i420(image: Pixels) -> Pixels:
    size = image.shape[1], image.shape[0]
    out = np.empty(array_shape(PixelLayout.I420, size), np.uint8)
    convert(image, PixelLayout.I420, out)
    return out


@pytest.mark.parametrize("size", SIZES)
@settings(max_examples=20, deadline=None)
@given(number=st.integers(0, 2**24 - 1))
def test_the_number_survives_every_conversion(size: tuple[int, int], number: int) -> None:
    image = CodedPattern(size).draw(number)
    assert image.shape == (size[1], size[0], 3)
    assert read_number(image[..., 1]) == number
    planes = as_i420(image)
    assert read_number(planes[: size[1]]) == number
    back = np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2RGB_I420), np.uint8)
    _, packed = cv2.imencode(".jpg", back, [cv2.IMWRITE_JPEG_QUALITY, 60])
    assert read_number(np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)) == number


@pytest.mark.parametrize("row", [100, 300, 420])
def test_halves_of_two_frames_are_torn(row: int) -> None:
    pattern = CodedPattern((640, 480))
    image = pattern.draw(7)
    image[row:] = pattern.draw(8)[row:]
    assert read_number(image[..., 1]) == TORN


@pytest.mark.parametrize("value", [0, 16, 128, 255])
def test_a_plain_picture_has_no_number(value: int) -> None:
    assert read_number(np.full((480, 640), value, np.uint8)) == NO_PATTERN


def test_colours_come_through_and_exchanged_channels_are_seen() -> None:
    image = CodedPattern((640, 480)).draw(3)
    assert colour_error(image) == 0
    back = np.asarray(cv2.cvtColor(as_i420(image), cv2.COLOR_YUV2RGB_I420), np.uint8)
    assert colour_error(back) <= 3
    assert colour_error(back[..., ::-1]) > 100
    assert len(BARS) == 8
