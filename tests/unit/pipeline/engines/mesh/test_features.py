from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.engines.mesh.features import jaw_weights, lid_curves, lids_at, open_eyes, open_lips
from app.pipeline.engines.mesh.topology import (
    EYE_LOWER,
    EYE_UPPER,
    INNER_LIP_LOWER,
    INNER_LIP_UPPER,
    OUTER_LIP_LOWER,
    OUTER_LIP_UPPER,
)
from app.pipeline.motion.face_shape import measure
from app.pipeline.tracking.ratios import EYE_CORNERS, MOUTH_CORNERS, eye_openness, lip_openness
from app.pipeline.types import LANDMARK_COUNT
from tests import shipped

FloatArray = npt.NDArray[np.float32]

CHIN, FOREHEAD, UPPER_LID, NOSE_TIP = 152, 10, 159, 1
MIDDLE = EYE_UPPER.shape[1] // 2

every_portrait = pytest.mark.parametrize("name", shipped.PORTRAITS)


@cache
def face(name: str = shipped.LADY) -> FloatArray:
    """A portrait's landmarks in the head's own axes; not to be written to."""
    local = measure(shipped.portrait(name).landmarks).local
    local.setflags(write=False)
    return local


def with_eyes(openness: float, rest: FloatArray, expression: FloatArray | float = 0.0) -> FloatArray:
    local = (rest + expression).astype(np.float32)
    open_eyes(local, rest, (openness, openness))
    return local


def with_lips(openness: float, rest: FloatArray, expression: FloatArray | float = 0.0) -> FloatArray:
    local = (rest + expression).astype(np.float32)
    open_lips(local, rest, openness)
    return local


@every_portrait
@pytest.mark.parametrize("more", [0.02, 0.1, 0.2])
def test_eyes_open_as_far_as_asked(name: str, more: float) -> None:
    wanted = max(eye_openness(face(name))) + more
    assert eye_openness(with_eyes(wanted, face(name))) == pytest.approx((wanted, wanted), abs=0.03)


@every_portrait
def test_the_portrait_s_own_openness_leaves_its_eyes_as_they_are(name: str) -> None:
    local, (left, right) = face(name).copy(), eye_openness(face(name))
    open_eyes(local, face(name), (left, right))
    assert np.abs(local - face(name)).max() < 0.02


@every_portrait
def test_a_wider_asking_never_gives_a_narrower_eye(name: str) -> None:
    gaps = np.array([eye_openness(with_eyes(wanted, face(name))) for wanted in np.linspace(0, 0.6, 25)])
    assert (np.diff(gaps, axis=0) >= -1e-4).all()


def test_each_eye_obeys_its_own_figure() -> None:
    own = eye_openness(face())
    local = face().copy()
    open_eyes(local, face(), (own[0], own[1] + 0.15))
    assert eye_openness(local) == pytest.approx((own[0], own[1] + 0.15), abs=0.02)


def test_eye_corners_stay_where_the_expression_put_them() -> None:
    expression = np.full((LANDMARK_COUNT, 3), 0.07, np.float32)
    for wanted in (0.0, 0.5):
        local = with_eyes(wanted, face(), expression)
        corners = EYE_CORNERS.ravel()
        assert np.allclose(local[corners], face()[corners] + 0.07, atol=1e-6)


def test_a_driver_s_lids_do_not_count_only_the_figure_does() -> None:
    squint = np.zeros((LANDMARK_COUNT, 3), np.float32)
    squint[EYE_LOWER[:, 1:-1].ravel(), 1] -= 0.05
    plain, squinted = with_eyes(0.5, face()), with_eyes(0.5, face(), squint)
    assert eye_openness(squinted) == pytest.approx(eye_openness(plain), abs=5e-3)


@every_portrait
@pytest.mark.parametrize("eye", [0, 1])
def test_lids_meet_at_zero_and_gape_as_asked(name: str, eye: int) -> None:
    high, low = lid_curves(face(name), eye)
    for wanted in (0.0, 0.1, 0.3, 0.5):
        upper, lower = lids_at(high, low, wanted)
        assert lower[MIDDLE] - upper[MIDDLE] == pytest.approx(wanted, abs=1e-3)
        assert (lower >= upper - 1e-6).all()
    shut_upper, shut_lower = lids_at(high, low, 0.0)
    assert np.allclose(shut_upper, shut_lower, atol=1e-6)
    # They meet within the eye, nearer to the lower lid's place.
    assert (shut_upper >= high - 1e-6).all()
    assert (shut_lower <= np.maximum(low, high) + 1e-6).all()


