"""``restore``: the expression of a reference put back onto the face of a video or picture."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import Progress

from app.command_configs import MOST_RESTORED, RestoreConfig
from app.commands.counting import counting_bar
from app.errors import SourceError
from app.pipeline.engines.base import Engine
from app.pipeline.engines.choose import choose_engine
from app.pipeline.performance import Performance, calmed, observe
from app.pipeline.portrait.badge import open_badge
from app.pipeline.portrait.loading import load_image
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.provenance.reading import source_type_of
from app.pipeline.provenance.source_type import SourceType, mark_due
from app.pipeline.restoring import restored
from app.pipeline.sinks.recorder import IMAGE_ENDINGS, open_recorder
from app.pipeline.sources.video_reader import VideoReader
from app.pipeline.types import REST, Frame, Landmarks, Motion, RGBImage
from app.tuning import RegionStrengths, Tuning, areas_only

_PICTURES = IMAGE_ENDINGS | {".webp"}
_SMOOTHING = 0.5


def restore(config: RestoreConfig) -> None:
    """Gives every frame of the input the reference's expression; nothing else of it changes.

    Raises:
        AppError: Input, reference or output cannot be used, or there is no face in one of them.
    """
    still = config.output.suffix.lower() in IMAGE_ENDINGS
    with ExitStack() as opened:
        own, reference = Footage(config.input), Footage(config.reference)
        rate, sound = (reference.rate, None) if own.is_picture else (own.rate, own.sound)
        mark = mark_due(
            SourceType.GENERATED_IN_PART,
            source_type_of(config.input),
            source_type_of(config.reference),
            label=config.disclosure.label,
        )
        recorder = open_recorder(config.output, own.size, rate, audio_from=sound, source_type=mark)
        with_badge = open_badge(own.size, config.disclosure.badge)
        opened.push(recorder.__exit__)
        engine = choose_engine(config.engine, config.networks)
        opened.callback(engine.close)
        engine.tune(_tuning(config))
        progress = opened.enter_context(counting_bar())
        seen = watched(reference, engine, progress, "watching the reference", 1 if still else None)
        faces = watched(own, engine, progress, "watching the input", 1 if still else None)
        if own.is_picture and not still:
            faces = _held(faces, seen.times)
        painter = Painter(engine)
        frames = own.frames(len(faces))
        steps = zip(frames, faces.faces, restored(faces, seen), faces.times, strict=False)
        for frame, face, motion, time in progress.track(steps, total=len(faces), description="drawing"):
            recorder.write(with_badge(painter.paint(frame.image, face, motion)), float(time))
    Console().print(f"wrote {config.output}", markup=False, highlight=False, soft_wrap=True)


def _tuning(config: RestoreConfig) -> Tuning:
    """An engine follows nothing but the expression, and only so far and there."""
    regions = areas_only(RegionStrengths(head=0.0), config.areas)
    return Tuning(regions=regions, strength=config.factor / MOST_RESTORED, smoothing=0.0)


class Footage:
    """A video, or a picture that stands for one of any length.

    Args:
        path: The file.

    Attributes:
        path: The file.
        is_picture: By its ending.
        size: Width and height, pixels.
        rate: Frames per second; a picture's means nothing.
        sound: The file, if there is sound in it.
        frame_estimate: About how many frames there are; 0 if unknown.

    Raises:
        AppError: It is not there, or cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._picture = load_image(path) if path.suffix.lower() in _PICTURES else None
        self.is_picture = self._picture is not None
        self.size, self.rate, self.sound, self.frame_estimate = (0, 0), Fraction(25), None, 1
        if self._picture is not None:
            self.size = (self._picture.shape[1], self._picture.shape[0])
            return
        with VideoReader(path) as reader:
            self.size, self.rate, self.frame_estimate = reader.size, reader.rate, reader.frame_estimate
            self.sound = path if reader.has_audio else None

    def frames(self, count: int | None = None) -> Iterator[Frame]:
        """From the beginning; a picture gives as many as asked for, or one.

        Raises:
            SourceError: It cannot be read any more.
        """
        if self._picture is not None:
            for index in range(count or 1):
                yield Frame(self._picture, index, 0.0, 0.0)
            return
        with VideoReader(self.path) as reader:
            yield from islice(reader, count)


def watched(
    footage: Footage, engine: Engine, progress: Progress, what: str, limit: int | None
) -> Performance:
    """The face of every frame, without its jitter.

    Raises:
        SourceError: No face was found.
    """
    task = progress.add_task(what, total=limit or footage.frame_estimate or None)
    engine.forget_driver()
    look = engine.read_driver if engine.reads_driver else None
    seen = observe(footage.frames(limit), lambda: progress.advance(task), look)
    progress.update(task, total=len(seen), completed=len(seen))
    if not seen.seen:
        raise SourceError(
            f"cannot use '{footage.path}'",
            "no human face was found in it",
            "Give one in which a face looks at the camera",
        )
    return calmed(seen, _SMOOTHING)


def _held(picture: Performance, times: npt.NDArray[np.float64]) -> Performance:
    """A picture's face for as long as something else takes."""
    keypoints = None if picture.keypoints is None else picture.keypoints * len(times)
    return replace(picture, times=times, faces=picture.faces * len(times), keypoints=keypoints)


class Painter:
    """Draws a motion onto the face of each frame.

    Args:
        engine: Draws; tuned already.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._portrait: Portrait | None = None

    def paint(self, image: RGBImage, face: Landmarks | None, motion: Motion | None) -> RGBImage:
        """The frame with its face moved; the frame itself where there is nothing to do."""
        if face is None or motion is None or motion is REST:
            return image
        if self._portrait is None or self._portrait.image is not image:
            self._portrait = Portrait(image, face)
            self._engine.set_portrait(self._portrait)
        return self._engine.render(motion)
