"""The mesh engine: a portrait animated by warping it, on any CPU and without downloads."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from app.errors import EngineError
from app.pipeline.engines.mesh.eyes import Eye, paint_eye
from app.pipeline.engines.mesh.features import open_eyes, open_lips
from app.pipeline.engines.mesh.mouth import MouthInterior, paint_mouth
from app.pipeline.engines.mesh.rasterizer import MeshRasterizer
from app.pipeline.engines.mesh.rig import HeadRig, build_rig
from app.pipeline.motion.controlled import ControlledFace
from app.pipeline.motion.face_shape import measure
from app.pipeline.motion.strengths import StrengthenedFace
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import Landmarks, Motion, RGBImage
from app.tuning import Tuning

FloatArray = npt.NDArray[np.float32]

_NO_MAP = np.empty(0, np.float32)
"""OpenCV's second map, which a two-channel first one makes unused."""

_GRID = 160
"""Nodes a side of the displacement field; in between it is linear, as the mesh nearly is."""


@dataclass(frozen=True, slots=True, eq=False)
class _Prepared:
    """All that depends on the portrait alone."""

    portrait: Portrait
    rig: HeadRig
    rasterizer: MeshRasterizer
    face_rest: FloatArray
    box: tuple[int, int, int, int]
    pixel_grid: FloatArray
    eyes: tuple[Eye, Eye]
    mouth: MouthInterior
    strengths: StrengthenedFace
    controls: ControlledFace


class MeshEngine:
    """Warps the portrait by a mesh of its face landmarks; draws eyeballs and mouth anew."""

    name = "mesh"
    reads_driver = False

    def __init__(self) -> None:
        self._prepared: _Prepared | None = None
        self._tuning = Tuning()

    def set_portrait(self, portrait: Portrait) -> None:
        """Builds the rig and everything that depends on the portrait alone."""
        self._prepared = _prepare(portrait)

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> None:
        """Landmarks are all this engine needs of a driver."""

    def forget_driver(self) -> None:
        """There is nothing to forget."""

    def tune(self, tuning: Tuning) -> None:
        """See ``Engine.tune``."""
        self._tuning = tuning

    def render(self, motion: Motion) -> RGBImage:
        """Draws the whole portrait, moved; see ``Engine.render``."""
        ready = self._prepared
        if ready is None:
            raise EngineError("cannot draw a frame", "no portrait is set", "Choose a portrait first.")
        motion = ready.strengths.applied(motion, self._tuning)
        motion = ready.controls.applied(motion, natural=not self._tuning.allow_unnatural)
        motion = replace(motion, rotation=ready.rig.revealing_no_more(motion.rotation))
        face = self._face(ready, motion)
        vertices = ready.rig.pose_vertices(face, motion)
        x0, y0, x1, y1 = ready.box
        image = ready.portrait.image.copy()
        crop = image[y0:y1, x0:x1]
        _warp(ready, vertices, crop)
        points = vertices - np.array([x0, y0, 0], np.float32)
        openness = motion.eye_openness or (ready.eyes[0].openness, ready.eyes[1].openness)
        for eye, wanted, shift in zip(ready.eyes, openness, motion.gaze, strict=True):
            eye.draw(crop, points, wanted, shift, motion.scale)
        skull = ready.rig.to_picture(ready.face_rest[13:14], motion)[0, :2] - np.array([x0, y0], np.float32)
        ready.mouth.draw(crop, points, skull)
        return image

    def close(self) -> None:
        """Drops the portrait."""
        self._prepared = None

    @staticmethod
    def _face(ready: _Prepared, motion: Motion) -> FloatArray:
        face = ready.face_rest + motion.expression
        if motion.eye_openness is not None:
            open_eyes(face, ready.face_rest, motion.eye_openness)
        if motion.lip_openness is not None:
            open_lips(face, ready.face_rest, motion.lip_openness)
        return face


def _prepare(portrait: Portrait) -> _Prepared:
    rig = build_rig(portrait.landmarks, portrait.size)
    low = np.floor(rig.rest.min(axis=0)).astype(int)
    high = np.ceil(rig.rest.max(axis=0)).astype(int) + 1
    x0, y0 = np.maximum(low, 0)
    x1, y1 = np.minimum(high, portrait.size)
    box = (int(x0), int(y0), int(x1), int(y1))
    source = _on_grid(rig.rest, box)
    shape = measure(portrait.landmarks)
    face_rest = rig.pose.to_local(portrait.landmarks).astype(np.float32)
    grid = np.dstack(np.meshgrid(np.arange(x1 - x0), np.arange(y1 - y0))).astype(np.float32)
    return _Prepared(
        portrait=portrait,
        rig=rig,
        rasterizer=MeshRasterizer(source, rig.triangles, rig.layers, _GRID),
        face_rest=face_rest,
        box=box,
        pixel_grid=grid,
        eyes=(
            paint_eye(portrait.image, portrait.landmarks, 0),
            paint_eye(portrait.image, portrait.landmarks, 1),
        ),
        mouth=paint_mouth(portrait.image, portrait.landmarks),
        strengths=StrengthenedFace(shape),
        controls=ControlledFace(shape),
    )


def _on_grid(points: FloatArray, box: tuple[int, int, int, int]) -> FloatArray:
    """Pixels of the picture (N x 2) in grid units of a box of it."""
    x0, y0, x1, y1 = box
    nodes = _GRID / np.array([x1 - x0, y1 - y0])
    return np.asarray((points - (x0, y0) + 0.5) * nodes - 0.5, np.float32)


def _warp(ready: _Prepared, vertices: FloatArray, crop: RGBImage) -> None:
    """The dense backward map and its one remap, of the part of the crop that moved; in place."""
    x0, y0, x1, y1 = ready.box
    size = np.array([x1 - x0, y1 - y0], np.float32)
    pixels = size / _GRID
    moved = vertices.copy()
    moved[:, :2] = _on_grid(vertices[:, :2], ready.box)
    field = cv2.blur(ready.rasterizer.displacement(moved), (3, 3)) * pixels
    low, high = ready.rasterizer.extent(moved)
    left, top = np.maximum((low - 2) * pixels, 0).astype(int)
    right, bottom = np.minimum((high + 3) * pixels, size).astype(int)
    if right <= left or bottom <= top:
        return  # a face of a few pixels moves by less than one
    part = slice(top, bottom), slice(left, right)
    dense = cv2.add(cv2.resize(field, (x1 - x0, y1 - y0))[part], ready.pixel_grid[part])
    crop[part] = cv2.remap(
        ready.portrait.image[y0:y1, x0:x1], dense, _NO_MAP, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
