"""Eyes and lips of keypoints held at an openness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.pipeline.engines.liveportrait.live_options import LiveOptions
from app.pipeline.motion.held_openness import HeldOpenness
from app.pipeline.motion.keypoint_motion import FloatArray
from app.pipeline.types import DrivenKeypoints, Motion
from app.tuning import Controls, RegionStrengths
from tests.unit.pipeline.engines.liveportrait.live_scene import (
    NEUTRAL,
    PLAIN,
    SOURCE,
    driven,
    expression_with,
    posed,
)

EYE_PER_RATIO, LIP_PER_RATIO = -0.05, 0.2
ACTING = replace(NEUTRAL, expression=NEUTRAL.expression + expression_with((19, 1, 0.03), (11, 1, 0.01)))


def held(
    eyes: float | None = None, lips: float | None = None, weight: float = 1.0, options: LiveOptions = PLAIN
) -> FloatArray:
    return posed(
        Motion(
            keypoints=DrivenKeypoints(ACTING, NEUTRAL),
            eyes_held=None if eyes is None else HeldOpenness(eyes, weight),
            lips_held=None if lips is None else HeldOpenness(lips, weight),
        ),
        options,
    )


@pytest.mark.parametrize("ratio", [0.0, 0.4, 0.8])
def test_the_networks_are_asked_for_the_ratio(ratio: float) -> None:
    still, portrait = posed(Motion()), SOURCE
    eyes = posed(Motion(eyes_held=HeldOpenness(ratio))) - still
    lips = posed(Motion(lips_held=HeldOpenness(ratio))) - still
    for keypoint, own in ((11, portrait.eye_ratios[0]), (15, portrait.eye_ratios[1])):
        assert eyes[keypoint, 1] == pytest.approx(EYE_PER_RATIO * (ratio - own), abs=1e-6)
    assert lips[19, 1] == pytest.approx(LIP_PER_RATIO * (ratio - portrait.lip_ratio), abs=1e-6)


def test_the_drivers_own_lids_and_lips_no_longer_count() -> None:
    plain = replace(ACTING, expression=NEUTRAL.expression)
    alone = posed(
        Motion(
            keypoints=DrivenKeypoints(plain, NEUTRAL),
            eyes_held=HeldOpenness(0.2),
            lips_held=HeldOpenness(0.5),
        )
    )
    np.testing.assert_allclose(held(0.2, 0.5), alone, atol=1e-5)


def test_strengths_of_the_driver_do_not_touch_it() -> None:
    still = replace(PLAIN, regions=RegionStrengths(eyes=0.0, mouth=0.0))
    np.testing.assert_allclose(held(0.2, 0.5, options=still), held(0.2, 0.5), atol=1e-5)


def test_it_fades_in_and_a_blink_comes_on_top() -> None:
    none, some, all_of_it = held(), held(0.0, 0.6, weight=0.5), held(0.0, 0.6)
    np.testing.assert_allclose(held(0.0, 0.6, weight=0.0), none, atol=1e-6)
    np.testing.assert_allclose(some, (none + all_of_it) / 2, atol=1e-3)
    shut = posed(Motion(eyes_held=HeldOpenness(0.6), controls=Controls(blink_left=1.0, blink_right=1.0)))
    np.testing.assert_allclose(shut, posed(Motion(eyes_held=HeldOpenness(0.0))), atol=1e-6)


def test_while_a_driver_fades_it_stays() -> None:
    keypoints = DrivenKeypoints(NEUTRAL, NEUTRAL, weight=0.5)
    there = posed(Motion(keypoints=keypoints, eyes_held=HeldOpenness(0.1)))
    np.testing.assert_allclose(there, posed(Motion(eyes_held=HeldOpenness(0.1))), atol=1e-5)


def test_lips_retargeted_by_the_driver_keep_their_strength() -> None:
    double = replace(PLAIN, lip_retargeting=True, regions=RegionStrengths(mouth=2.0))
    once = replace(PLAIN, lip_retargeting=True)
    opened = [
        driven(NEUTRAL, options, lips=0.2) - driven(NEUTRAL, options, lips=0.1) for options in (once, double)
    ]
    assert opened[1][19, 1] == pytest.approx(2 * opened[0][19, 1], abs=1e-6)
