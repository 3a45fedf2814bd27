from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.keypoint_signals import KeypointSignals
from app.pipeline.motion.mimicry import Mimicry
from app.pipeline.tracking.ratios import MOUTH_CORNERS, lip_openness
from tests import shipped

CALM = KeypointSignals((0, 0), 0, (0, 0), (0, 0), 0, (0, 0), (0, 0), 0, 0)
LEFT, RIGHT = MOUTH_CORNERS
FOREHEAD, NOSE, CHIN = 10, 1, 152
PORTRAITS = (shipped.LADY, shipped.GENTLEMAN)


def rest(name: str) -> FaceShape:
    return measure(shipped.portrait(name).landmarks)


def test_a_calm_face_stays_as_it_is() -> None:
    assert np.abs(Mimicry(rest(shipped.LADY)).expression(CALM, 0.0)).max() == 0


@pytest.mark.parametrize("name", PORTRAITS)
@pytest.mark.parametrize("lips", [0.1, 0.3, 0.6])
def test_lips_part_as_far_as_they_are_told(name: str, lips: float) -> None:
    face = rest(name)
    moved = Mimicry(face).expression(CALM, lips)
    assert lip_openness(face.local + moved) == pytest.approx(face.lips + lips, abs=0.02)
    assert moved[CHIN, 1] > 0.4 * lips * np.linalg.norm(face.local[LEFT] - face.local[RIGHT])
    assert np.abs(moved[[LEFT, RIGHT, FOREHEAD, NOSE]]).max() < 0.03
    assert np.abs(moved[:, 2]).max() == 0


@pytest.mark.parametrize("name", PORTRAITS)
def test_a_corner_is_lifted_on_its_own_side(name: str) -> None:
    moved = Mimicry(rest(name)).expression(replace(CALM, lift=(0.08, 0.0)), 0.0)
    assert moved[LEFT, 1] < -0.04
    assert abs(moved[RIGHT, 1]) < 0.01
    assert moved[LEFT, 0] < 0  # outwards


def test_a_smile_widens_the_mouth() -> None:
    moved = Mimicry(rest(shipped.LADY)).expression(replace(CALM, lift=(0.08, 0.08), widening=0.02), 0.0)
    assert moved[RIGHT, 0] - moved[LEFT, 0] > 0.08


def test_brows_rise_together_and_frown_inwards() -> None:
    mimicry = Mimicry(rest(shipped.LADY))
    raised = mimicry.expression(replace(CALM, brows=0.08), 0.0)
    assert raised[[105, 334], 1] == pytest.approx([-0.08, -0.08], abs=0.01)
    frowning = mimicry.expression(replace(CALM, frown=0.04), 0.0)
    assert frowning[107, 0] > 0.02 > -0.02 > frowning[336, 0]
    assert np.abs(frowning[[NOSE, CHIN]]).max() < 0.01


wild = st.floats(-50, 50)
both = st.tuples(wild, wild)


@given(both, wild, both, both, wild, wild, st.floats(-1, 1))
def test_no_signal_tears_a_face_apart(
    lift: tuple[float, float],
    widening: float,
    sideways: tuple[float, float],
    cheeks: tuple[float, float],
    brows: float,
    frown: float,
    lips: float,
) -> None:
    signals = KeypointSignals((0, 0), 0, (0, 0), lift, widening, sideways, cheeks, brows, frown)
    moved = Mimicry(rest(shipped.LADY)).expression(signals, lips)
    assert np.abs(moved).max() < 1.2
