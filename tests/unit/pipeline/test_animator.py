from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import cv2
import numpy as np
import pytest

from app.config import Mirror, MotionMode
from app.errors import EngineError
from app.pipeline import animator as animator_module
from app.pipeline.animator import Animator, MotionListener
from app.pipeline.clock import ManualClock
from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.metrics import Metrics, Stage
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.portrait.compositing import Compositor
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.sources.performer import draw, script_at
from app.pipeline.types import (
    REST,
    DrivenKeypoints,
    FaceObservation,
    Frame,
    Landmarks,
    Motion,
    RGBImage,
    Sighting,
)
from app.tuning import UNTOUCHED, Controls, RegionStrengths, Tuning
from tests import shipped
from tests.unit.pipeline.motion.driver import Act, Driver, angle_between
from tests.unit.pipeline.motion.keypoint_driver import LIPS, figures, read

SIZE = (320, 240)
PERIOD = 1 / 30
IDENTITY = np.eye(3)
MAGENTA = (255, 0, 255)


class RecordingEngine:
    """Draws nothing, remembers what it was asked for."""

    name = "recording"
    reads_driver = False

    def __init__(self) -> None:
        self.motions: list[Motion] = []
        self.tunings: list[Tuning] = []
        self.closed = 0
        self.portrait: Portrait | None = None

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion | None:
        del image, landmarks, now
        return None

    def forget_driver(self) -> None: ...

    def tune(self, tuning: Tuning) -> None:
        self.tunings.append(tuning)

    def set_portrait(self, portrait: Portrait) -> None:
        self.portrait = portrait

    def render(self, motion: Motion) -> RGBImage:
        self.motions.append(motion)
        assert self.portrait is not None
        return self.portrait.image.copy()

    def close(self) -> None:
        self.closed += 1


class ReadingEngine(RecordingEngine):
    """Reads keypoints as well; in a crop of its own after each ``forget_driver``."""

    reads_driver = True

    def __init__(self) -> None:
        super().__init__()
        self.act = Act()
        self.blind = False
        self.forgotten = 0
        self.images: list[RGBImage] = []

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion | None:
        del landmarks, now
        self.images.append(image)
        return None if self.blind else read(self.act, zoom=1 + 0.1 * self.forgotten)

    def forget_driver(self) -> None:
        self.forgotten += 1


class ToldTracker:
    """Sees the face that it is told of, whatever the frame shows."""

    def __init__(self) -> None:
        self.face: Landmarks | None = None
        self.smoothing: list[float] = []
        self.sighting = Sighting.SOMEBODY_ELSE
        self.asked_for_anyone = 0
        self.closed = 0

    def track(self, frame: Frame) -> FaceObservation | None:
        return None if self.face is None else FaceObservation(self.face, frame.size, frame.captured_at)

    def set_smoothing(self, smoothing: float) -> None:
        self.smoothing.append(smoothing)

    def follow_anyone(self) -> None:
        self.asked_for_anyone += 1

    def close(self) -> None:
        self.closed += 1


class Live:
    """An animator whose tracker and engine are doubles, played at 30 frames a second."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        mode: MotionMode = MotionMode.RELATIVE,
        *,
        known: bool = False,
        engine: RecordingEngine | None = None,
        keep_neutral: Callable[[FaceShape, KeypointMotion | None], None] | None = None,
        on_motion: MotionListener | None = None,
    ) -> None:
        self.engine, self.tracker = engine or RecordingEngine(), ToldTracker()
        monkeypatch.setattr(animator_module, "FaceTracker", lambda smoothing, guard: self.tracker)  # noqa: ARG005
        self.clock = ManualClock()
        self.metrics = Metrics(self.clock)
        self.driver = Driver()
        self.animator = Animator(
            shipped.portrait(),
            self.engine,
            output_size=SIZE,
            mode=mode,
            metrics=self.metrics,
            neutral=self.driver.shape() if known else None,
            keep_neutral=keep_neutral,
            on_motion=on_motion,
        )
        self._index = 0

    def play(self, seconds: float, act: Act | None) -> list[Motion]:
        """What the engine was asked for while the driver does something; None leaves the picture."""
        self.tracker.face = None if act is None else self.driver.face(act)
        if isinstance(self.engine, ReadingEngine) and act is not None:
            self.engine.act = act
        before = len(self.engine.motions)
        for _ in range(round(seconds / PERIOD)):
            self.animator.animate(Frame(np.zeros((48, 64, 3), np.uint8), self._index, self._index * PERIOD))
            self._index += 1
        return self.engine.motions[before:]


def turns(motions: list[Motion]) -> list[float]:
    """Degrees away from the portrait's own pose."""
    return [angle_between(IDENTITY, motion.rotation) for motion in motions]


