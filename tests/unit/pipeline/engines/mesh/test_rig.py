from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.engines.mesh.rig import MAX_SHIFT, HeadRig, build_rig
from app.pipeline.engines.mesh.topology import FACE_OVAL, FACE_VERTEX_COUNT
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.tracking.head_pose import pose_against
from app.pipeline.types import REST, Motion
from tests import shipped

CHIN, FOREHEAD, NOSE = 152, 10, 1
FACE = np.s_[:FACE_VERTEX_COUNT]
FAR_RING = np.s_[-len(FACE_OVAL) :]

every_portrait = pytest.mark.parametrize("name", shipped.PORTRAITS)


@cache
def rig_of(name: str = shipped.LADY) -> HeadRig:
    portrait = shipped.portrait(name)
    return build_rig(portrait.landmarks, portrait.size)


@cache
def close_up() -> Portrait:
    """A face that fills its picture: the outer rings lie on the picture's edges."""
    portrait = shipped.portrait()
    low = portrait.landmarks[:, :2].min(axis=0).astype(int) - 40
    high = portrait.landmarks[:, :2].max(axis=0).astype(int) + 40
    return shipped.cropped(portrait, *low.tolist(), *high.tolist())


def posed(rig: HeadRig, motion: Motion) -> npt.NDArray[np.float32]:
    return rig.pose_vertices(rig.local[FACE], motion)


angles = st.floats(-40, 40)
motions = st.builds(
    lambda pitch, yaw, roll, x, y, scale: Motion(shipped.turned(pitch, yaw, roll), (x, y), scale),
    angles,
    angles,
    angles,
    st.floats(-2, 2),
    st.floats(-2, 2),
    st.floats(0.5, 2),
)


@every_portrait
def test_at_rest_every_vertex_is_where_the_portrait_has_it(name: str) -> None:
    rig = rig_of(name)
    assert np.allclose(posed(rig, REST)[:, :2], rig.rest, atol=1e-3)
    assert np.allclose(rig.rest[FACE], shipped.portrait(name).landmarks[FACE, :2])


@every_portrait
def test_vertices_at_rest_lie_in_the_picture_the_face_inside_the_rings(name: str) -> None:
    rig, size = rig_of(name), shipped.portrait(name).size
    assert (rig.rest >= 0).all()
    assert (rig.rest <= np.array(size) - 1).all()
    far = rig.rest[FAR_RING]
    assert (far.min(axis=0) < rig.rest[FACE].min(axis=0)).all()
    assert (far.max(axis=0) > rig.rest[FACE].max(axis=0)).all()


@settings(max_examples=40, deadline=None)
@given(motions)
def test_the_far_ring_never_moves(motion: Motion) -> None:
    rig = rig_of()
    assert np.array_equal(posed(rig, motion)[FAR_RING, :2], rig.rest[FAR_RING])


@settings(max_examples=40, deadline=None)
@given(motions)
def test_a_vertex_on_the_picture_s_edge_never_leaves_it_inwards(motion: Motion) -> None:
    portrait = close_up()
    rig = build_rig(portrait.landmarks, portrait.size)
    rest, moved = rig.rest[FACE_VERTEX_COUNT:], posed(rig, motion)[FACE_VERTEX_COUNT:, :2]
    for axis in (0, 1):
        last = portrait.size[axis] - 1
        on_first, on_last = rest[:, axis] <= 0, rest[:, axis] >= last
        assert on_first.any()
        assert on_last.any()
        assert (moved[on_first, axis] <= 0).all()
        assert (moved[on_last, axis] >= last).all()


@settings(max_examples=40, deadline=None)
@given(motions)
def test_the_face_moves_as_one_rigid_head(motion: Motion) -> None:
    rig = rig_of()
    landmarks = np.vstack([posed(rig, motion)[FACE], np.zeros((10, 3), np.float32)])
    seen = pose_against(landmarks, np.vstack([rig.local[FACE], np.zeros((10, 3), np.float32)]))
    assert np.allclose(seen.rotation, rig.pose.rotation @ motion.rotation, atol=1e-3)
    assert seen.size == pytest.approx(rig.pose.size * motion.scale, rel=1e-3)


def test_translation_is_in_face_sizes_right_and_down() -> None:
    rig = rig_of()
    shift = posed(rig, Motion(translation=(0.3, -0.2)))[FACE, :2] - rig.rest[FACE]
    assert np.allclose(shift, np.array([0.3, -0.2]) * rig.pose.size, atol=1e-2)


