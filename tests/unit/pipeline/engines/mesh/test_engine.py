from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import EngineError
from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import LANDMARK_COUNT, REST, Motion
from tests import shipped
from tests.unit.pipeline.engines.mesh.drawing import (
    around_head,
    corners,
    difference,
    engine_for,
    looking,
    rendered,
    small,
    small_engine,
)

every_portrait = pytest.mark.parametrize("name", shipped.PORTRAITS)


@every_portrait
def test_at_rest_it_draws_the_portrait(name: str) -> None:
    portrait = shipped.portrait(name)
    change = difference(rendered(name, REST), portrait.image)
    assert change.mean() <= 0.1
    assert not change[~around_head(portrait)].any()
    assert (change.max(axis=2) > 8).mean() < 1e-3


@pytest.mark.parametrize("motion", [REST, Motion(shipped.turned(5, 10, 5), (0.1, 0.1), 1.1)])
def test_a_picture_is_fresh_every_time_and_the_same_for_the_same_motion(motion: Motion) -> None:
    engine, before = small_engine(), small().image.copy()
    one = engine.render(motion)
    kept = one.copy()
    other = engine.render(motion)
    assert one.dtype == np.uint8
    assert one.shape == small().image.shape
    assert not np.shares_memory(one, other)
    assert np.array_equal(kept, other)
    one[:] = 0
    assert np.array_equal(engine.render(motion), kept)
    assert np.array_equal(small().image, before)


def test_what_was_drawn_before_does_not_matter() -> None:
    engine = engine_for(small())
    wanted = Motion(shipped.turned(yaw=8), eye_openness=(0.1, 0.3), lip_openness=0.3)
    alone = engine_for(small()).render(wanted)
    engine.render(Motion(shipped.turned(-10, 20, 10), (0.4, 0.1), 1.4, lip_openness=0.8))
    assert np.array_equal(engine.render(wanted), alone)


def test_without_a_portrait_it_says_so() -> None:
    with pytest.raises(EngineError, match="portrait"):
        MeshEngine().render(REST)


def test_closing_twice_is_fine_and_nothing_is_drawn_afterwards() -> None:
    engine = engine_for(small())
    engine.close()
    engine.close()
    with pytest.raises(EngineError):
        engine.render(REST)


def test_another_portrait_takes_the_first_one_s_place() -> None:
    engine = engine_for(small())
    other = shipped.resized(shipped.portrait(shipped.GENTLEMAN), 0.3)
    engine.set_portrait(other)
    assert difference(engine.render(REST), other.image).mean() <= 0.1


angles = st.floats(-42, 42)


@st.composite
def wild_motions(draw: st.DrawFn) -> Motion:
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    axis = random.normal(0, 1, 3)
    rotation = cv2.Rodrigues(axis / np.linalg.norm(axis) * np.radians(draw(angles)))[0]
    noise = draw(st.sampled_from([0.0, 0.02, 0.1, 0.5, 5.0]))
    ratio = st.none() | st.floats(-1, 3)
    eyes = draw(st.none() | st.tuples(st.floats(-1, 3), st.floats(-1, 3)))
    return Motion(
        rotation=rotation.astype(np.float32),
        translation=(draw(st.floats(-2, 2)), draw(st.floats(-2, 2))),
        scale=draw(st.floats(0.5, 2.0)),
        expression=random.normal(0, noise, (LANDMARK_COUNT, 3)).astype(np.float32),
        eye_openness=eyes,
        lip_openness=draw(ratio),
        gaze=random.normal(0, 1, (2, 2)).astype(np.float32),
    )


@settings(max_examples=40, deadline=None)
@given(wild_motions())
def test_no_motion_breaks_it_or_moves_the_picture_s_corners(motion: Motion) -> None:
    image = small_engine().render(motion)
    assert image.dtype == np.uint8
    assert image.shape == small().image.shape
    assert np.array_equal(corners(image), corners(small().image))


@pytest.mark.parametrize(
    "motion", [Motion(shipped.turned(yaw=y, roll=r)) for y in (-25, 25) for r in (-20, 20)]
)
def test_the_background_stays_still_while_the_head_turns(motion: Motion) -> None:
    image, portrait = rendered(shipped.LADY, motion), shipped.portrait()
    assert np.array_equal(corners(image), corners(portrait.image))
    assert not difference(image, portrait.image)[~around_head(portrait)].any()
    assert difference(image, portrait.image)[around_head(portrait)].mean() > 1


def _touching_edges() -> Portrait:
    portrait = shipped.portrait()
    (x0, y0), (x1, y1) = (
        portrait.landmarks[:, :2].min(axis=0).astype(int),
        portrait.landmarks[:, :2].max(axis=0).astype(int),
    )
    return shipped.cropped(portrait, int(x0) + 6, int(y0) + 6, int(x1) - 6, int(y1) - 6)


def _grey() -> Portrait:
    image = cv2.cvtColor(small().image, cv2.COLOR_RGB2GRAY)
    return replace(small(), image=np.dstack([image] * 3))


DIFFICULT: dict[str, Callable[[], Portrait]] = {
    "odd": lambda: shipped.cropped(small(), 3, 2, 202, 225),
    "thumbnail": lambda: shipped.resized(shipped.portrait(), 96 / 1024),
    "grey": _grey,
    "touching the edges": _touching_edges,
    "half outside": lambda: shipped.cropped(small(), 112, 0, 224, 256),
    "black": lambda: replace(small(), image=np.zeros_like(small().image)),
    "white": lambda: replace(small(), image=np.full_like(small().image, 255)),
}
LIVELY = Motion(
    shipped.turned(8, 18, 10),
    (0.3, 0.2),
    1.15,
    eye_openness=(0.0, 0.5),
    lip_openness=0.5,
    gaze=looking(0.2).gaze,
)


@pytest.mark.parametrize("kind", DIFFICULT)
def test_difficult_portraits_are_drawn_at_their_own_size(kind: str) -> None:
    portrait = DIFFICULT[kind]()
    engine = engine_for(portrait)
    assert engine.render(LIVELY).shape == portrait.image.shape
    assert difference(engine.render(REST), portrait.image).mean() < 1


def test_a_grey_portrait_stays_grey() -> None:
    image = engine_for(_grey()).render(LIVELY).astype(int)
    assert np.ptp(image, axis=2).max() <= 2


def test_no_background_colour_creeps_in_at_the_edge_of_a_close_up() -> None:
    """A head that moves away from the picture's edge must not leave a hole there."""
    portrait = _touching_edges()
    bright = replace(portrait, image=np.maximum(portrait.image, 60))
    for side in ((0.5, 0.0), (-0.5, 0.0), (0.0, 0.5), (0.0, -0.5)):
        assert engine_for(bright).render(Motion(translation=side)).min() >= 40