ASIDE = Act(yaw=20, lips=0.3)


def test_a_portrait_without_a_driver_is_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch)
    assert all(motion is REST for motion in scene.play(0.5, None))
    assert scene.animator.neutral is None
    assert scene.animator.faces_lost == 0


def test_the_driver_is_followed_from_his_first_frame_without_a_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch, known=True)
    followed = turns(scene.play(1.0, ASIDE))
    assert followed[0] < 2
    assert np.abs(np.diff(followed)).max() < 3
    assert followed[-1] == pytest.approx(20, abs=1)


@pytest.mark.parametrize("engine", [RecordingEngine, ReadingEngine])
def test_a_listener_hears_what_the_driver_does_frame_by_frame(
    engine: type[RecordingEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[float, FaceObservation | None, KeypointMotion | None]] = []
    scene = Live(monkeypatch, engine=engine(), on_motion=lambda *told: heard.append(told))
    scene.play(0.1, None)
    scene.play(0.1, ASIDE)
    scene.play(0.1, None)
    assert [time for time, _, _ in heard] == pytest.approx([k * PERIOD for k in range(9)])
    assert [face is not None for _, face, _ in heard] == [3 <= k < 6 for k in range(9)]
    reads = engine is ReadingEngine
    assert [read is not None for _, _, read in heard] == [reads and 3 <= k < 6 for k in range(9)]


def test_a_lost_face_is_held_then_eased_to_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch, known=True)
    scene.play(1.0, ASIDE)
    away = turns(scene.play(1.5, None))
    at = [away[round(t / PERIOD) - 1] for t in (0.4, 0.6, 0.75, 0.9, 1.2)]
    assert at[0] == pytest.approx(20, abs=1)  # held
    assert at[0] > at[1] > at[2] > at[3] > at[4]  # eased
    assert at[4] == 0
    assert scene.engine.motions[-1] is REST
    assert np.abs(np.diff(away)).max() < 3
    assert scene.animator.faces_lost == 1


def test_the_rest_of_the_motion_eases_with_the_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch, known=True)
    before = scene.play(1.0, ASIDE)[-1].lip_openness or 0.0
    halfway = scene.play(0.75, None)[-1].lip_openness or 0.0
    assert 0.1 * before < halfway < 0.9 * before


def test_a_face_that_returns_is_eased_back_to(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch, known=True)
    scene.play(1.0, ASIDE)
    scene.play(2.0, None)
    back = turns(scene.play(1.0, ASIDE))
    assert back[0] < 3
    assert np.abs(np.diff(back)).max() < 3
    assert back[-1] == pytest.approx(20, abs=1)


def test_a_hand_across_the_face_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch, known=True)
    scene.play(1.0, ASIDE)
    assert turns(scene.play(0.3, None)) == pytest.approx([20] * 9, abs=1)
    assert scene.animator.faces_lost == 0


def test_recentering_makes_the_present_pose_the_portrait_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch)
    scene.play(1.0, Act())
    scene.play(0.5, ASIDE)
    scene.animator.recenter()
    centred, own = scene.play(1.0, ASIDE)[-1], measure(shipped.portrait().landmarks)
    assert turns([centred])[0] < 1
    assert centred.eye_openness == pytest.approx(own.eyes, abs=0.02)
    assert centred.lip_openness == pytest.approx(own.lips, abs=0.03)
    assert turns(scene.play(0.5, Act()))[-1] == pytest.approx(20, abs=1)


