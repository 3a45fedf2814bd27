import numpy as np

from app.pipeline.tracking.optical_flow import LandmarkFlow
from tests.unit.pipeline.tracking.faces import drawn_face, texture


def test_nothing_for_a_first_frame_or_without_landmarks() -> None:
    flow = LandmarkFlow()
    assert flow.advance(texture(), drawn_face()) is None
    assert flow.advance(texture(), None) is None
    assert flow.advance(texture(), drawn_face()) is not None


def test_follows_a_shift() -> None:
    flow = LandmarkFlow()
    flow.advance(texture(), None)
    carried = flow.advance(texture(shift=(7, -4)), drawn_face())
    assert carried is not None
    moved = carried.landmarks - drawn_face()
    np.testing.assert_allclose(np.median(moved, axis=0), (7, -4, 0), atol=0.1)
    assert np.abs(moved[:, :2] - (7, -4)).mean() < 0.15
    assert carried.quality > 0.7  # the outermost points lie outside its cut-out


def test_a_still_picture_does_not_move() -> None:
    flow, face = LandmarkFlow(), drawn_face()
    flow.advance(texture(), None)
    for _ in range(10):
        carried = flow.advance(texture(), face)
        assert carried is not None
        face = carried.landmarks
    np.testing.assert_allclose(face, drawn_face(), atol=0.02)


def test_a_covered_face_has_no_confidence() -> None:
    flow = LandmarkFlow()
    flow.advance(texture(), None)
    other = np.random.default_rng(5).integers(0, 255, texture().shape, dtype=np.uint8)
    carried = flow.advance(other, drawn_face())
    assert carried is not None
    assert carried.quality < 0.3


def test_a_new_frame_size_and_reset_start_afresh() -> None:
    flow = LandmarkFlow()
    flow.advance(texture(), None)
    assert flow.advance(texture(320, 240), drawn_face()) is None
    flow.reset()
    assert flow.advance(texture(320, 240), drawn_face((160, 120), 30)) is None


def test_a_face_partly_outside_is_survived() -> None:
    flow = LandmarkFlow()
    flow.advance(texture(), None)
    carried = flow.advance(texture(shift=(2, 0)), drawn_face((0.0, 0.0)))
    assert carried is not None
    assert np.isfinite(carried.landmarks).all()
