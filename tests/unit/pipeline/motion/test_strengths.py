from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from app.pipeline.motion.face_shape import measure
from app.pipeline.motion.strengths import StrengthenedFace
from app.pipeline.types import REST, Motion
from app.tuning import Controls, RegionStrengths, Tuning
from tests import shipped
from tests.unit.pipeline.motion.driver import angle_between

REGIONS = ("head", "eyes", "brows", "mouth")
MOUTH, BROWS, LIDS = [0, 17, 61, 291, 152], [70, 105, 107, 300, 334, 336], [159, 145, 386, 374]


@cache
def face() -> StrengthenedFace:
    return StrengthenedFace(measure(shipped.portrait().landmarks))


PLAIN = RegionStrengths()
OWN = measure(shipped.portrait().landmarks)
ACT = Motion(
    rotation=shipped.turned(yaw=10),
    translation=(0.2, -0.1),
    scale=1.1,
    expression=np.full((478, 3), 0.03, np.float32),
    eye_openness=(0.5 * OWN.eyes[0], 1.2 * OWN.eyes[1]),
    lip_openness=0.2,
    gaze=np.full((2, 2), 0.1, np.float32),
    controls=Controls(smile=0.3),
)


def at(strength: float = 1.0, regions: RegionStrengths = PLAIN, *, free: bool = False) -> Motion:
    return face().applied(ACT, Tuning(strength=strength, regions=regions, allow_unnatural=free))


def test_the_default_changes_nothing_at_all() -> None:
    assert at() is ACT
    assert face().applied(REST, Tuning(allow_unnatural=True)) is REST


def test_without_strength_the_portrait_rests() -> None:
    still = at(0.0)
    np.testing.assert_allclose(still.rotation, np.eye(3), atol=1e-6)
    assert (still.translation, still.scale) == ((0, 0), 1)
    assert not still.expression.any()
    assert not still.gaze.any()
    assert still.eye_openness == pytest.approx(OWN.eyes)
    assert still.lip_openness == pytest.approx(OWN.lips)


def test_half_the_strength_is_half_the_way_and_twice_is_twice() -> None:
    for strength in (0.5, 2.0):
        motion = at(strength, free=True)
        assert angle_between(motion.rotation, np.eye(3)) == pytest.approx(10 * strength, abs=0.05)
        assert motion.translation == pytest.approx((0.2 * strength, -0.1 * strength))
        np.testing.assert_allclose(motion.expression, strength * ACT.expression, atol=1e-6)
        np.testing.assert_allclose(motion.gaze, strength * ACT.gaze, atol=1e-6)
        assert motion.lip_openness == pytest.approx(max(OWN.lips + strength * (0.2 - OWN.lips), 0))


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_without_strength_stays_and_the_others_move(region: str) -> None:
    motion = at(regions=RegionStrengths(**{region: 0.0}))
    moved = {
        "head": angle_between(motion.rotation, np.eye(3)) > 1,
        "eyes": bool(motion.gaze.any()),
        "brows": bool(np.abs(motion.expression[BROWS]).max() > 0.01),
        "mouth": bool(np.abs(motion.expression[MOUTH]).max() > 0.01),
    }
    assert moved == {name: name != region for name in REGIONS}


def test_lids_go_with_the_eyes_and_lips_with_the_mouth() -> None:
    blind, mute = at(regions=RegionStrengths(eyes=0)), at(regions=RegionStrengths(mouth=0))
    assert blind.eye_openness == pytest.approx(OWN.eyes)
    assert blind.lip_openness == ACT.lip_openness
    assert np.abs(blind.expression[LIDS]).max() < 0.005
    assert mute.lip_openness == pytest.approx(OWN.lips)
    assert mute.eye_openness == pytest.approx(ACT.eye_openness)


def test_strengths_multiply() -> None:
    np.testing.assert_allclose(
        at(2.0, RegionStrengths(mouth=0.5)).expression[MOUTH], ACT.expression[MOUTH], atol=1e-6
    )


def test_regions_flow_into_each_other() -> None:
    """Neighbouring landmarks never differ by a whole region's strength."""
    share = at(regions=RegionStrengths(mouth=0)).expression[:, 0] / ACT.expression[:, 0]
    local = OWN.local[:468, :2]
    gaps = np.linalg.norm(local[:, None] - local[None], axis=2)
    near = gaps < 0.06
    assert np.abs(share[:468, None] - share[None, :468])[near].max() < 0.5


def test_controls_are_not_scaled() -> None:
    assert at(0.0).controls == ACT.controls


def test_twice_a_great_motion_stays_natural_unless_allowed() -> None:
    wild = Motion(expression=np.full((478, 3), 0.15, np.float32), lip_openness=0.7)
    tame, free = (
        face().applied(wild, Tuning(strength=2.0, allow_unnatural=allowed)) for allowed in (False, True)
    )
    length = np.linalg.norm(wild.expression, axis=1).max()
    assert np.linalg.norm(tame.expression, axis=1).max() < length + 0.15
    np.testing.assert_allclose(free.expression, 2 * wild.expression, atol=1e-6)
    assert tame.lip_openness is not None
    assert free.lip_openness is not None
    assert tame.lip_openness <= 1.0 < 1.3 < free.lip_openness
