from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.pipeline.portrait.compositing import Compositor
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import LANDMARK_COUNT, RGBImage
from tests import shipped

Size = tuple[int, int]

USUAL_SIZES = [(1280, 720), (640, 480), (480, 640), (512, 512), (320, 240), (1920, 1080)]


def chart(size: Size, centre: tuple[float, float], height: float) -> Portrait:
    """A picture whose red is the column and whose green is the row, with a face spread over a part of it."""
    width, rows = size
    image = np.zeros((rows, width, 3), np.uint8)
    image[..., 0], image[..., 1] = np.arange(width)[None, :], np.arange(rows)[:, None]
    spread = np.random.default_rng(7).uniform(-0.5, 0.5, (LANDMARK_COUNT, 3)).astype(np.float32)
    spread[:2, :2] = [(-0.5, -0.5), (0.5, 0.5)]
    landmarks = spread * (0.75 * height, height, 0.5 * height) + (*centre, 0.0)
    return Portrait(image, landmarks.astype(np.float32), "chart")


@st.composite
def charts(draw: st.DrawFn) -> Portrait:
    size = draw(st.integers(24, 255)), draw(st.integers(24, 255))
    centre = draw(st.floats(0, 1)) * (size[0] - 1), draw(st.floats(0, 1)) * (size[1] - 1)
    return chart(size, centre, draw(st.floats(0.05, 1.2)) * size[1])


outputs = st.tuples(st.integers(1, 350).map(lambda n: 2 * n), st.integers(1, 350).map(lambda n: 2 * n))


def face_box(portrait: Portrait) -> tuple[tuple[float, float], tuple[float, float]]:
    points = portrait.landmarks[:468, :2]
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return (float(x0), float(y0)), (float(x1), float(y1))


@settings(max_examples=80, deadline=None)
@given(charts(), outputs)
def test_any_portrait_fits_any_output(portrait: Portrait, size: Size) -> None:
    compositor = Compositor(portrait, size)
    shown = compositor.portrait
    assert shown.image.dtype == np.uint8
    assert shown.size[0] <= size[0]
    assert shown.size[1] <= size[1]
    output = compositor.compose(shown.image)
    assert output.dtype == np.uint8
    assert output.shape == (size[1], size[0], 3)
    # One side at least is filled: nothing is smaller than it has to be.
    assert shown.size[0] >= size[0] - 2 or shown.size[1] >= size[1] - 2


@settings(max_examples=80, deadline=None)
@given(charts(), outputs)
def test_landmarks_lie_on_what_they_lay_on(portrait: Portrait, size: Size) -> None:
    shown = Compositor(portrait, size).portrait
    width, height = shown.size
    at = np.round(shown.landmarks[:, :2]).astype(int)
    inside = ((at > 0) & (at < (width - 1, height - 1))).all(axis=1)
    assume(inside.any())
    seen = shown.image[at[inside, 1], at[inside, 0], :2].astype(float)
    error = np.abs(seen - portrait.landmarks[inside, :2])
    # Half a pixel by rounding the place, at the scale of the side; some by interpolation.
    scale = np.ptp(shown.landmarks[:, 0]) / np.ptp(portrait.landmarks[:, 0])
    assert (error <= 1.5 + 1.0 / scale).all()


@settings(max_examples=80, deadline=None)
@given(charts(), outputs)
def test_depth_is_scaled_with_the_picture(portrait: Portrait, size: Size) -> None:
    shown = Compositor(portrait, size).portrait
    assert shown.landmarks.dtype == np.float32
    grown = np.ptp(shown.landmarks[:, 1]) / np.ptp(portrait.landmarks[:, 1])
    deeper = np.ptp(shown.landmarks[:, 2]) / np.ptp(portrait.landmarks[:, 2])
    assume(min(shown.size) > 40)  # whole pixels weigh on the ratio of small pictures
    assert deeper == pytest.approx(grown, rel=0.1)