def test_translation_stops_at_its_limit() -> None:
    rig = rig_of()
    at_limit = posed(rig, Motion(translation=(MAX_SHIFT, -MAX_SHIFT)))
    assert np.allclose(posed(rig, Motion(translation=(9, -9))), at_limit)


def test_scale_grows_the_head_about_its_centre() -> None:
    rig = rig_of()
    centre = rig.pose.centre[:2]
    grown = posed(rig, Motion(scale=1.25))[FACE, :2] - centre
    assert np.allclose(grown, (rig.rest[FACE] - centre) * 1.25, atol=1e-2)


@pytest.mark.parametrize(
    ("motion", "axis", "sign"),
    [
        (Motion(shipped.turned(yaw=20)), 0, 1),  # the picture's right half goes away: the nose goes right
        (Motion(shipped.turned(yaw=-20)), 0, -1),
        (Motion(shipped.turned(pitch=15)), 1, 1),  # the chin goes away: the nose goes down
        (Motion(shipped.turned(pitch=-15)), 1, -1),
    ],
)
def test_the_nose_shows_where_the_head_turns(motion: Motion, axis: int, sign: int) -> None:
    rig = rig_of()
    moved = posed(rig, motion)
    nose = (moved - posed(rig, REST))[NOSE, axis] / rig.pose.size
    assert sign * nose > 0.1


def test_roll_is_clockwise_in_the_picture() -> None:
    rig = rig_of()
    moved = posed(rig, Motion(shipped.turned(roll=15)))
    down = moved[CHIN, :2] - moved[FOREHEAD, :2]
    rest = rig.rest[CHIN] - rig.rest[FOREHEAD]
    turn = np.degrees(np.arctan2(*down[::-1]) - np.arctan2(*rest[::-1]))
    assert turn == pytest.approx(15, abs=1)


def test_the_rings_follow_less_and_less_outwards() -> None:
    rig = rig_of()
    shift = np.linalg.norm(posed(rig, Motion(translation=(0.4, 0.0)))[:, :2] - rig.rest, axis=1)
    rings = shift[FACE_VERTEX_COUNT:].reshape(-1, len(FACE_OVAL)).max(axis=1)
    assert (np.diff(rings) <= 1e-3).all()
    assert rings[0] == pytest.approx(0.4 * rig.pose.size, rel=0.05)


def test_small_motions_leave_more_of_the_background_alone_than_large_ones() -> None:
    rig = rig_of()

    def still(shift: float) -> int:
        moved = posed(rig, Motion(translation=(shift, 0.0)))[:, :2]
        return int((np.abs(moved - rig.rest).max(axis=1) < 1e-3).sum())

    assert still(0.02) > still(0.6)


def test_an_expression_takes_the_nearest_rings_along_but_never_the_far_ones() -> None:
    rig = rig_of()
    face = rig.local[FACE].copy()
    face[CHIN, 1] += 0.3
    moved = rig.pose_vertices(face, REST)[:, :2] - rig.rest
    below_chin = moved[FACE_VERTEX_COUNT:].reshape(-1, len(FACE_OVAL), 2)[
        :, FACE_OVAL.tolist().index(CHIN), 1
    ]
    assert moved[CHIN, 1] == pytest.approx(0.3 * rig.pose.size, rel=0.1)
    assert 0 < below_chin[0] < moved[CHIN, 1]
    assert (np.diff(below_chin) <= 1e-3).all()
    assert below_chin[-1] == 0


def test_the_rig_keeps_its_rest_to_itself() -> None:
    rig = rig_of()
    before = rig.rest.copy(), rig.local.copy()
    posed(rig, Motion(shipped.turned(10, 20, 5), (0.2, 0.1), 1.3))
    assert np.array_equal(rig.rest, before[0])
    assert np.array_equal(rig.local, before[1])


@every_portrait
def test_every_vertex_of_rings_and_face_is_part_of_the_surface(name: str) -> None:
    rig = rig_of(name)
    assert set(rig.triangles.ravel()) == set(range(len(rig.rest)))
    assert len(rig.layers) == len(rig.triangles)
    assert (np.diff(rig.layers) >= 0).all()  # painted from the background to the face
