"""Expression controls on keypoints."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.pipeline.engines.liveportrait import slider_table as table
from app.pipeline.engines.liveportrait.expression_bounds import HIGHEST, LOWEST
from app.pipeline.engines.liveportrait.keypoints import HeadAngles, head_angles, transform
from app.pipeline.engines.liveportrait.live_options import LiveOptions
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.types import REST, DrivenKeypoints, Motion
from app.tuning import Controls, RegionStrengths, Tuning
from tests.unit.pipeline.engines.liveportrait.live_scene import (
    CANONICAL,
    FRONTAL,
    NEUTRAL,
    OWN,
    PLAIN,
    SOURCE,
    expression_with,
    head_of,
    motion_of,
    posed,
)

FREE = replace(PLAIN, natural=False)
SLIDERS = {
    "smile": table.SMILE,
    "wink": table.WINK,
    "brows": table.BROWS,
    "gaze_x": table.GAZE_X,
    "gaze_y": table.GAZE_Y,
    "mouth_open": table.LIPS_OPEN,
    "grin": table.GRIN,
    "pout": table.POUT,
    "purse": table.PURSE,
    "move_x": table.MOVE_X,
}
_FACE = [name for name in SLIDERS if not name.startswith("move")]
ACTING = replace(NEUTRAL, expression=NEUTRAL.expression + expression_with((19, 1, 0.03), (2, 1, -0.01)))


def moved(
    controls: Controls, options: LiveOptions = FREE, driver: KeypointMotion | None = None
) -> FloatArray:
    """What controls add to the portrait's expression."""
    told = DrivenKeypoints(driver, NEUTRAL) if driver is not None else None
    plain, controlled = (
        posed(Motion(keypoints=told, controls=chosen), options) for chosen in (Controls(), controls)
    )
    return (controlled - plain) / np.float32(OWN.scale)


@pytest.mark.parametrize("name", SLIDERS)
@pytest.mark.parametrize("value", np.linspace(-1, 1, 9))
def test_keypoints_move_by_the_table(name: str, value: float) -> None:
    wanted = SLIDERS[name].expression(float(value))
    np.testing.assert_allclose(moved(Controls(**{name: float(value)})), wanted, atol=1e-6)


def test_up_is_up() -> None:
    np.testing.assert_allclose(moved(Controls(move_y=1.0)), expression_with((5, 1, -0.19)), atol=1e-6)


def test_controls_come_on_top_of_the_driver() -> None:
    np.testing.assert_allclose(
        moved(Controls(smile=0.5), driver=ACTING), moved(Controls(smile=0.5)), atol=1e-6
    )


def test_controls_have_their_own_strength() -> None:
    still = replace(FREE, strength=0.0, regions=RegionStrengths(mouth=0.0))
    np.testing.assert_allclose(
        moved(Controls(smile=0.5), still, ACTING), moved(Controls(smile=0.5)), atol=1e-6
    )


def test_within_natural_limits_the_table_holds_and_beyond_it_bends() -> None:
    np.testing.assert_allclose(moved(Controls(smile=0.7), PLAIN), moved(Controls(smile=0.7)), atol=1e-6)
    np.testing.assert_allclose(moved(Controls(move_x=1.0), PLAIN), moved(Controls(move_x=1.0)), atol=1e-6)
    lips = [float(moved(Controls(pout=value), PLAIN)[19, 0]) for value in np.linspace(0, 1, 9)]
    assert np.diff(lips).min() >= 0
    assert lips[-1] + OWN.expression[19, 0] <= HIGHEST[19, 0] + 1e-6 < 0.09


@pytest.mark.parametrize("end", [-1.0, 1.0])
def test_all_controls_at_once_stay_natural_with_a_driver_at_his_limits(end: float) -> None:
    wild = replace(NEUTRAL, expression=np.full((21, 3), end, np.float32))
    motion = Motion(keypoints=DrivenKeypoints(wild, NEUTRAL), controls=Controls(**dict.fromkeys(_FACE, end)))
    upright = motion_of(expression=expression_with((19, 1, 0.02)))
    source = replace(FRONTAL, motion=upright)
    keypoints = posed(motion, PLAIN, source)
    rigid = transform(CANONICAL, replace(upright, expression=np.zeros((21, 3), np.float32)))
    expression = (keypoints - rigid) / np.float32(upright.scale)
    assert (expression >= LOWEST - 1e-5).all()
    assert (expression <= HIGHEST + 1e-5).all()