def test_a_saved_neutral_is_used_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch, known=True)
    saved = scene.animator.neutral
    scene.play(5.0, ASIDE)
    assert scene.animator.neutral is saved


def test_absolute_motion_needs_no_neutral_pose(monkeypatch: pytest.MonkeyPatch) -> None:
    relative, absolute = (
        turns(Live(monkeypatch, mode).play(3.0, Act(yaw=20)))[-1]
        for mode in (MotionMode.RELATIVE, MotionMode.ABSOLUTE)
    )
    assert relative < 3  # he never moved
    assert absolute > 15


def test_every_stage_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch)
    scene.play(0.2, Act())
    stages = scene.metrics.snapshot().stages
    for name in (Stage.TRACK, Stage.MOTION, Stage.RENDER, Stage.COMPOSITE):
        assert stages[name].count == 6


def test_closing_frees_tracker_and_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch)
    scene.animator.close()
    scene.animator.close()
    assert scene.tracker.closed >= 1
    assert scene.engine.closed >= 1


# With an engine that reads the driver's keypoints itself


def keypoints_of(motion: Motion) -> DrivenKeypoints:
    assert motion.keypoints is not None
    return motion.keypoints


def test_an_engine_that_reads_the_driver_is_told_what_it_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch, engine=ReadingEngine())
    scene.play(4.0, Act())
    told = keypoints_of(scene.play(0.5, ASIDE)[-1])
    assert told.neutral is not None
    assert told.weight == 1
    assert angle_between(told.now.rotation, read(ASIDE).rotation) < 0.1
    assert angle_between(told.neutral.rotation, read().rotation) < 2
    assert told.neutral.expression[LIPS, 1] < 0.01


def test_the_landmarks_motion_goes_with_the_keypoints(monkeypatch: pytest.MonkeyPatch) -> None:
    seeing, blind = (Live(monkeypatch, engine=engine) for engine in (ReadingEngine(), RecordingEngine()))
    for scene in (seeing, blind):
        scene.play(4.0, Act())
    told, plain = (scene.play(0.2, ASIDE)[-1] for scene in (seeing, blind))
    assert plain.keypoints is None
    np.testing.assert_array_equal(told.rotation, plain.rotation)
    assert told.lip_openness == plain.lip_openness


def test_the_engine_reads_the_frame_itself_and_only_where_a_face_is(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ReadingEngine()
    scene = Live(monkeypatch, engine=engine)
    scene.play(0.5, None)
    assert engine.images == []
    scene.play(0.5, Act())
    assert len(engine.images) == 15
    assert engine.images[0].shape == (48, 64, 3)


def test_absolute_motion_has_no_neutral_keypoints(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch, MotionMode.ABSOLUTE, engine=ReadingEngine())
    assert keypoints_of(scene.play(2.0, Act())[-1]).neutral is None


def test_keypoints_of_a_lost_face_are_held_and_eased_by_their_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch, engine=ReadingEngine())
    scene.play(2.0, ASIDE)
    away = scene.play(1.5, None)
    weights = [0.0 if motion.keypoints is None else motion.keypoints.weight for motion in away]
    assert weights[: round(0.4 / PERIOD)] == [1.0] * 12
    assert all(a >= b for a, b in pairwise(weights))
    assert 0.2 < weights[round(0.75 / PERIOD)] < 0.8
    assert away[-1] is REST


def test_an_engine_that_stops_reading_is_driven_by_landmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ReadingEngine()
    scene = Live(monkeypatch, engine=engine)
    scene.play(1.0, Act())
    engine.blind = True
    assert scene.play(0.1, ASIDE)[-1].keypoints is None


def test_a_driver_long_gone_is_forgotten_once_and_met_where_he_returns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = ReadingEngine()
    scene = Live(monkeypatch, engine=engine)
    scene.play(2.0, Act())
    scene.play(0.9, None)
    assert engine.forgotten == 0  # he is still on the picture
    scene.play(1.0, None)
    assert engine.forgotten == 1
    told = [keypoints_of(motion) for motion in scene.play(2.0, Act(place=(380, 240)))[1:]]
    for driven in (told[0], told[-1]):
        assert driven.neutral is not None
        np.testing.assert_allclose(driven.neutral.translation, driven.now.translation, atol=1e-3)
        assert driven.neutral.scale == pytest.approx(driven.now.scale, rel=1e-3)


