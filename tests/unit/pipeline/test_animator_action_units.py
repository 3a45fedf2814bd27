"""The animator's part in action units: whom it tells, and what it does when gains are asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.pipeline import animator as animator_module
from app.pipeline.animator import Animator
from app.pipeline.clock import ManualClock
from app.pipeline.metrics import Metrics
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.tracking.action_units.estimator import ActionUnitEstimator
from app.pipeline.types import FaceObservation, Frame, Motion
from app.tuning import UNTOUCHED, ActionUnitGains, Controls, Tuning
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver
from tests.unit.pipeline.test_animator import PERIOD, SIZE, ReadingEngine, RecordingEngine, ToldTracker

BLACK = np.zeros((48, 64, 3), np.uint8)
SHUT = Act(eyes=(0.05, 0.05))
NO_BLINKS = Tuning(action_units=ActionUnitGains(blink=0.0, eyes_closed=0.0))


class Stage:
    """An animator on doubles, and a driver who is known."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        engine: RecordingEngine | None = None,
        tuning: Tuning | None = None,
        **more: Any,
    ) -> None:
        self.engine, tracker = engine or RecordingEngine(), ToldTracker()
        monkeypatch.setattr(animator_module, "FaceTracker", lambda smoothing, guard: tracker)  # noqa: ARG005
        self.driver, self._tracker, self._index = Driver(), tracker, 0
        self.animator = Animator(
            shipped.portrait(),
            self.engine,
            output_size=SIZE,
            metrics=Metrics(ManualClock()),
            neutral=self.driver.shape(),
            **more,
        )
        if tuning is not None:
            self.animator.tune(tuning)

    def play(self, act: Act | None, frames: int = 1) -> Motion:
        """The last of what the engine was asked for."""
        self._tracker.face = None if act is None else self.driver.face(act)
        for _ in range(frames):
            self.animator.animate(Frame(BLACK, self._index, self._index * PERIOD))
            self._index += 1
        return self.engine.motions[-1]


def least_open(motion: Motion) -> float:
    assert motion.eye_openness is not None
    return min(motion.eye_openness)


def test_without_gains_nothing_is_changed_nor_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the live loop must not pay for what nobody asked for")

    monkeypatch.setattr(animator_module, "ActionUnitGainer", refuse)
    monkeypatch.setattr(ActionUnitEstimator, "update", refuse)
    plain, tuned = Stage(monkeypatch), Stage(monkeypatch, tuning=Tuning())
    for act in (Act(), SHUT, Act(lips=0.3)):
        one, other = plain.play(act), tuned.play(act)
        assert np.array_equal(one.expression, other.expression)
        assert (one.eye_openness, one.lip_openness, one.controls) == (
            *(other.eye_openness, other.lip_openness, UNTOUCHED),
        )


def test_gains_hold_from_the_next_frame_on(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(monkeypatch)
    stage.play(Act(), 30)
    assert least_open(stage.play(SHUT)) < 0.05
    stage.animator.tune(NO_BLINKS)
    assert least_open(stage.play(SHUT)) > 0.1
    stage.animator.tune(Tuning())
    assert least_open(stage.play(SHUT)) < 0.05


def test_gains_stay_with_another_portrait(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(monkeypatch, tuning=NO_BLINKS)
    stage.play(SHUT, 30)
    stage.animator.set_portrait(shipped.portrait(shipped.GENTLEMAN))
    assert least_open(stage.play(SHUT)) > 0.1


def test_an_engine_of_keypoints_is_told_by_controls_under_the_person_s_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage(monkeypatch, engine=ReadingEngine(), tuning=NO_BLINKS)
    stage.play(Act(), 30)
    assert stage.play(SHUT).controls.blink_left < -0.5
    stage.animator.tune(replace(NO_BLINKS, controls=Controls(smile=0.4)))
    both = stage.play(SHUT, 10).controls
    assert both.smile == pytest.approx(0.4)
    assert both.blink_left < -0.5


def test_what_gains_add_leaves_with_the_face(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(monkeypatch, engine=ReadingEngine(), tuning=NO_BLINKS)
    stage.play(SHUT, 30)
    assert stage.play(None, 60).controls == UNTOUCHED


def test_a_watcher_is_told_of_every_frame_its_face_and_its_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, FaceObservation | None, FaceShape | None]] = []
    stage = Stage(monkeypatch, on_face=lambda frame, face, rest: told.append((frame.index, face, rest)))
    stage.play(Act(), 2)
    stage.play(None)
    assert [index for index, _, _ in told] == [0, 1, 2]
    assert told[0][1] is not None
    assert told[2][1] is None
    assert told[1][2] is stage.animator.neutral