@pytest.mark.parametrize(
    ("control", "angles"),
    [
        ({"head_pitch": 1.0}, HeadAngles(-15, 0, 0)),
        ({"head_yaw": -1.0}, HeadAngles(0, 25, 0)),
        ({"head_roll": 0.5}, HeadAngles(0, 0, 7.5)),
    ],
)
def test_the_head_turns_by_degrees(control: dict[str, float], angles: HeadAngles) -> None:
    head = head_of(posed(Motion(controls=Controls(**control)), PLAIN, FRONTAL))
    seen = head_angles(head.rotation)
    assert (seen.pitch, seen.yaw, seen.roll) == pytest.approx(
        (angles.pitch, angles.yaw, angles.roll), abs=0.05
    )


@pytest.mark.parametrize(("zoom", "factor"), [(1.0, 1.2), (0.5, 1.1), (-1.0, 0.9)])
def test_zoom_multiplies_the_heads_size(zoom: float, factor: float) -> None:
    head = head_of(posed(Motion(controls=Controls(zoom=zoom)), PLAIN, FRONTAL))
    assert head.scale == pytest.approx(factor * FRONTAL.motion.scale, rel=1e-4)


# The networks of these scenes answer -0.05 a unit of the eye's ratio.


@pytest.mark.parametrize("blink", [0.25, 1.0])
def test_a_blink_asks_the_eye_network_for_less_of_that_eye(blink: float) -> None:
    left, _ = SOURCE.eye_ratios
    added = posed(Motion(controls=Controls(blink_left=blink)), PLAIN) - SOURCE.placed
    np.testing.assert_allclose(added, expression_with((11, 1, 0.05 * blink * left)), atol=1e-6)


def test_a_negative_blink_opens_wide() -> None:
    added = posed(Motion(controls=Controls(blink_right=-1)), PLAIN) - SOURCE.placed
    assert added[15, 1] < -0.002
    assert np.abs(np.delete(added, 15, axis=0)).max() < 1e-6


@pytest.mark.parametrize("options", [PLAIN, replace(PLAIN, eye_retargeting=True)])
def test_a_shut_eye_stays_shut_whatever_the_driver_does(options: LiveOptions) -> None:
    blinking = replace(NEUTRAL, expression=NEUTRAL.expression + expression_with((11, 1, 0.01), (15, 1, 0.01)))
    shut = Controls(blink_left=1, blink_right=1)
    alone = posed(Motion(controls=shut), options)
    for driver in (blinking, NEUTRAL):
        told = Motion(keypoints=DrivenKeypoints(driver, NEUTRAL), eye_openness=(0.2, 0.1), controls=shut)
        np.testing.assert_allclose(posed(told, options), alone, atol=1e-6)


def test_controls_stay_while_the_driver_fades_away() -> None:
    def at(weight: float, controls: Controls) -> FloatArray:
        return posed(Motion(keypoints=DrivenKeypoints(ACTING, NEUTRAL, weight), controls=controls))

    smile = Controls(smile=0.5, blink_left=1)
    alone = posed(Motion(controls=smile))
    np.testing.assert_allclose(at(0.0, smile), alone, atol=1e-6)
    np.testing.assert_allclose(at(0.5, smile), (at(1.0, smile) + alone) / 2, atol=1e-6)


def test_the_default_tuning_asks_for_what_is_done_anyway() -> None:
    assert LiveOptions.of(Tuning()) == LiveOptions()
    np.testing.assert_array_equal(posed(replace(REST, controls=Controls())), posed(REST))


def test_a_tuning_reaches_the_options() -> None:
    tuning = Tuning(
        strength=1.5,
        regions=RegionStrengths(head=0.5),
        eye_retargeting=True,
        lip_retargeting=True,
        allow_unnatural=True,
    )
    wanted = LiveOptions(
        strength=1.5,
        regions=RegionStrengths(head=0.5),
        eye_retargeting=True,
        lip_retargeting=True,
        natural=False,
    )
    assert LiveOptions.of(tuning) == wanted
