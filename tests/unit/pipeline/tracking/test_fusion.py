import numpy as np

from app.pipeline.tracking.face_crop import MESH_PIXELS, FaceCrop
from app.pipeline.tracking.fusion import fuse
from app.pipeline.tracking.optical_flow import Flow
from app.pipeline.types import LANDMARK_COUNT, Landmarks
from tests.unit.pipeline.tracking.faces import drawn_face


def predicted(confidence: float = 1.0) -> Flow:
    return Flow(drawn_face(), np.full(LANDMARK_COUNT, confidence, np.float32))


def off_by(model_pixels: float) -> Landmarks:
    found = drawn_face()
    found[:, 0] += model_pixels * FaceCrop.around(found).side / MESH_PIXELS
    return found


def share(flow: Flow, found: Landmarks, smoothing: float = 0.5) -> float:
    """How far the result went from the prediction to the detection, 0..1."""
    moved = fuse(flow, found, smoothing) - flow.landmarks
    return float((moved[:, 0] / (found - flow.landmarks)[:, 0]).mean())


def test_noise_hardly_counts() -> None:
    assert share(predicted(), off_by(0.05)) < 0.2


def test_real_motion_is_taken_at_once() -> None:
    assert share(predicted(), off_by(3.0)) > 0.95


def test_a_doubtful_prediction_gives_way() -> None:
    assert share(predicted(0.0), off_by(0.05)) > 0.99


def test_more_smoothing_trusts_the_prediction_more() -> None:
    shares = [share(predicted(), off_by(0.3), smoothing) for smoothing in (0.2, 0.5, 1.0)]
    assert shares[0] > shares[1] > shares[2]


def test_detection_alone_without_prediction_or_smoothing() -> None:
    found = off_by(0.1)
    np.testing.assert_array_equal(fuse(None, found, 0.5), found)
    np.testing.assert_array_equal(fuse(predicted(), found, 0.0), found)


def test_points_are_weighed_one_by_one() -> None:
    found = drawn_face()
    found[159, 1] += 20  # one lid point
    fused = fuse(predicted(), found, 0.5)
    assert fused[159, 1] > drawn_face()[159, 1] + 19
    np.testing.assert_allclose(np.delete(fused, 159, axis=0), np.delete(drawn_face(), 159, axis=0), atol=0.01)
