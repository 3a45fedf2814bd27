from __future__ import annotations

import numpy as np
import pytest

from app.facs import ActionUnit
from app.pipeline.action_unit_watch import (
    ActionUnitAverage,
    LiveActionUnits,
    gained,
    read_performance,
    resting_face,
)
from app.pipeline.performance import Performance
from app.pipeline.tracking.action_units.blendshape_scores import Blendshapes
from app.pipeline.tracking.action_units.reading import FaceActionUnits
from app.pipeline.tracking.blendshapes import BlendshapeReader
from app.pipeline.types import REST, FaceObservation, Frame, Landmarks, Motion, RGBImage
from app.tuning import AS_THE_DRIVER, ActionUnitGains
from tests.unit.pipeline.motion.driver import REST_ACT, Act
from tests.unit.pipeline.tracking.action_units.acting import driver, performed, rest

FPS = 30
SMILE = ActionUnit.LIP_CORNER_PULLER
BLACK = np.zeros((48, 64, 3), np.uint8)


def recorded(*faces: Landmarks | None) -> Performance:
    return Performance(np.arange(len(faces)) / FPS, faces, frame_size=(640, 480))


def at_rest(count: int) -> list[Landmarks | None]:
    return [driver().face(REST_ACT)] * count


def smiling(count: int) -> list[Landmarks | None]:
    return [performed(SMILE, 5)] * count


def frame(index: int) -> Frame:
    return Frame(BLACK, index, 10 + index / FPS)


def seen(face: Landmarks, index: int, confidence: float = 1.0) -> FaceObservation:
    return FaceObservation(face, (64, 48), 10 + index / FPS, confidence)


def test_a_recording_reads_frame_by_frame_against_its_own_rest() -> None:
    units = read_performance(recorded(*at_rest(30), *smiling(10), None, *at_rest(10)))
    assert [round(each.time * FPS) for each in units] == list(range(51))
    assert max(each[SMILE].intensity for each in units[:30]) < 0.6
    assert units[38][SMILE].intensity > 3
    assert units[40].confidence == 0
    assert units[50][SMILE].intensity < 0.6


def test_a_given_rest_counts_whatever_the_recording_shows() -> None:
    only_smiles = recorded(*smiling(10))
    assert read_performance(only_smiles)[-1][SMILE].intensity < 0.6
    assert read_performance(only_smiles, rest())[-1][SMILE].intensity > 3


def test_blendshapes_are_taken_where_they_were_read() -> None:
    shapes: tuple[Blendshapes | None, ...] = ({}, {}, {"mouthSmileLeft": 0.9, "mouthSmileRight": 0.9}, None)
    units = read_performance(recorded(*at_rest(4)), shapes=shapes)
    assert units[1][SMILE].intensity < 0.6
    assert units[2][SMILE].intensity > units[3][SMILE].intensity


def test_nobody_in_a_recording_is_no_fault() -> None:
    empty = recorded(None, None)
    assert resting_face(empty) is None
    assert [each.confidence for each in read_performance(empty)] == [0, 0]


def test_live_every_frame_is_told_to_everybody() -> None:
    one: list[tuple[int, FaceActionUnits]] = []
    other: list[int] = []
    watch = LiveActionUnits(
        lambda index, units: one.append((index, units)), lambda index, _: other.append(index)
    )
    watch.see(frame(0), None, None)
    watch.see(frame(1), seen(driver().face(REST_ACT), 1), rest())
    watch.see(frame(4), seen(performed(SMILE, 5), 4, 0.5), rest())
    watch.close()
    watch.close()
    assert [index for index, _ in one] == other == [0, 1, 4]
    assert [round(units.confidence, 1) for _, units in one] == [0, 1, 0.5]
    assert one[2][1][SMILE].intensity > 1


class Reader(BlendshapeReader):
    """Reads a smile, and breaks when told to."""

    def __init__(self) -> None:
        self.broken, self.closed = False, 0

    def read(self, image: RGBImage, landmarks: Landmarks) -> Blendshapes:
        del image, landmarks
        if self.broken:
            raise RuntimeError("graph")
        return {"mouthSmileLeft": 0.9, "mouthSmileRight": 0.9}

    def close(self) -> None:
        self.closed += 1


def test_blendshapes_that_break_leave_the_landmarks(caplog: pytest.LogCaptureFixture) -> None:
    told: list[FaceActionUnits] = []
    reader = Reader()
    watch = LiveActionUnits(lambda _, units: told.append(units), reader=reader)
    for index in range(20):
        reader.broken = index >= 10
        watch.see(frame(index), seen(driver().face(REST_ACT), index), rest())
    watch.close()
    assert told[9][SMILE].intensity > 2
    assert told[19][SMILE].intensity < 0.6
    assert reader.closed == 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_means_count_frames_with_a_face() -> None:
    average, none = ActionUnitAverage(), ActionUnitAverage().means()
    for index, units in enumerate(read_performance(recorded(*smiling(4), None, None), rest())):
        average.add(index, units)
    means = average.means()
    assert means.frames == 4
    assert means.means[SMILE] > 3
    stats = means.to_stats_dict()
    assert stats["frames"] == 4
    assert set(stats["means"]) == {f"{unit.code}_r" for unit in ActionUnit}  # type: ignore[call-overload]
    assert none.frames == 0
    assert set(none.means.values()) == {0.0}


def test_gains_work_on_every_frame_of_a_recording() -> None:
    shut = driver().face(Act(eyes=(0.05, 0.05)))
    performance = recorded(*at_rest(20), *[shut] * 3, *at_rest(5))
    eyes = [rest().eyes] * 20 + [(0.01, 0.01)] * 3 + [rest().eyes] * 5
    motions = [Motion(eye_openness=each) for each in eyes]
    shown = list(gained(motions, performance, ActionUnitGains(blink=0.0), rest()))
    assert len(shown) == len(motions)
    assert min(min(motion.eye_openness) for motion in shown if motion.eye_openness) > 0.9 * min(rest().eyes)
    assert list(gained([REST], recorded(None), AS_THE_DRIVER, rest())) == [REST]


def test_a_recording_and_its_motions_are_of_one_length() -> None:
    with pytest.raises(ValueError, match="argument"):
        list(gained([REST, REST], recorded(*at_rest(1)), ActionUnitGains(blink=0), rest()))
