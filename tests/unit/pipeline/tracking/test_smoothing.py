import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.tracking.smoothing import OneEuroFilter, smooth_track

SIZE = 60.0
Track = npt.NDArray[np.float32]


def filtered(track: Track, size: float = SIZE, smoothing: float = 0.5) -> Track:
    one_euro = OneEuroFilter.for_smoothing(smoothing)
    assert one_euro is not None
    return np.array([one_euro(value, index / 30, size) for index, value in enumerate(track)])


def noisy(frames: int = 200, sigma: float = 0.1) -> Track:
    return np.random.default_rng(0).normal(100, sigma, (frames, 50, 2)).astype(np.float32)


def test_rest_is_left_alone() -> None:
    still = np.full((20, 478, 3), 7.5, np.float32)
    np.testing.assert_allclose(filtered(still), still)


def test_noise_shrinks_and_more_smoothing_shrinks_it_more() -> None:
    raw = noisy()
    spread = [filtered(raw, smoothing=s)[30:].std() for s in (0.25, 0.5, 1.0)]
    assert raw.std() > spread[0] > spread[1] > spread[2]
    assert spread[1] < 0.8 * raw.std()


def test_a_blink_comes_through_at_once() -> None:
    track = np.zeros((20, 1), np.float32)
    track[10:] = 6.0  # a lid falls by a tenth of the face size within a frame
    assert filtered(track)[10, 0] > 0.85 * 6.0


def test_a_steady_turn_is_followed_without_falling_behind() -> None:
    track = np.arange(40, dtype=np.float32)[:, None] * 3.0
    lag_frames = (track - filtered(track))[20:, 0] / 3.0
    assert lag_frames.max() < 0.3


@given(st.floats(0.2, 10))
def test_speed_is_measured_in_face_sizes(scale: float) -> None:
    raw = noisy(30, 2.0) - 100
    np.testing.assert_allclose(
        filtered(raw * np.float32(scale), SIZE * scale), filtered(raw) * scale, rtol=2e-3, atol=2e-3
    )


def test_elements_do_not_disturb_each_other() -> None:
    raw = noisy(30)
    calm = filtered(raw)
    raw[:, 0] += np.random.default_rng(3).normal(0, 30, (30, 2)).astype(np.float32)
    np.testing.assert_array_equal(filtered(raw)[:, 1:], calm[:, 1:])


def test_time_that_stands_still_is_survived() -> None:
    one_euro = OneEuroFilter()
    for value in (1.0, 2.0, 3.0):
        result = one_euro(np.array([value], np.float32), 5.0, SIZE)
    assert np.isfinite(result).all()


def test_reset_and_a_new_shape_start_afresh() -> None:
    one_euro = OneEuroFilter()
    one_euro(np.zeros(3, np.float32), 0.0, SIZE)
    one_euro.reset()
    np.testing.assert_array_equal(one_euro(np.ones(3, np.float32), 0.1, SIZE), 1)
    np.testing.assert_array_equal(one_euro(np.full(5, 9, np.float32), 0.2, SIZE), 9)


def test_zero_smoothing_is_off() -> None:
    assert OneEuroFilter.for_smoothing(0) is None
    raw = noisy(10)
    result = smooth_track(raw, 30, SIZE, 0)
    np.testing.assert_array_equal(result, raw)
    assert result is not raw


def test_offline_noise_shrinks() -> None:
    raw = noisy()
    assert smooth_track(raw, 30, SIZE)[10:-10].std() < 0.6 * raw.std()


def test_offline_does_not_shift_in_time() -> None:
    track = np.zeros((41, 1), np.float32)
    track[:, 0] = np.sin(np.linspace(0, np.pi, 41)) * 10
    smooth = smooth_track(track, 30, SIZE)
    np.testing.assert_allclose(smooth, smooth[::-1], atol=1e-4)
    assert abs(int(smooth[:, 0].argmax()) - 20) == 0


def test_offline_keeps_a_blink() -> None:
    track = np.zeros((30, 1), np.float32)
    track[14:17] = 5.0
    smooth = smooth_track(track, 30, SIZE)
    assert smooth[14:17].min() > 4.6
    assert np.abs(smooth[:10]).max() < 0.1


@pytest.mark.parametrize("length", [0, 1, 2, 3, 5])
def test_offline_takes_short_tracks(length: int) -> None:
    track = noisy(length) if length else np.zeros((0, 50, 2), np.float32)
    assert smooth_track(track, 30, SIZE).shape == track.shape