def test_an_eye_painted_shut_opens_to_a_lens() -> None:
    line = np.linspace(0.0, 0.02, EYE_UPPER.shape[1])
    upper, lower = lids_at(line, line, 0.3)
    gap = lower - upper
    assert gap[MIDDLE] == pytest.approx(0.3, abs=5e-3)
    assert gap[0] == pytest.approx(0, abs=1e-6)
    assert gap[-1] == pytest.approx(0, abs=1e-6)
    assert (np.diff(gap[: MIDDLE + 1]) > 0).all()


@every_portrait
def test_lips_part_as_far_as_asked(name: str) -> None:
    for wanted in (0.05, 0.2, 0.5, 0.8):
        assert lip_openness(with_lips(wanted, face(name))) == pytest.approx(wanted, abs=0.02)


@every_portrait
def test_lips_asked_for_what_they_are_stay(name: str) -> None:
    own = lip_openness(face(name))
    assert np.abs(with_lips(own, face(name)) - face(name)).max() < 0.01


@every_portrait
def test_closing_after_opening_gives_the_lips_and_the_jaw_back(name: str) -> None:
    own = lip_openness(face(name))
    local = with_lips(0.6, face(name))
    open_lips(local, face(name), own)
    width = np.linalg.norm(np.subtract(*face(name)[list(MOUTH_CORNERS), :2]))
    assert np.abs(local - face(name)).max() < 0.04 * width
    assert lip_openness(local) == pytest.approx(own, abs=0.01)


def test_closing_shuts_a_mouth_that_an_expression_holds_open() -> None:
    open_already = with_lips(0.4, face()) - face()
    shut = with_lips(0.0, face(), open_already)
    assert lip_openness(shut) < 0.02


def test_the_opening_is_widest_in_the_middle_and_nothing_at_the_corners() -> None:
    local = with_lips(0.5, face())
    gap = local[INNER_LIP_LOWER, 1] - local[INNER_LIP_UPPER, 1]
    assert int(np.argmax(gap)) == len(gap) // 2
    assert gap[[0, -1]] == pytest.approx(0, abs=1e-6)
    assert (gap[1:-1] > 0.01).all()


def test_the_jaw_drops_and_the_rest_of_the_face_stays() -> None:
    dropped = (with_lips(0.5, face()) - face())[:, 1]
    assert dropped[CHIN] > 0.1
    assert np.abs(dropped[[FOREHEAD, UPPER_LID, NOSE_TIP]]).max() < 1e-3


@every_portrait
def test_jaw_weights_are_shares_strong_at_the_chin_none_on_lips_nose_and_eyes(name: str) -> None:
    weights = jaw_weights(face(name))
    assert weights.shape == (LANDMARK_COUNT, 1)
    assert weights.min() >= 0
    assert weights.max() <= 1
    assert weights[CHIN] > 0.7
    assert not weights[[FOREHEAD, UPPER_LID, NOSE_TIP]].any()
    for lips in (INNER_LIP_LOWER, INNER_LIP_UPPER, OUTER_LIP_LOWER, OUTER_LIP_UPPER):
        assert not weights[lips].any()  # they are moved by their own figure
    left_jaw, right_jaw = 149, 378
    assert weights[left_jaw] == pytest.approx(weights[right_jaw], abs=0.2)


@st.composite
def degenerate_faces(draw: st.DrawFn) -> FloatArray:
    """A face squeezed to a point, a line or a plane, mirrored, shuffled, or mere noise."""
    squeeze = np.array([draw(st.sampled_from([0.0, 1e-8, 1.0, -1.0, 50.0])) for _ in range(3)])
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    base = draw(st.sampled_from(["face", "shuffled", "noise"]))
    points = face() if base != "noise" else random.normal(0, 1, face().shape)
    if base == "shuffled":
        points = random.permutation(points)
    return np.asarray(points * squeeze, np.float32)


@settings(max_examples=60, deadline=None)
@given(degenerate_faces(), degenerate_faces(), st.floats(-1, 3))
def test_degenerate_faces_give_numbers(local: FloatArray, rest: FloatArray, wanted: float) -> None:
    open_eyes(local, rest, (wanted, -wanted))
    open_lips(local, rest, wanted)
    assert np.isfinite(local).all()
    assert np.isfinite(jaw_weights(rest)).all()


def test_pressed_lids_meet_where_the_lower_one_rests_and_no_deeper() -> None:
    lens = np.sin(np.linspace(0, np.pi, 9))
    high, low = -0.2 * lens, 0.1 * lens
    met, pressed, more = (lids_at(high, low, openness) for openness in (0.0, -0.05, -5.0))
    for upper, lower in (met, pressed, more):
        np.testing.assert_allclose(upper, lower, atol=1e-6)
    assert met[0][4] < pressed[0][4] < more[0][4]
    np.testing.assert_allclose(more[0], low, atol=1e-6)
