"""Closed-loop correction, with an engine and an eye that are plain functions of the motion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pytest

from app.pipeline.motion import correction
from app.pipeline.motion.correction import corrected, corrected_in_parts, looks
from app.pipeline.types import LANDMARK_COUNT, REST, Landmarks, Motion, RGBImage
from tests import shipped
from tests.unit.pipeline.motion.driver import Driver, angle_between, resting_shape

IDENTITY = np.eye(3)
FACE_SIZE = 60.0
PLACE = (320.0, 240.0, 0.0)


def _placed(yaw: float, shift: npt.NDArray[np.float64], motion: Motion) -> Landmarks:
    """A face turned and moved by so much, with the motion's zoom and expression; 478 x 3 pixels."""
    local = resting_shape(shipped.GENTLEMAN) + motion.expression
    turned = local @ shipped.turned(yaw=yaw).T.astype(np.float64)
    return np.asarray((turned * motion.scale + shift) * FACE_SIZE + PLACE, np.float32)


@dataclass
class ShyEngine:
    """Carries out only a share of a turn and a shift; what it drew is what an observer sees.

    The picture is a token: the landmarks are looked up by it.
    """

    share: float = 0.8
    blind_at: frozenset[int] = frozenset()
    drawn: list[Landmarks] = field(default_factory=list)

    def draw(self, motion: Motion) -> RGBImage:
        yaw = self.share * np.degrees(np.arctan2(motion.rotation[2, 0], motion.rotation[0, 0]))
        shift = self.share * np.array([*motion.translation, 0.0])
        self.drawn.append(_placed(float(yaw), shift, motion))
        return np.full((1, 1, 3), len(self.drawn) - 1, np.uint8)

    def look(self, image: RGBImage) -> Landmarks | None:
        index = int(image[0, 0, 0])
        return None if index in self.blind_at else self.drawn[index]


def turning(count: int = 24) -> list[Motion]:
    """A steady turn aside, held."""
    return [Motion(shipped.turned(yaw=12.0), (0.1, 0.0)) for _ in range(count)]


def nothing() -> None:
    pass


def meant() -> Landmarks:
    return _placed(12.0, np.array([0.1, 0.0, 0.0]), Motion())


def error_of(engine: ShyEngine, motions: list[Motion]) -> float:
    """Pixels by which landmarks miss where they were meant to be, once the motions are drawn."""
    engine = ShyEngine(engine.share)
    for motion in motions:
        engine.draw(motion)
    return float(np.mean([np.abs(face - meant())[:, :2].mean() for face in engine.drawn]))


def test_what_was_missing_is_made_up_for() -> None:
    engine, wanted = ShyEngine(), turning()
    better = corrected(wanted, engine.draw, engine.look, nothing)
    assert error_of(engine, better) < 0.8 * error_of(engine, wanted)


def test_what_is_drawn_as_it_was_meant_stays_as_it_is() -> None:
    engine, wanted = ShyEngine(share=1.0), turning()
    for motion, meant in zip(corrected(wanted, engine.draw, engine.look, nothing), wanted, strict=True):
        assert angle_between(motion.rotation, meant.rotation) < 0.5
        assert motion.translation == pytest.approx(meant.translation, abs=0.02)
        assert motion.scale == pytest.approx(meant.scale, abs=0.02)
        assert np.abs(motion.expression - meant.expression).max() < 0.03


def test_there_is_a_motion_and_a_report_for_every_frame() -> None:
    engine, steps = ShyEngine(), []
    result = corrected(turning(9), engine.draw, engine.look, lambda: steps.append(1))
    assert len(result) == 9
    assert len(steps) >= 9


def test_rest_stays_rest() -> None:
    engine = ShyEngine()
    result = corrected([REST, *turning(4), REST], engine.draw, engine.look, nothing)
    assert result[0] is REST
    assert result[-1] is REST


def test_a_portrait_whose_face_nobody_finds_is_left_as_it_was_meant() -> None:
    engine, wanted = ShyEngine(blind_at=frozenset({0})), turning(5)
    assert corrected(wanted, engine.draw, engine.look, nothing) == wanted


def test_frames_in_which_no_face_is_found_do_no_harm() -> None:
    engine = ShyEngine(blind_at=frozenset({5, 6, 7}))
    result = corrected(turning(), engine.draw, engine.look, nothing)
    turns = [angle_between(IDENTITY, motion.rotation) for motion in result]
    assert len(result) == 24
    assert 11 < min(turns) <= max(turns) < 18
    assert np.abs(np.diff(turns)).max() < 2


def test_a_push_is_bounded_however_wrong_the_eye() -> None:
    random = np.random.default_rng(3)

    def dizzy(image: RGBImage) -> Landmarks:
        del image
        return Driver().face() + random.normal(0, 200, (LANDMARK_COUNT, 3)).astype(np.float32)

    wanted = [Motion(eye_openness=(0.3, 0.3), lip_openness=0.1, scale=1.001) for _ in range(20)]
    draw: Callable[[Motion], RGBImage] = ShyEngine().draw
    for motion in corrected(wanted, draw, dizzy, nothing):
        assert np.isfinite(motion.expression).all()
        assert angle_between(IDENTITY, motion.rotation) < 60
        assert min(motion.eye_openness or (0.0,)) >= 0
        assert (motion.lip_openness or 0.0) < 0.5


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 15, 16, 17, 23, 30])
def test_a_long_recording_is_corrected_part_by_part_without_a_seam(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(correction, "PART", 8)
    wanted = [Motion(shipped.turned(yaw=12 * np.sin(k / 5)), (0.1, 0.0)) for k in range(count)]
    steps: list[int] = []
    one, other = ShyEngine(), ShyEngine()
    parts = list(corrected_in_parts(iter(wanted), one.draw, one.look, lambda: steps.append(1)))
    whole = corrected(wanted, other.draw, other.look, nothing)
    assert len(parts) == count
    assert len(steps) == looks(count)
    for part, same in zip(parts, whole, strict=True):
        assert angle_between(part.rotation, same.rotation) < 0.02
        assert np.abs(part.expression - same.expression).max() < 1e-3


def test_no_more_than_a_part_is_asked_for_before_the_first_is_given() -> None:
    asked: list[int] = []

    def endless() -> Iterator[Motion]:
        while True:
            asked.append(1)
            yield REST

    engine = ShyEngine()
    next(corrected_in_parts(endless(), engine.draw, engine.look, nothing))
    assert len(asked) < 2 * correction.PART