def test_nobody_is_forgotten_before_anybody_came(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ReadingEngine()
    Live(monkeypatch, engine=engine).play(2.0, None)
    assert engine.forgotten == 0


def test_recentering_follows_whoever_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Live(monkeypatch)
    assert scene.animator.sighting is Sighting.SOMEBODY_ELSE
    scene.animator.recenter()
    assert scene.tracker.asked_for_anyone == 1


def test_recentering_meets_the_driver_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = ReadingEngine()
    scene = Live(monkeypatch, engine=engine)
    scene.play(1.0, Act())
    scene.play(0.5, ASIDE)
    scene.animator.recenter()
    assert engine.forgotten == 1
    for motion in scene.play(0.5, ASIDE):
        told = keypoints_of(motion)
        assert told.neutral is not None
        np.testing.assert_allclose(figures(told.neutral), figures(told.now), atol=1e-5)


def test_the_neutral_keypoints_are_kept_with_the_face(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[tuple[FaceShape, KeypointMotion | None]] = []
    scene = Live(
        monkeypatch,
        engine=ReadingEngine(),
        keep_neutral=lambda shape, keypoints: kept.append((shape, keypoints)),
    )
    scene.play(1.0, Act())
    for _ in range(2):
        scene.animator.close()
    assert kept == [(scene.animator.neutral, scene.animator.neutral_keypoints)]
    assert kept[0][1] is not None


# With the real tracker and engine


def magenta_performer(t: float, share: float) -> RGBImage:
    """The performer in magenta light in a magenta room."""
    image = draw(script_at(t), (480, 360))
    veil = np.full_like(image, MAGENTA)
    veiled: RGBImage = np.asarray(cv2.addWeighted(image, 1 - share, veil, share, 0), np.uint8)
    veiled[:, :60] = MAGENTA
    veiled[:, -60:] = MAGENTA
    return veiled


def magenta_in(image: RGBImage) -> int:
    """How far the most magenta pixel's red and blue stand over its green."""
    red, green, blue = image.astype(int).transpose(2, 0, 1)
    return int((np.minimum(red, blue) - green).max())


@pytest.fixture
def live() -> Iterator[Animator]:
    animator = Animator(shipped.portrait(), MeshEngine(), output_size=SIZE, metrics=Metrics(ManualClock()))
    yield animator
    animator.close()


def test_at_rest_it_is_the_portrait_at_the_output_s_size(live: Animator) -> None:
    compositor = Compositor(shipped.portrait(), SIZE)
    rest, wanted = live.at_rest(), compositor.compose(compositor.portrait.image)
    assert rest.shape == (SIZE[1], SIZE[0], 3)
    assert np.abs(rest.astype(int) - wanted.astype(int)).mean() < 0.2


@pytest.mark.parametrize("share", [1.0, 0.4], ids=["nobody there", "a face in it"])
def test_no_colour_of_the_camera_reaches_the_picture(live: Animator, share: float) -> None:
    own = magenta_in(live.at_rest())
    for index in range(24):
        frame = Frame(magenta_performer(4 + index / 12, share), index, index / 12)
        assert magenta_in(frame.image) == 255
        assert magenta_in(live.animate(frame)) < own + 15
    assert (live.neutral is not None) == (share < 1)


def test_what_is_drawn_depends_on_the_face_s_motion_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same face before two quite different pictures gives the same output."""
    outputs = []
    for colour in (0, 255):
        tracker = ToldTracker()
        tracker.face = Driver().face(ASIDE)
        monkeypatch.setattr(animator_module, "FaceTracker", lambda smoothing, guard, told=tracker: told)  # noqa: ARG005
        animator = Animator(
            shipped.portrait(),
            MeshEngine(),
            output_size=SIZE,
            metrics=Metrics(ManualClock()),
            neutral=Driver().shape(),
        )
        image = np.full((48, 64, 3), colour, np.uint8)
        outputs.append([animator.animate(Frame(image, index, index * PERIOD)) for index in range(20)])
        animator.close()
    assert all(np.array_equal(one, other) for one, other in zip(*outputs, strict=True))
    assert not np.array_equal(outputs[0][0], outputs[0][-1])


def test_every_picture_is_a_fresh_array(live: Animator) -> None:
    image = np.zeros((48, 64, 3), np.uint8)
    one, other = (live.animate(Frame(image, index, index * PERIOD)) for index in range(2))
    assert not np.shares_memory(one, other)


def test_after_closing_nothing_is_drawn(live: Animator) -> None:
    live.close()
    with pytest.raises(EngineError):
        live.at_rest()


SMILE = Tuning(controls=Controls(smile=0.5))


def test_a_slider_moved_while_live_shows_in_the_next_frame_and_arrives_within_100_ms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = Live(monkeypatch)
    live.play(0.5, Act())
    live.animator.tune(SMILE)
    smiles = [motion.controls.smile for motion in live.play(0.5, Act())]
    assert smiles[0] > 0.1
    assert smiles[2:] == [0.5] * len(smiles[2:])
    assert all(later >= earlier for earlier, later in pairwise(smiles))


def test_controls_hold_from_the_first_frame_on_when_they_were_set_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = Live(monkeypatch)
    live.animator.tune(SMILE)
    assert live.play(0.1, Act())[0].controls == SMILE.controls


def test_controls_stay_when_nobody_is_there_and_at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live(monkeypatch)
    live.animator.tune(SMILE)
    live.play(0.5, ASIDE)
    assert {motion.controls for motion in live.play(2.0, None)} == {SMILE.controls}
    live.animator.at_rest()
    assert live.engine.motions[-1].controls == SMILE.controls


def test_tuning_reaches_engine_tracker_and_retargeter(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live(monkeypatch, known=True)
    tuning = Tuning(smoothing=0.8, mode=MotionMode.ABSOLUTE, regions=RegionStrengths(head=0.5))
    relative = live.play(0.1, Act())[-1]
    live.animator.tune(tuning)
    live.animator.tune(tuning)
    absolute = live.play(0.1, Act())[-1]
    assert live.engine.tunings == [tuning, tuning]
    assert live.tracker.smoothing == [0.8]
    assert not np.allclose(relative.eye_openness or 0, absolute.eye_openness or 0)


def test_the_default_tuning_changes_no_motion(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, tuned = Live(monkeypatch, known=True), Live(monkeypatch, known=True)
    tuned.animator.tune(Tuning())
    for one, other in zip(plain.play(0.3, ASIDE), tuned.play(0.3, ASIDE), strict=True):
        assert np.array_equal(one.expression, other.expression)
        assert np.array_equal(one.rotation, other.rotation)
        assert other.controls == UNTOUCHED


def test_another_engine_and_portrait_are_tuned_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    live, other = Live(monkeypatch), RecordingEngine()
    live.animator.tune(Tuning(mode=MotionMode.ABSOLUTE, strength=1.5))
    live.animator.set_engine(other)
    live.animator.set_portrait(shipped.portrait(shipped.HOPPER))
    assert other.tunings == [Tuning(mode=MotionMode.ABSOLUTE, strength=1.5)]
    live.engine = other
    assert live.play(1.0, Act())[-1].eye_openness == pytest.approx(live.driver.shape().eyes, abs=0.02)


def test_left_and_right_are_those_of_the_picture_that_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live(monkeypatch)
    live.animator.tune(Tuning(controls=Controls(blink_left=1, gaze_x=0.5)))
    live.animator.set_mirror(Mirror(picture=True))
    assert live.play(0.1, Act())[-1].controls == Controls(blink_right=1, gaze_x=-0.5)


def test_a_slider_changes_what_is_drawn_and_setting_it_back_undoes_it(live: Animator) -> None:
    rest = live.at_rest()
    live.tune(SMILE)
    smiling = live.at_rest()
    assert np.abs(smiling.astype(int) - rest).max() > 10
    live.tune(Tuning())
    np.testing.assert_array_equal(live.at_rest(), rest)
