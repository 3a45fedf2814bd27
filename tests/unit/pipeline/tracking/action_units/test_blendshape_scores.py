from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facs import ActionUnit
from app.pipeline.tracking.action_units.blendshape_scores import Blendshapes, BlendshapeScores
from app.pipeline.tracking.action_units.landmark_scores import ROW, Scores

NO_SCORES = np.zeros((len(ActionUnit), 2))


def scores(shapes: Blendshapes, landmarks: Scores = NO_SCORES) -> Scores:
    """Of a face that was at rest before."""
    reader = BlendshapeScores()
    for frame in range(30):
        reader.update({}, landmarks, frame / 30)
    return reader.update(shapes, landmarks, 1.0)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("mouthSmile", ActionUnit.LIP_CORNER_PULLER),
        ("browOuterUp", ActionUnit.OUTER_BROW_RAISER),
        ("browDown", ActionUnit.BROW_LOWERER),
        ("eyeWide", ActionUnit.UPPER_LID_RAISER),
        ("mouthUpperUp", ActionUnit.UPPER_LIP_RAISER),
        ("mouthFrown", ActionUnit.LIP_CORNER_DEPRESSOR),
    ],
)
def test_a_pair_of_shapes_tells_the_person_s_sides(name: str, unit: ActionUnit) -> None:
    right, left = scores({f"{name}Left": 0.9, f"{name}Right": 0.0})[ROW[unit]]
    assert left > 4
    assert right == 0


def test_the_jaw_drops_and_then_is_stretched() -> None:
    half, wide = scores({"jawOpen": 0.35}), scores({"jawOpen": 0.9})
    assert half[ROW[ActionUnit.JAW_DROP]].min() > 2
    assert half[ROW[ActionUnit.MOUTH_STRETCH]].max() == 0
    assert wide[ROW[ActionUnit.MOUTH_STRETCH]].min() > 4


def test_what_the_model_cannot_tell_stays_with_the_landmarks() -> None:
    landmarks = np.full((len(ActionUnit), 2), 3.0)
    seen = scores({"cheekSquintLeft": 0.9, "noseSneerLeft": 0.9}, landmarks)
    for unit in (ActionUnit.CHEEK_RAISER, ActionUnit.NOSE_WRINKLER, ActionUnit.LIPS_PART):
        assert (seen[ROW[unit]] == 3).all()
    assert (seen[ROW[ActionUnit.BROW_LOWERER]] == 3).all()
    assert (seen[ROW[ActionUnit.LIP_CORNER_PULLER]] == 0).all()
    assert (landmarks == 3).all()


def test_a_shape_that_rests_high_counts_from_there() -> None:
    reader = BlendshapeScores()
    for frame in range(90):
        resting = reader.update({"browInnerUp": 0.3}, NO_SCORES, frame / 30)
    raised = reader.update({"browInnerUp": 0.95}, NO_SCORES, 3.0)
    row = ROW[ActionUnit.INNER_BROW_RAISER]
    assert resting[row].max() == 0
    assert raised[row].min() > 4


@given(st.dictionaries(st.sampled_from(["jawOpen", "mouthSmileLeft", "other"]), st.floats(-9, 9)))
def test_scores_stay_in_range_whatever_is_told(shapes: dict[str, float]) -> None:
    seen = scores(shapes)
    assert seen.min() >= 0
    assert seen.max() <= 5
