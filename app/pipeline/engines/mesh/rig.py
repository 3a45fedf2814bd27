"""The portrait's head as a deformable mesh: the face, and rings that carry hair, ears and neck."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.smoothstep import smoothstep
from app.pipeline.engines.mesh.topology import FACE_OVAL, FACE_VERTEX_COUNT, face_triangles
from app.pipeline.motion.limits import knee
from app.pipeline.tracking.head_pose import HeadPose, estimate_pose
from app.pipeline.types import Landmarks, Motion

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.intp]

MAX_SHIFT = 0.8
"""Face sizes the head may leave its place by."""


_REVEALED_DEG, _REVEALED_PER_DEG, _LEAST_REVEALED_DEG = 45.0, 1.3, 10.0
"""Turning back a head that looks aside reveals what nobody painted: how far it may, by its own turn."""


@dataclass(frozen=True, slots=True)
class _Ring:
    """One loop around the face oval.

    Attributes:
        hair: Share of the way from the face oval to the head's outline.
        beyond: Share of the way from the outline to where the picture always stands still.
        neck: Share of the head's motion straight below the chin.
        carry: Share of the oval's expression (a dropping jaw takes the neck along).
    """

    hair: float
    beyond: float
    neck: float
    carry: float


_RINGS = (
    _Ring(0.5, 0.0, 0.65, 0.7),
    _Ring(1.0, 0.0, 0.3, 0.4),
    _Ring(1.0, 0.12, 0.2, 0.15),
    _Ring(1.0, 0.25, 0.12, 0.05),
    _Ring(1.0, 0.4, 0.05, 0.0),
    _Ring(1.0, 0.6, 0.0, 0.0),
    _Ring(1.0, 0.8, 0.0, 0.0),
    _Ring(1.0, 1.0, 0.0, 0.0),
)
# Head outline and still frame over the face oval, from the face's middle: up, side, down.
_OUTLINE = (1.42, 1.20, 1.08)
_STILL = (2.30, 2.35, 2.30)
_OUTLINE_DEPTH = 0.6
"""How far behind the face oval the head's outline lies, face sizes."""

_LEAST_SHOWN = 0.1
_HIDDEN_PER_SINE = 2.5
"""On the side that a portrait turns away there is nothing to reveal: the outline goes with the face there."""

