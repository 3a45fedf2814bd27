import numpy as np
import pytest

from app.pipeline.tracking.bench import lag_frames
from app.pipeline.tracking.sample_scenes import noisy_frames, photo_frame, turning
from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import RGBImage


@pytest.mark.parametrize("late", [-0.5, 0.0, 0.7, 2.0])
def test_lag_is_measured_to_a_fraction_of_a_frame(late: float) -> None:
    time = np.arange(80)
    truth, signal = np.sin(time / 3), 5 + 2 * np.sin((time - late) / 3)
    assert lag_frames(signal, truth) == pytest.approx(late, abs=0.06)


def test_noisy_frames_are_the_same_every_time() -> None:
    grey: RGBImage = np.full((20, 30, 3), 128, np.uint8)
    first, second = noisy_frames([grey, grey]), noisy_frames([grey, grey])
    np.testing.assert_array_equal(first[1].image, second[1].image)
    assert not np.array_equal(first[0].image, first[1].image)
    assert np.std(first[0].image) == pytest.approx(4.0, abs=0.4)


def test_the_tracker_follows_a_real_face() -> None:
    swing = np.sin(np.arange(30) / 3)
    tracker = FaceTracker()
    track = [tracker.track(frame) for frame in noisy_frames(turning(photo_frame((640, 480)), swing))]
    tracker.close()
    nose = np.array([seen.landmarks[1, 0] for seen in track if seen is not None])
    assert len(nose) == 30
    assert np.corrcoef(nose, swing)[0, 1] > 0.99
    assert abs(lag_frames(nose, swing)) < 1.0
