"""Sliders on drawn portraits: what a landmark pass, or the pixels themselves, say of them."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest

from app.pipeline.engines.mesh.topology import FACE_OVAL
from app.pipeline.motion.face_shape import measure
from app.pipeline.tracking.ratios import eye_openness, gaze, lip_openness
from app.pipeline.types import REST, Landmarks, Motion, RGBImage
from app.tuning import Controls, RegionStrengths, Tuning
from tests import shipped
from tests.shipped import Observer
from tests.unit.pipeline.engines.mesh.drawing import difference, engine_for, engine_of, rendered, small_engine

NAMES = [field.name for field in fields(Controls)]
FACE = [name for name in NAMES if not name.startswith(("head", "move", "zoom"))]

every_portrait = pytest.mark.parametrize("name", shipped.PORTRAITS)


def under(name: str, **controls: float) -> RGBImage:
    return rendered(name, Motion(controls=Controls(**controls)))


@cache
def upper_face(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Eyes, brows and forehead."""
    portrait = shipped.portrait(name)
    points = portrait.landmarks[[127, 21, 10, 251, 356, 263, 386, 168, 159, 33], :2]
    mask = np.zeros(portrait.image.shape[:2], np.uint8)
    cv2.fillConvexPoly(mask, cv2.convexHull(np.round(points).astype(np.int32)), (1,))
    return np.asarray(mask > 0, np.bool_)


@cache
def outside_the_head(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    portrait = shipped.portrait(name)
    oval = portrait.landmarks[FACE_OVAL, :2]
    middle = (oval.min(axis=0) + oval.max(axis=0)) / 2
    mask = np.zeros(portrait.image.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(middle + 1.6 * (oval - middle)).astype(np.int32)], (1,))
    return np.asarray(mask == 0, np.bool_)


def corner_lift(face: Landmarks, rest: Landmarks) -> float:
    """Rise of the mouth's corners, inter-ocular distances."""
    eyes = [landmarks[[33, 133, 362, 263], 1].mean() for landmarks in (face, rest)]
    corners = [landmarks[[61, 291], 1].mean() for landmarks in (face, rest)]
    between = rest[[362, 263], 0].mean() - rest[[33, 133], 0].mean()
    return float((corners[1] - eyes[1]) - (corners[0] - eyes[0])) / float(between)


@every_portrait
def test_a_smile_is_seen_and_a_sulk_too(name: str, observe: Observer) -> None:
    rest = observe(rendered(name, REST))
    lifts = [corner_lift(observe(under(name, smile=value)), rest) for value in (-1, -0.5, 0.5, 1)]
    assert (np.diff(lifts) > 0.01).all()
    assert lifts[-1] >= 0.04
    assert lifts[0] <= -0.04


@every_portrait
def test_a_full_blink_is_seen_as_shut_and_a_negative_one_as_wide(name: str, observe: Observer) -> None:
    wide, rest, half, shut = (
        float(np.mean(eye_openness(observe(under(name, blink_left=value, blink_right=value)))))
        for value in (-1, 0, 0.5, 1)
    )
    assert wide > rest > half > shut
    assert shut < 0.4 * rest


@every_portrait
def test_an_open_mouth_is_seen(name: str, observe: Observer) -> None:
    lips = [lip_openness(observe(under(name, mouth_open=value))) for value in (0, 0.33, 0.66, 1)]
    assert (np.diff(lips) > 0.05).all()
    assert lips[-1] >= 0.35


@every_portrait
def test_the_gaze_is_seen_to_wander(name: str, observe: Observer) -> None:
    places = [gaze(observe(under(name, gaze_x=value)))[:, 0].mean() for value in (-1, -0.5, 0, 0.5, 1)]
    assert (np.diff(places) > 0).all()
    assert places[-1] - places[0] >= 0.2


@every_portrait
@pytest.mark.parametrize("control", ["smile", "mouth_open", "grin", "pout", "purse"])
def test_the_mouths_controls_draw_nothing_new_above_the_eyes(name: str, control: str) -> None:
    for end in (-1.0, 1.0):
        change = difference(under(name, **{control: end}), rendered(name, REST))
        assert change[upper_face(name)].max() <= 2
        assert change.max() > 20


@every_portrait
@pytest.mark.parametrize("control", FACE)
def test_the_background_stays(name: str, control: str) -> None:
    for end in (-1.0, 1.0):
        change = difference(under(name, **{control: end}), rendered(name, REST))
        assert change[outside_the_head(name)].max() <= 1


@pytest.mark.parametrize("control", NAMES)
def test_every_control_moves_the_picture_more_and_more(control: str) -> None:
    engine = small_engine()
    rest = engine.render(REST)
    for way in (-1, 1):
        changes = [
            difference(engine.render(Motion(controls=Controls(**{control: way * value}))), rest).sum()
            for value in (0.1, 0.4, 1.0)
        ]
        assert 0 < changes[0] < changes[1] < changes[2]


@pytest.mark.parametrize("control", NAMES)
def test_no_control_makes_the_picture_jump(control: str) -> None:
    """Twice the steps, about half the change from picture to picture."""
    engine = small_engine()
    pictures = [
        engine.render(Motion(controls=Controls(**{control: float(value)})))
        for value in np.linspace(-1, 1, 21)
    ]
    steps = np.array([difference(one, other).mean() for one, other in pairwise(pictures)])
    assert steps.max() < 4 * steps.mean()


def test_all_at_once_still_draws_a_face(observe: Observer) -> None:
    for end in (-0.6, 0.6):
        everything = dict.fromkeys([name for name in NAMES if not name.startswith(("blink", "wink"))], end)
        observe(under(shipped.LADY, **everything))


def test_the_default_tuning_draws_the_same_to_the_last_bit() -> None:
    act = Motion(
        rotation=shipped.turned(yaw=8), expression=np.full((478, 3), 0.01, np.float32), lip_openness=0.3
    )
    plain, tuned = engine_for(shipped.portrait()), engine_for(shipped.portrait())
    tuned.tune(Tuning())
    np.testing.assert_array_equal(tuned.render(act), plain.render(act))
    np.testing.assert_array_equal(tuned.render(REST), plain.render(REST))


def test_strengths_take_hold_with_the_next_frame_and_outlive_the_portrait() -> None:
    engine = engine_for(shipped.portrait())
    engine.tune(Tuning(regions=RegionStrengths(mouth=0.0, head=0.0)))
    act = Motion(rotation=shipped.turned(yaw=8), lip_openness=0.5)

    def still(name: str) -> Motion:
        return Motion(lip_openness=lip_openness(measure(shipped.portrait(name).landmarks).local))

    assert difference(engine.render(act), rendered(shipped.LADY, still(shipped.LADY))).max() <= 1
    engine.set_portrait(shipped.portrait(shipped.HOPPER))
    assert difference(engine.render(act), rendered(shipped.HOPPER, still(shipped.HOPPER))).max() <= 1
    engine.tune(Tuning())
    assert difference(engine.render(act), rendered(shipped.HOPPER, still(shipped.HOPPER))).max() > 20


def test_limits_are_lifted_where_the_tuning_allows_it() -> None:
    engine = engine_for(shipped.portrait())
    wild = Motion(lip_openness=0.9, controls=Controls(mouth_open=1))
    natural = engine.render(wild)
    engine.tune(Tuning(allow_unnatural=True))
    assert difference(engine.render(wild), natural).max() > 20
    np.testing.assert_array_equal(natural, engine_of().render(wild))
