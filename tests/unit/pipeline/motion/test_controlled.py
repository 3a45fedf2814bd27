"""Sliders as landmark motion, told in numbers; what they look like is seen by the mesh engine's tests."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.motion.controlled import ControlledFace
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.tracking.ratios import lip_openness
from app.pipeline.types import REST, Landmarks, Motion
from app.tuning import UNTOUCHED, Controls
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver, angle_between

NAMES = [field.name for field in fields(Controls)]
NINE = np.linspace(-1, 1, 9)
FACE_OVAL_BELOW = [152, 148, 377, 172, 397]
UPPER = [10, 105, 334, 33, 133, 362, 263, 159, 386, 168, 6]
LOWER = [0, 17, 61, 291, 152, 199, 1, 2]
CORNERS, BROWS = [61, 291], [105, 334]

every_portrait = pytest.mark.parametrize("name", shipped.PORTRAITS)


@cache
def rest(name: str = shipped.LADY) -> FaceShape:
    return measure(shipped.portrait(name).landmarks)


@cache
def face(name: str = shipped.LADY) -> ControlledFace:
    return ControlledFace(rest(name))


def under(
    controls: Controls, name: str = shipped.LADY, driven: Motion = REST, natural: bool = True
) -> Motion:
    return face(name).applied(replace(driven, controls=controls), natural=natural)


def along(control: str, name: str = shipped.LADY) -> list[Motion]:
    return [under(Controls(**{control: float(value)}), name) for value in NINE]


def talking() -> Motion:
    """A driver at work."""
    return Motion(
        rotation=shipped.turned(5, 10, -3),
        expression=np.full((478, 3), 0.02, np.float32),
        eye_openness=(0.2, 0.3),
        lip_openness=0.3,
        gaze=np.full((2, 2), 0.05, np.float32),
    )


def mouth(motion: Motion) -> Landmarks:
    return rest().local + motion.expression


def test_untouched_controls_change_nothing_at_all() -> None:
    motion = talking()
    assert face().applied(motion) is motion
    assert face().applied(REST) is REST


def test_controls_are_spent() -> None:
    assert under(Controls(smile=1, head_yaw=1)).controls == UNTOUCHED


@every_portrait
@pytest.mark.parametrize("control", ["smile", "brows", "grin", "pout", "purse", "wink", "mouth_open"])
def test_skin_moves_steadily_and_nothing_jumps(control: str, name: str) -> None:
    moved = np.array([motion.expression for motion in along(control, name)])
    steps = np.linalg.norm(np.diff(moved, axis=0), axis=2).max(axis=1)
    assert steps.max() < 0.06
    assert steps.min() > 0.001


@every_portrait
def test_a_smile_lifts_the_corners(name: str) -> None:
    lifts = [-float(motion.expression[CORNERS, 1].mean()) for motion in along("smile", name)]
    assert (np.diff(lifts) > 0).all()
    assert lifts[-1] > 0.06
    assert lifts[0] < -0.04


@every_portrait
@pytest.mark.parametrize("control", ["smile", "grin", "pout", "purse", "mouth_open"])
def test_the_mouths_controls_leave_eyes_and_brows_alone(control: str, name: str) -> None:
    for motion in (along(control, name)[0], along(control, name)[-1]):
        assert np.abs(motion.expression[UPPER]).max() < 0.005
        assert motion.eye_openness is None
        assert not motion.gaze.any()


@every_portrait
def test_brows_rise_and_frown_and_the_rest_of_the_face_is_still(name: str) -> None:
    motions = along("brows", name)
    lifts = [-float(motion.expression[BROWS, 1].mean()) for motion in motions]
    assert (np.diff(lifts) > 0).all()
    gap = motions[0].expression[336, 0] - motions[0].expression[107, 0]
    assert gap < -0.04
    for motion in (motions[0], motions[-1]):
        assert np.abs(motion.expression[LOWER]).max() < 0.005
        assert np.abs(motion.expression[[10, 162, 389]]).max() < 0.005  # nor the hairline
        assert motion.lip_openness is None


def test_an_open_mouth_opens_by_degrees_and_a_shut_one_is_pressed_thin() -> None:
    opened = [motion.lip_openness for motion in along("mouth_open") if motion.lip_openness is not None]
    assert len(opened) == 8  # at 0 nothing is asked for
    assert (np.diff(opened[4:]) > 0.1).all()
    assert opened[-1] > 0.5
    lips = [float(mouth(motion)[17, 1] - mouth(motion)[0, 1]) for motion in along("mouth_open")[:5]]
    assert (np.diff(lips) > 0).all()


def test_a_grin_bares_the_teeth_with_the_gap_that_is_asked_for() -> None:
    alone = under(Controls(grin=1))
    assert alone.lip_openness is None
    shown = lip_openness(mouth(alone)) - rest().lips
    assert shown > 0.08
    told = under(Controls(grin=1), driven=Motion(lip_openness=rest().lips))
    assert told.lip_openness == pytest.approx(rest().lips + shown, abs=1e-3)


def test_pursed_lips_are_narrow_and_spread_ones_wide() -> None:
    widths = [float(mouth(m)[291, 0] - mouth(m)[61, 0]) for m in along("purse")]
    assert (np.diff(widths) < 0).all()
    assert widths[-1] < 0.8 * widths[4] < 0.8 * widths[0]


@pytest.mark.parametrize(("control", "eye"), [("blink_left", 0), ("blink_right", 1)])
def test_each_lid_has_its_control(control: str, eye: int) -> None:
    own = rest().eyes
    openings = np.array([motion.eye_openness or own for motion in along(control)])
    assert (np.diff(openings[:, eye]) < 0).all()
    assert -0.2 * own[eye] < openings[-1, eye] <= 0
    assert openings[0, eye] > 1.15 * own[eye]
    np.testing.assert_allclose(openings[:, 1 - eye], own[1 - eye])


def test_a_wink_shuts_one_eye_and_lifts_its_cheek_and_corner() -> None:
    left, right = under(Controls(wink=1)), under(Controls(wink=-1))
    for motion, shut in ((left, 0), (right, 1)):
        assert motion.eye_openness is not None
        assert motion.eye_openness[shut] <= 0
        assert motion.eye_openness[1 - shut] == rest().eyes[1 - shut]
    for motion, near, far in ((left, (61, 50), (291, 280)), (right, (291, 280), (61, 50))):
        assert (motion.expression[list(near), 1] < -0.02).all()
        assert (np.abs(motion.expression[list(far), 1]) < 0.01).all()


def test_the_gaze_goes_where_it_is_sent_and_lids_follow_it_up_and_down() -> None:
    right, up, down = (under(Controls(**c)) for c in ({"gaze_x": 1.0}, {"gaze_y": 1.0}, {"gaze_y": -1.0}))
    assert (right.gaze[:, 0] > 0.2).all()
    assert right.eye_openness is None
    assert (up.gaze[:, 1] < -0.1).all()
    assert (down.gaze[:, 1] > 0.1).all()
    assert up.eye_openness is not None
    assert down.eye_openness is not None
    assert up.eye_openness > rest().eyes > down.eye_openness


@pytest.mark.parametrize(
    ("control", "wanted"),
    [("head_pitch", (-15, 0, 0)), ("head_yaw", (0, 25, 0)), ("head_roll", (0, 0, 15))],
)
def test_the_head_turns_by_its_degrees(control: str, wanted: tuple[float, float, float]) -> None:
    for value in NINE:
        pitch, yaw, roll = (value * angle for angle in wanted)
        turned = under(Controls(**{control: float(value)})).rotation
        assert angle_between(turned, shipped.turned(pitch, yaw, roll)) < 0.01


def test_zoom_and_place() -> None:
    assert under(Controls(zoom=1)).scale == pytest.approx(1.2)
    assert under(Controls(zoom=-1)).scale == pytest.approx(0.9)
    x, y = under(Controls(move_x=0.5, move_y=1)).translation
    assert x > 0.1
    assert y < -0.2


def test_controls_come_on_top_of_the_driver() -> None:
    driven, controls = talking(), Controls(smile=0.5, gaze_x=0.2, move_x=0.3, zoom=0.5)
    alone, both = under(controls), under(controls, driven=driven)
    np.testing.assert_allclose(both.expression, driven.expression + alone.expression, atol=1e-6)
    np.testing.assert_allclose(both.gaze, driven.gaze + alone.gaze, atol=1e-6)
    assert both.translation == pytest.approx(alone.translation)
    assert (both.eye_openness, both.lip_openness) == (driven.eye_openness, driven.lip_openness)


def test_a_driver_who_blinks_under_half_a_blink_shuts_his_eyes() -> None:
    half = under(Controls(blink_left=0.5), driven=Motion(eye_openness=(0.0, 0.1))).eye_openness
    assert half is not None
    assert half[0] <= 0
    assert half[1] == 0.1


anything = st.builds(Controls, **{name: st.floats(-1, 1) for name in NAMES})


@settings(max_examples=60, deadline=None)
@given(anything, st.integers(0, 2**31))
def test_whatever_is_asked_for_stays_a_face(controls: Controls, seed: int) -> None:
    draw = np.random.default_rng(seed)
    driven = Motion(
        rotation=shipped.turned(*draw.uniform(-25, 25, 3)),
        expression=draw.normal(0, 0.05, (478, 3)).astype(np.float32),
        eye_openness=(float(draw.uniform(0, 0.6)), float(draw.uniform(0, 0.6))),
        lip_openness=float(draw.uniform(0, 0.8)),
        gaze=draw.uniform(-0.2, 0.2, (2, 2)).astype(np.float32),
    )
    motion = under(controls, driven=driven)
    assert all(np.isfinite(getattr(motion, part)).all() for part in ("rotation", "expression", "gaze"))
    assert motion.eye_openness is not None
    assert min(motion.eye_openness) >= -0.2 * max(rest().eyes)
    assert max(motion.eye_openness) <= 0.8
    assert motion.lip_openness is not None
    assert 0 <= motion.lip_openness <= 1.1
    longest = np.linalg.norm(driven.expression, axis=1).max()
    assert np.linalg.norm(motion.expression, axis=1).max() <= max(longest, 0.16) + 0.14 + 1e-5


def test_limits_can_be_lifted() -> None:
    wide = Motion(lip_openness=0.8, rotation=shipped.turned(yaw=35))
    controls = Controls(mouth_open=1, head_yaw=1)
    natural, free = (under(controls, driven=wide, natural=limited) for limited in (True, False))
    assert natural.lip_openness is not None
    assert free.lip_openness is not None
    assert natural.lip_openness < 1.06 < free.lip_openness
    assert angle_between(natural.rotation, np.eye(3)) < 52 < angle_between(free.rotation, np.eye(3))


@pytest.mark.parametrize("way", [-1.0, 1.0])
def test_a_portrait_that_looks_aside_turns_no_further_than_it_can(way: float) -> None:
    landmarks = Driver(shipped.LADY).face(Act(yaw=way * 30))
    aside = measure(landmarks)
    turned = [
        aside.pose.moved_by(
            ControlledFace(aside).applied(Motion(controls=Controls(head_yaw=way * value)))
        ).yaw
        for value in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    assert (np.diff(np.abs(turned)) > 0).all()
    assert abs(turned[-1]) < 42
    back = ControlledFace(aside).applied(Motion(controls=Controls(head_yaw=-way)))
    assert abs(aside.pose.moved_by(back).yaw) < 10


def test_no_limit_makes_a_jump_when_a_slider_leaves_zero() -> None:
    extreme = Motion(
        rotation=shipped.turned(yaw=41),
        expression=np.full((478, 3), 0.2, np.float32),
        eye_openness=(0.6, 0.6),
        lip_openness=1.1,
        gaze=np.full((2, 2), 0.28, np.float32),
    )
    touched = under(Controls(**dict.fromkeys(NAMES, 1e-4)), driven=extreme)
    np.testing.assert_allclose(touched.expression, extreme.expression, atol=1e-3)
    np.testing.assert_allclose(touched.rotation, extreme.rotation, atol=1e-3)
    np.testing.assert_allclose(touched.gaze, extreme.gaze, atol=1e-3)
    assert touched.eye_openness == pytest.approx(extreme.eye_openness, abs=1e-3)
    assert touched.lip_openness == pytest.approx(extreme.lip_openness, abs=1e-3)


def test_a_driver_s_act_survives_a_slider_for_another_part() -> None:
    driver = Driver()
    spoken = driver.shape(Act(lips=0.4)).local - driver.shape().local
    motion = Motion(expression=spoken, lip_openness=0.4)
    np.testing.assert_array_equal(under(Controls(gaze_x=1), driven=motion).expression, spoken)


@pytest.mark.parametrize("way", [-1.0, 1.0])
def test_eyes_that_look_aside_have_further_to_go_the_other_way(way: float) -> None:
    ahead = rest()
    aside = replace(ahead, gaze=(ahead.gaze + np.array([0.12 * way, 0])).astype(np.float32))
    on, back = (
        abs(float(ControlledFace(aside).applied(Motion(controls=Controls(gaze_x=x))).gaze[0, 0]))
        for x in (way, -way)
    )
    assert back > on + 0.04


def test_wide_eyes_look_further_up_and_down_than_narrow_ones() -> None:
    narrow, wide = (
        ControlledFace(replace(rest(), eyes=(eyes, eyes))).applied(Motion(controls=Controls(gaze_y=1)))
        for eyes in (0.25, 0.45)
    )
    assert abs(wide.gaze[0, 1]) > abs(narrow.gaze[0, 1]) + 0.03
