from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.keypoint_smoothing import KeypointSmoother
from app.pipeline.motion.templates import load_template
from tests.unit.pipeline.motion.driver import REST_ACT, Act, angle_between
from tests.unit.pipeline.motion.keypoint_driver import LIDS, LIPS, figures, read

TEMPLATES = Path(__file__).parents[5] / "shared" / "data" / "templates"
FPS = 30.0

Tracks = dict[str, npt.NDArray[np.float32]]


def smoothed(motions: list[KeypointMotion], smoothing: float = 0.5, fps: float = FPS) -> list[KeypointMotion]:
    smoother = KeypointSmoother(smoothing)
    return [smoother.smooth(motion, 10 + k / fps) for k, motion in enumerate(motions)]


def trembling(count: int, act: Act = REST_ACT, seed: int = 0) -> list[KeypointMotion]:
    """A still driver, read with noise."""
    draw = np.random.default_rng(seed)
    motions = []
    for _ in range(count):
        pitch, yaw, roll = draw.normal(0, 0.2, 3)
        seen = read(
            Act(act.pitch + pitch, act.yaw + yaw, act.roll + roll, act.place, eyes=act.eyes, lips=act.lips)
        )
        noise = draw.normal(0, 0.001, (21, 3)).astype(np.float32)
        shift = draw.normal(0, 0.001, 3).astype(np.float32)
        scale = seen.scale * float(np.exp(draw.normal(0, 0.003)))
        motions.append(
            KeypointMotion(seen.rotation, seen.expression + noise, seen.translation + shift, scale)
        )
    return motions


def tracks(motions: list[KeypointMotion]) -> Tracks:
    """Every group of figures over time, T x N."""
    return {
        "turn": np.stack([m.rotation.ravel() for m in motions]),
        "expression": np.stack([m.expression.ravel() for m in motions]),
        "place": np.stack([m.translation[:2] for m in motions]),
        "size": np.array([[m.scale] for m in motions], np.float32),
    }


def trembles(track: npt.NDArray[np.float32]) -> float:
    """Energy of what changes from frame to frame, beyond any steady movement."""
    return float(np.sqrt((np.diff(track, 3, axis=0) ** 2).mean()))


def lag_frames(raw: npt.NDArray[np.float32], calm: npt.NDArray[np.float32]) -> float:
    """The delay of the raw track that comes nearest to the calm one."""
    at = np.arange(len(raw))
    lags = np.arange(0, 3, 0.1)
    delayed = [np.stack([np.interp(at - lag, at, column) for column in raw.T], axis=1) for lag in lags]
    return float(lags[np.argmin([((one - calm)[6:] ** 2).sum() for one in delayed])])


def test_a_still_face_trembles_less_and_more_smoothing_stills_it_more() -> None:
    raw = trembling(90)
    by_strength = [tracks(smoothed(raw, strength)) for strength in (0.25, 0.5, 1.0)]
    for group, track in tracks(raw).items():
        energy = [trembles(track[20:]), *(trembles(calm[group][20:]) for calm in by_strength)]
        assert energy == sorted(energy, reverse=True), group
        assert energy[2] < 0.6 * energy[0], group


def test_a_blink_passes_while_the_head_is_held_steady() -> None:
    blinking = [read(Act(eyes=(0.1, 0.1) if 20 <= k < 24 else (1.0, 1.0))) for k in range(40)]
    calm = smoothed(blinking)
    assert calm[21].expression[LIDS, 1] > 0.85 * blinking[21].expression[LIDS, 1]
    assert angle_between(calm[21].rotation, read().rotation) < 1e-2


@pytest.mark.parametrize(
    ("speed", "figure"),
    [
        (Act(yaw=3.0), lambda m: angle_between(read().rotation, m.rotation) / 3.0),
        (Act(lips=0.03), lambda m: m.expression[LIPS, 1] / (0.3 * 0.03)),
        (Act(place=(328.0, 240.0)), lambda m: m.translation[0] * 150 / 8),
        (Act(size=61.5), lambda m: (m.scale * 60 / 1.4 - 60) / 1.5),
    ],
    ids=["turn", "lips", "walk", "approach"],
)
def test_quick_movements_lag_by_less_than_a_frame(
    speed: Act, figure: Callable[[KeypointMotion], float]
) -> None:
    """Each act is how far he comes from rest in one frame."""

    def after(k: int) -> Act:
        return Act(
            yaw=speed.yaw * k,
            lips=speed.lips * k,
            place=(320 + (speed.place[0] - 320) * k, 240),
            size=60 + (speed.size - 60) * k,
        )

    calm = smoothed([read(after(k)) for k in range(16)])
    behind = [k - figure(motion) for k, motion in enumerate(calm)]
    assert max(behind) < 1.0
    assert behind[-1] < 0.6


def test_a_rotation_stays_one_however_far_he_turns() -> None:
    calm = smoothed([read(Act(pitch=0.5 * k, yaw=2.0 * k - 60, roll=k - 30)) for k in range(60)])
    for motion in calm:
        np.testing.assert_allclose(motion.rotation @ motion.rotation.T, np.eye(3), atol=1e-5)
        assert motion.rotation.dtype == motion.expression.dtype == motion.translation.dtype == np.float32


def test_after_a_gap_or_a_reset_the_first_reading_is_taken_as_it_is() -> None:
    smoother, aside = KeypointSmoother(), read(Act(yaw=30, lips=0.4, place=(400, 300), size=80))
    for k in range(10):
        smoother.smooth(read(), k / FPS)
    np.testing.assert_allclose(figures(smoother.smooth(aside, 1.0)), figures(aside), rtol=1e-5, atol=1e-6)
    smoother.reset()
    np.testing.assert_allclose(figures(smoother.smooth(read(), 1.01)), figures(read()), rtol=1e-5, atol=1e-6)


def test_a_lost_frame_is_no_gap() -> None:
    smoother = KeypointSmoother()
    for k in range(10):
        smoother.smooth(read(), k / FPS)
    moved = smoother.smooth(read(Act(place=(320.5, 240))), 12 / FPS)
    assert 0 < moved.translation[0] < read(Act(place=(320.5, 240))).translation[0]


def test_time_that_stands_still_is_survived() -> None:
    smoother = KeypointSmoother()
    for act in (Act(), Act(yaw=5), Act(yaw=10)):
        assert np.isfinite(figures(smoother.smooth(read(act), 3.0))).all()


def test_zero_is_off() -> None:
    raw = trembling(5)
    assert all(calm is motion for calm, motion in zip(smoothed(raw, 0.0), raw, strict=True))


@pytest.mark.skipif(not TEMPLATES.is_dir(), reason="no recorded drivers here")
@pytest.mark.parametrize("name", ["d8", "laugh", "talking", "wink"])
def test_recorded_drivers_tremble_less_and_lag_by_less_than_a_frame(name: str) -> None:
    template = load_template(TEMPLATES / f"{name}.pkl")
    frames = [motion for motion in template.keypoints if motion is not None]
    raw, calm = tracks(frames), tracks(smoothed(frames, fps=template.fps))
    for group in raw:
        assert trembles(calm[group]) < 0.95 * trembles(raw[group]), group
        assert lag_frames(raw[group], calm[group]) < 0.75, group
