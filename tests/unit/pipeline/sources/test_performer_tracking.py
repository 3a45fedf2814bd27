"""The performer exists to be tracked: MediaPipe must find in the picture what the script says."""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
import pytest

from app.pipeline.sources.performer import PerformerPose, draw

Points = npt.NDArray[np.float64]
Track = Callable[[PerformerPose], Points]

SIZE = (640, 480)
RIGHT_EYE = (159, 145, 33, 133)
LEFT_EYE = (386, 374, 362, 263)
LIPS = (13, 14, 61, 291)


@pytest.fixture(scope="module")
def track() -> Iterator[Track]:
    import mediapipe as mp

    with mp.solutions.face_mesh.FaceMesh(static_image_mode=True, refine_landmarks=True) as mesh:

        def landmarks(pose: PerformerPose) -> Points:
            faces = mesh.process(draw(pose, SIZE)).multi_face_landmarks
            assert faces, f"no face found in {pose}"
            return np.array([(point.x * SIZE[0], point.y * SIZE[1]) for point in faces[0].landmark])

        yield landmarks


def ratio(points: Points, gap: tuple[int, int, int, int]) -> float:
    a, b, c, d = points[list(gap)]
    return float(np.linalg.norm(a - b) / np.linalg.norm(c - d))


def test_a_blink_measures_as_closed(track: Track) -> None:
    rest, blink = track(PerformerPose()), track(PerformerPose(left_eye=0.0, right_eye=0.0))
    for eye in (LEFT_EYE, RIGHT_EYE):
        assert ratio(blink, eye) < 0.5 * ratio(rest, eye)


def test_a_wink_closes_the_left_eye_only(track: Track) -> None:
    wink = track(PerformerPose(left_eye=0.0))
    assert ratio(wink, LEFT_EYE) < 0.6 * ratio(wink, RIGHT_EYE)


def test_the_lips_part_in_proportion(track: Track) -> None:
    openings = [ratio(track(PerformerPose(mouth=mouth)), LIPS) for mouth in (0.0, 0.3, 0.6, 1.0)]
    assert openings[0] < 0.05
    assert np.all(np.diff(openings) > 0.05)


@pytest.mark.parametrize("yaw", [-25.0, 25.0])
def test_positive_yaw_moves_the_nose_to_the_right_of_the_image(track: Track, yaw: float) -> None:
    points = track(PerformerPose(yaw=yaw))
    middle = (points[234] + points[454]) / 2
    assert (points[1] - middle)[0] * np.sign(yaw) > 20


def test_positive_roll_turns_clockwise(track: Track) -> None:
    across = np.subtract(*track(PerformerPose(roll=15.0))[[263, 33]])
    assert np.degrees(np.arctan2(across[1], across[0])) == pytest.approx(15.0, abs=2.5)


def test_positive_pitch_looks_down(track: Track) -> None:
    def nose_drop(pitch: float) -> float:
        points = track(PerformerPose(pitch=pitch))
        return float((points[1, 1] - points[10, 1]) / (points[152, 1] - points[10, 1]))

    assert nose_drop(-15.0) < nose_drop(0.0) < nose_drop(15.0)


def test_the_irises_follow_the_gaze(track: Track) -> None:
    def iris(gaze: float) -> float:
        points = track(PerformerPose(gaze_x=gaze))
        return float(((points[468] - points[33])[0] + (points[473] - points[362])[0]) / 2)

    assert iris(-1.0) + 3 < iris(0.0) < iris(1.0) - 3