@pytest.mark.parametrize("size", USUAL_SIZES)
@pytest.mark.parametrize("name", shipped.PORTRAITS)
def test_the_face_shows_whole_and_about_in_the_middle(name: str, size: Size) -> None:
    compositor = Compositor(shipped.portrait(name), size)
    (x0, y0), (x1, y1) = face_box(compositor.portrait)
    width, height = compositor.portrait.size
    assert 0 <= x0 < x1 < width
    assert 0 <= y0 < y1 < height
    left, top = (size[0] - width) / 2, (size[1] - height) / 2
    assert (x0 + x1) / 2 + left == pytest.approx(size[0] / 2, abs=0.12 * size[0])
    assert (y0 + y1) / 2 + top == pytest.approx(size[1] / 2, abs=0.15 * size[1])


@pytest.mark.parametrize("size", [(320, 240), (240, 320), (256, 256)])
def test_a_small_face_in_a_large_picture_comes_closer(size: Size) -> None:
    portrait = chart((255, 255), (128, 100), 30)
    (_, y0), (_, y1) = face_box(Compositor(portrait, size).portrait)
    whole = 30 * min(size) / 255
    assert y1 - y0 > 1.5 * whole


def test_a_tiny_face_is_not_blown_up_to_a_blur() -> None:
    portrait = chart((255, 255), (128, 100), 8)
    (_, y0), (_, y1) = face_box(Compositor(portrait, (320, 240)).portrait)
    assert 8 < y1 - y0 < 8 * 5


@pytest.mark.parametrize("corner", [(0, 0), (254, 0), (0, 254), (254, 254)])
def test_a_face_in_a_corner_leaves_no_empty_edge(corner: tuple[int, int]) -> None:
    compositor = Compositor(chart((255, 255), corner, 60), (320, 240))
    assert compositor.portrait.size == (320, 240)
    seen = compositor.portrait.image[..., :2].reshape(-1, 2)
    # The corner's own pixels are there: the window was pushed into the picture, not beyond it.
    assert np.abs(seen.astype(int) - corner).sum(axis=1).min() <= 4


def test_where_the_portrait_covers_the_output_a_frame_costs_no_copy() -> None:
    compositor = Compositor(chart((200, 200), (100, 100), 80), (200, 200))
    image = np.full((200, 200, 3), 9, np.uint8)
    assert compositor.compose(image) is image


def narrow() -> Compositor:
    """A tall portrait in a wide output."""
    return Compositor(chart((100, 250), (50, 110), 110), (640, 240))


def test_beside_a_narrow_portrait_lies_its_own_blur() -> None:
    compositor = narrow()
    width, height = compositor.portrait.size
    assert (width, height) != (640, 240)
    image = np.full((height, width, 3), 255, np.uint8)
    output = compositor.compose(image)
    is_image = (output == 255).all(axis=2)
    rows, columns = np.flatnonzero(is_image.any(axis=1)), np.flatnonzero(is_image.any(axis=0))
    assert (len(rows), len(columns)) == (height, width)
    assert is_image.sum() == height * width
    assert columns[0] == pytest.approx((640 - width) / 2, abs=1)  # in the middle
    around = output[~is_image].astype(int)
    assert around[:, 2].max() == 0  # the chart has no blue
    assert around[:, :2].max() > 0


def test_the_blur_keeps_the_portrait_s_colour_and_is_darker_and_still() -> None:
    green = chart((60, 250), (30, 100), 50)
    green = replace(green, image=np.full_like(green.image, (20, 160, 40)))
    compositor = Compositor(green, (640, 240))
    one = compositor.compose(compositor.portrait.image)
    side = one[:, 0].reshape(-1, 3).astype(int)
    assert np.ptp(side, axis=0).max() <= 2
    assert (side[:, 1] > side[:, 0]).all()
    assert side.max() < 160
    other = compositor.compose(np.zeros_like(compositor.portrait.image))
    assert np.array_equal(one[:, :8], other[:, :8])


def test_composing_leaves_the_frame_and_later_frames_alone() -> None:
    compositor = narrow()

    def frame(value: int) -> RGBImage:
        return np.full_like(compositor.portrait.image, value)

    kept = frame(10)
    first = compositor.compose(kept)
    copy = first.copy()
    first[:] = 77
    assert (kept == 10).all()
    assert np.array_equal(compositor.compose(kept), copy)


def test_the_portrait_it_was_given_is_not_touched() -> None:
    portrait = shipped.portrait()  # read-only: writing would raise
    before = portrait.landmarks.copy()
    Compositor(portrait, (640, 480))
    assert np.array_equal(portrait.landmarks, before)