_LEAST_REACH = 0.22
"""Share of the way to the still frame over which small motions die away; large ones take all of it."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadRig:
    """Vertices at rest and how each follows the head.

    Attributes:
        pose: The portrait's head pose, pixels.
        rest: N x 2 float32 pixels, where the vertices are in the portrait (clamped to it).
        local: N x 3 float32, the same in the head's own axes, face sizes.
        beyond: N x 1, 0 up to the head's outline .. 1 at the still frame.
        neck: N x 1, share of the motion that the neck lets through, 1 above and beside the face.
        room: Pixels from the outline to the still frame.
        carry: R x 1, share of the oval's expression for each ring vertex.
        inward: N x 2 of -1, 0, 1: the picture's edge a vertex lies on; it must not leave it inwards.
        triangles: T x 3.
        layers: T, rings below the face.
    """

    pose: HeadPose
    rest: FloatArray
    local: FloatArray
    beyond: FloatArray
    neck: FloatArray
    room: float
    carry: FloatArray
    inward: FloatArray
    triangles: IntArray
    layers: IntArray

    def pose_vertices(self, face_local: npt.NDArray[np.floating[Any]], motion: Motion) -> FloatArray:
        """Where the vertices go.

        Args:
            face_local: 468+ x 3, the face with its expression, head's own axes, face sizes.
            motion: Its head pose is applied here.

        Returns:
            N x 3 float32, pixels; z for depth only.
        """
        local = self.local.copy()
        expression = face_local[:FACE_VERTEX_COUNT] - local[:FACE_VERTEX_COUNT]
        local[:FACE_VERTEX_COUNT] = face_local[:FACE_VERTEX_COUNT]
        rings = len(self.carry) // len(FACE_OVAL)
        local[FACE_VERTEX_COUNT:] += np.tile(expression[FACE_OVAL], (rings, 1)) * self.carry
        moved = self.to_picture(local, motion)
        shift = (moved[:, :2] - self.rest) * self.neck
        shift *= self._follow(shift)
        shift = np.where(shift * self.inward > 0, 0, shift)
        moved[:, :2] = self.rest + shift
        return moved

    def _follow(self, shift: FloatArray) -> FloatArray:
        """Small motions die away close to the head, so that the background stays where it is."""
        largest = float(np.abs(shift[FACE_VERTEX_COUNT:]).max())
        reach = min(max(_LEAST_REACH, 2.0 * largest / self.room), 1.0)
        return np.asarray(smoothstep(1 - self.beyond / reach), np.float32)

    def revealing_no_more(self, rotation: FloatArray) -> FloatArray:
        """A turn that shows no more of the head's far side than the portrait has to show.

        Args:
            rotation: 3 x 3, turn of the head in its own axes.

        Returns:
            3 x 3 float32; the same where the portrait looks ahead, or turns further away.
        """
        yaw = float(np.degrees(np.arctan2(rotation[2, 0], rotation[0, 0])))
        if yaw * self.pose.yaw >= 0:
            return rotation
        most = max(_REVEALED_DEG - _REVEALED_PER_DEG * abs(self.pose.yaw), _LEAST_REVEALED_DEG)
        excess = np.radians(abs(yaw) - knee(abs(yaw), 0.6 * most, most)) * np.sign(yaw)
        back = cv2.Rodrigues(np.array([0.0, excess, 0.0]))[0]
        return np.asarray(back @ rotation, np.float32)

    def to_picture(self, local: npt.NDArray[np.floating[Any]], motion: Motion) -> FloatArray:
        """Head's own axes (N x 3 face sizes) to pixels under a motion's head pose."""
        shift_x, shift_y = np.clip(motion.translation, -MAX_SHIFT, MAX_SHIFT)
        near = replace(motion, translation=(float(shift_x), float(shift_y)))
        moved = self.pose.moved_by(near).to_picture(local)
        return moved.astype(np.float32)


def build_rig(landmarks: Landmarks, size: tuple[int, int]) -> HeadRig:
    """Makes the rig of a portrait.

    Args:
        landmarks: 478 x 3 pixels of the picture.
        size: Width and height of the picture, pixels.
    """
    pose = estimate_pose(landmarks)
    face = landmarks[:FACE_VERTEX_COUNT].astype(np.float32)
    oval = face[FACE_OVAL]
    middle = (oval[:, :2].min(axis=0) + oval[:, :2].max(axis=0)) / 2
    spokes = oval[:, :2] - middle
    down = (spokes / np.linalg.norm(spokes, axis=1, keepdims=True)) @ pose.rotation[:2, 1]
    outline, still = _by_direction(down, _OUTLINE), _by_direction(down, _STILL)
    below = np.clip(down, 0, 1)[:, None] ** 2
    shown = _shown_side(spokes, pose)[:, None]
    points, beyond, neck, carry = [face], [np.zeros((len(face), 1))], [np.ones((len(face), 1))], []
    for ring in _RINGS:
        factor = 1 + (outline - 1) * ring.hair + (still - outline) * ring.beyond
        depth = oval[:, 2:] + ring.hair * _OUTLINE_DEPTH * pose.size * shown
        points.append(np.hstack([middle + spokes * factor[:, None], depth]))
        beyond.append(np.full((len(FACE_OVAL), 1), ring.beyond))
        neck.append(1 + (ring.neck - 1) * below)
        carry.append(np.full((len(FACE_OVAL), 1), ring.carry))
    vertices = np.vstack(points).astype(np.float32)
    high = np.array(size, np.float32) - 1
    inward = (vertices[:, :2] <= 0).astype(np.float32) - (vertices[:, :2] >= high)
    triangles = np.vstack([_ring_triangles(), face_triangles()])
    layers = np.r_[
        np.repeat(np.arange(len(_RINGS))[::-1], 2 * len(FACE_OVAL)), np.full(len(face_triangles()), 99)
    ]
    inward[:FACE_VERTEX_COUNT] = 0
    rest = vertices[:, :2].copy()
    rest[FACE_VERTEX_COUNT:] = np.clip(rest[FACE_VERTEX_COUNT:], 0, high)
    local_source = np.hstack([rest, vertices[:, 2:]])
    return HeadRig(
        pose=pose,
        rest=rest,
        local=pose.to_local(local_source).astype(np.float32),
        beyond=np.vstack(beyond).astype(np.float32),
        neck=np.vstack(neck).astype(np.float32),
        room=float(np.mean((still - outline) * np.linalg.norm(spokes, axis=1))),
        carry=np.vstack(carry).astype(np.float32),
        inward=inward,
        triangles=triangles,
        layers=np.sort(layers),
    )


def _shown_side(spokes: FloatArray, pose: HeadPose) -> FloatArray:
    """1 where the side of the head can be seen in the portrait, less where it is turned away."""
    side = (spokes / np.linalg.norm(spokes, axis=1, keepdims=True)) @ pose.rotation[:2, 0]
    away = side * float(np.sin(np.radians(pose.yaw)))
    return np.asarray(np.clip(1 - _HIDDEN_PER_SINE * away, _LEAST_SHOWN, 1), np.float32)


def _by_direction(
    down: npt.NDArray[np.floating[Any]], up_side_down: tuple[float, float, float]
) -> FloatArray:
    """A figure for each spoke, eased between its values up, to the side and down."""
    up, side, below = up_side_down
    weight = np.abs(down) ** 2
    mixed: FloatArray = side + weight * (np.where(down > 0, below, up) - side)
    return mixed


def _ring_triangles() -> IntArray:
    """Strips between neighbouring loops, outermost first, clockwise in the picture."""
    count = len(FACE_OVAL)
    loops = [FACE_OVAL, *(FACE_VERTEX_COUNT + k * count + np.arange(count) for k in range(len(_RINGS)))]
    strips = []
    for inner, outer in reversed(list(pairwise(loops))):
        following_inner, following_outer = np.roll(inner, -1), np.roll(outer, -1)
        strips.append(np.stack([inner, outer, following_outer], axis=1))
        strips.append(np.stack([inner, following_outer, following_inner], axis=1))
    return np.vstack(strips)
