"""A portrait on a stage: what a sticker shows of it at each moment, with or without its background."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from app.config import EngineChoice
from app.pipeline.engines.base import Engine
from app.pipeline.engines.choose import choose_engine
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.stickers.framing import Square, cut_portrait, frame_head, show_square
from app.pipeline.stickers.matte import own_colours, refine_matte
from app.pipeline.stickers.outline import RGBAImage
from app.pipeline.stickers.segmentation import Segmenter
from app.pipeline.types import Motion, RGBImage
from app.tuning import Controls

FloatArray = npt.NDArray[np.float32]


class Stage(Protocol):
    """Shows a portrait with an expression."""

    def show(self, controls: Controls) -> RGBAImage:
        """The sticker's picture, side x side x 4 uint8, without outline or caption."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A portrait cut to what a sticker needs of it.

    Attributes:
        portrait: Larger than the sticker's square, where the picture is.
        matte: H x W float32 0..1, the person in it.
        square: What the sticker shows.
        side: Of the sticker, pixels.
    """

    portrait: Portrait
    matte: FloatArray
    square: Square
    side: int

    @property
    def shown(self) -> tuple[float, float, float, float]:
        """Edges of the portrait (left, top, right, bottom) in pixels of the sticker."""
        scale = self.side / self.square.side
        left, top = -self.square.left * scale, -self.square.top * scale
        return left, top, left + self.portrait.size[0] * scale, top + self.portrait.size[1] * scale


def set_scene(portrait: Portrait, segmenter: Segmenter, side: int, *, caption: bool, within: bool) -> Scene:
    """Finds the person, and chooses what the sticker shows.

    Args:
        portrait: All of the picture.
        segmenter: Finds the person.
        side: Of the sticker, pixels.
        caption: Whether words need room.
        within: Whether the sticker must be filled with the picture, as with the original background.
    """
    person = segmenter.person(portrait.image, portrait.landmarks)
    framed = frame_head(portrait.landmarks, person, caption=caption, within=within)
    cut, square = cut_portrait(portrait, framed, side)
    guess = replace(portrait, image=np.dstack([np.round(person * 255).astype(np.uint8)] * 3))
    cut_guess = cut_portrait(guess, framed, side)[0].image[..., 0].astype(np.float32) / 255
    return Scene(cut, refine_matte(cut.image, cut_guess, cut.landmarks), square, side)


class WholePicture:
    """The portrait with its own background; clear where the picture ends within the sticker."""

    def __init__(self, engine: Engine, scene: Scene) -> None:
        self._engine, self._scene = engine, scene
        engine.set_portrait(scene.portrait)

    def show(self, controls: Controls) -> RGBAImage:
        """See ``Stage``."""
        image = self._engine.render(Motion(controls=controls))
        picture = np.dstack([image, np.full(image.shape[:2], 255, np.uint8)])
        shown = _straight(show_square(picture, self._scene.square, self._scene.side))
        shown[..., 3] = np.where(shown[..., 3] < 128, 0, 255)  # the picture's edge is a sharp one
        return shown


class MovedMatte:
    """The person alone, for an engine that moves what it is given without looking at it.

    It draws every moment twice, over black and over white: what differs shows the background.
    (Smith and Blinn, "Blue screen matting", 1996: two backings determine the matte.) The matte is
    made once and goes with the picture, so its edge neither flickers nor leaves the hair.

    Args:
        engine: Draws over black.
        second: Another one of its kind.
        scene: The portrait.
    """

    def __init__(self, engine: Engine, second: Engine, scene: Scene) -> None:
        self._engines = engine, second
        self._scene = scene
        colours = own_colours(scene.portrait.image, scene.matte) * scene.matte[..., None]
        white = 255 * (1 - scene.matte[..., None])
        engine.set_portrait(replace(scene.portrait, image=_rounded(colours)))
        second.set_portrait(replace(scene.portrait, image=_rounded(colours + white)))

    def show(self, controls: Controls) -> RGBAImage:
        """See ``Stage``."""
        motion = Motion(controls=controls)
        square, side = self._scene.square, self._scene.side
        black, white = (engine.render(motion).astype(np.int16) for engine in self._engines)
        matte = 255 - np.clip((white - black).mean(axis=-1), 0, 255)
        picture = np.dstack([black, matte]).round().astype(np.uint8)
        return _straight(show_square(picture, square, side))


class WatchedMatte:
    """The person alone, found anew in every picture; for engines that paint their own."""

    def __init__(self, engine: Engine, segmenter: Segmenter, scene: Scene) -> None:
        self._engine, self._segmenter, self._scene = engine, segmenter, scene
        engine.set_portrait(scene.portrait)

    def show(self, controls: Controls) -> RGBAImage:
        """See ``Stage``."""
        image = self._engine.render(Motion(controls=controls))
        landmarks = self._scene.portrait.landmarks
        matte = refine_matte(image, self._segmenter.person(image, landmarks), landmarks)
        picture = np.dstack([own_colours(image, matte) * matte[..., None], matte * 255])
        return _straight(show_square(_rounded(picture), self._scene.square, self._scene.side))


def open_stage(
    engine: Engine, segmenter: Segmenter, scene: Scene, opened: ExitStack, *, transparent: bool
) -> Stage:
    """The stage that suits an engine; what it opens itself is closed with ``opened``."""
    if not transparent:
        return WholePicture(engine, scene)
    if engine.reads_driver:
        return WatchedMatte(engine, segmenter, scene)
    second = choose_engine(EngineChoice.MESH)
    opened.callback(second.close)
    return MovedMatte(engine, second, scene)


def _rounded(picture: npt.NDArray[np.floating[Any]]) -> RGBImage:
    return np.asarray(np.clip(np.round(picture), 0, 255), np.uint8)


def _straight(premultiplied: RGBAImage) -> RGBAImage:
    """Colours times alpha, to colours and alpha."""
    alpha = premultiplied[..., 3:].astype(np.float32)
    colours = premultiplied[..., :3] * (255 / np.maximum(alpha, 1))
    return np.dstack([np.clip(np.round(colours), 0, 255).astype(np.uint8), premultiplied[..., 3]])
