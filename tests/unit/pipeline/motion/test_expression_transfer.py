from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.motion.expression_transfer import ExpressionTransfer, alike
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.tracking.head_pose import RIGID
from app.pipeline.types import Motion
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver

OWN, REFERENCE = Driver(shipped.GENTLEMAN), Driver(shipped.LADY)
STILL = Act()
TALKING = Act(lips=0.3)


def transferred(now: Act = STILL, reference: Act = STILL) -> tuple[FaceShape, Motion]:
    transfer = ExpressionTransfer(OWN.shape(), REFERENCE.shape())
    face = OWN.shape(now)
    return face, transfer.motion(face, REFERENCE.shape(reference))


def moved(face: FaceShape, motion: Motion) -> FaceShape:
    return FaceShape.of(face.pose, face.local + motion.expression)


def test_two_faces_at_rest_leave_each_other_alone() -> None:
    face, motion = transferred()
    assert np.abs(motion.expression).max() < 1e-3
    assert motion.eye_openness == pytest.approx(face.eyes, abs=1e-3)
    assert motion.gaze == pytest.approx(np.zeros((2, 2)), abs=1e-3)


@pytest.mark.parametrize("now", [STILL, TALKING, Act(lips=0.15, gaze=0.1)])
def test_whatever_a_face_does_it_ends_up_doing_what_the_reference_does(now: Act) -> None:
    face, motion = transferred(now, TALKING)
    wanted, _ = OWN.shape(TALKING), None
    away = np.abs(moved(face, motion).local - wanted.local)[:, 1]
    assert away.max() < 0.05
    assert motion.lip_openness == pytest.approx(REFERENCE.shape(TALKING).lips, abs=0.05)


def test_a_reference_with_shut_lips_shuts_them() -> None:
    _, motion = transferred(TALKING, STILL)
    assert motion.lip_openness == pytest.approx(0.0, abs=0.01)


def test_the_head_stays_however_the_two_are_turned() -> None:
    face, motion = transferred(Act(yaw=20, pitch=5), Act(yaw=-15, roll=8))
    assert np.array_equal(motion.rotation, np.eye(3))
    assert (motion.translation, motion.scale) == ((0.0, 0.0), 1.0)
    assert np.abs(motion.expression[RIGID]).max() < 0.03
    assert np.abs(moved(face, motion).local - face.local).max() < 0.06


def test_eyes_shut_with_the_reference_but_shut_eyes_do_not_open() -> None:
    face, motion = transferred(STILL, Act(eyes=(0.05, 1.0)))
    assert motion.eye_openness is not None
    assert motion.eye_openness[0] < 0.1 * face.eyes[0]
    assert motion.eye_openness[1] == pytest.approx(face.eyes[1], rel=0.05)
    face, motion = transferred(Act(eyes=(0.05, 0.05)), STILL)
    assert motion.eye_openness == pytest.approx(face.eyes, abs=1e-6)


def test_gaze_goes_where_the_reference_looks_within_bounds() -> None:
    _, motion = transferred(Act(gaze=-0.05), Act(gaze=0.05))
    assert motion.gaze[:, 0] == pytest.approx(0.1, abs=0.03)
    _, motion = transferred(Act(gaze=-0.3), Act(gaze=0.3))
    assert motion.gaze[:, 0] == pytest.approx(0.2)


def test_one_view_of_a_face_is_given_anothers_expression_but_keeps_its_features() -> None:
    own = OWN.shape()
    same = alike(own, own)
    assert np.abs(same.local - own.local).max() < 1e-3
    other = alike(own, REFERENCE.shape(TALKING))
    assert other.lips == REFERENCE.shape(TALKING).lips
    assert np.abs(other.local - own.local)[RIGID].max() < 0.05
    assert np.linalg.norm(other.local - own.local) < np.linalg.norm(REFERENCE.shape().local - own.local)
