"""Who drives a ``render``: a video that is watched first, or a motion template."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Protocol

from rich.progress import Progress

from app.errors import SourceError
from app.pipeline.engines.base import Engine
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.motion_template import MotionTemplate
from app.pipeline.motion.template_arrays import TemplateError
from app.pipeline.motion.templates import is_template, load_template
from app.pipeline.performance import Performance, Reader, observe
from app.pipeline.recording import performance_of, template_of
from app.pipeline.sources.video_reader import VideoReader
from app.pipeline.tracking.action_units.blendshape_scores import Blendshapes
from app.pipeline.tracking.blendshapes import BlendshapeReader
from app.pipeline.types import Landmarks, RGBImage


class RecordedDriver(Protocol):
    """Somebody's recorded performance.

    Attributes:
        rate: Frames per second.
        sound: File whose sound goes with it, None without.
    """

    rate: float | Fraction
    sound: Path | None

    def observe(self, engine: Engine, progress: Progress, limit: int | None) -> Performance:
        """The performance as it was recorded.

        Args:
            engine: May look at the driver itself.
            progress: Told how far it is.
            limit: Only so many frames, None for all.

        Raises:
            AppError: There is nothing in it that this engine could follow.
        """

    def template(self, observed: Performance) -> MotionTemplate:
        """What was observed, to be kept; raises ``TemplateError``."""

    def blendshapes(self, observed: Performance) -> tuple[Blendshapes | None, ...]:
        """What a blendshape reader saw in each frame, empty without one."""

    def close(self) -> None:
        """Closes the file. May be called twice."""


def open_driver(path: Path, reader: BlendshapeReader | None = None) -> RecordedDriver:
    """Opens a video or reads a template, by the file's ending.

    Args:
        path: The file.
        reader: Reads the blendshapes of a video's faces; None for none.

    Raises:
        AppError: It is not there or cannot be used.
    """
    return TemplateDriver(path) if is_template(path) else VideoDriver(path, reader)


class VideoDriver:
    """A video (or picture) of somebody."""

    def __init__(self, path: Path, shapes: BlendshapeReader | None = None) -> None:
        self._path = path
        self._shapes = shapes
        self._seen_shapes: dict[float, Blendshapes | None] = {}
        self._reader = VideoReader(path)
        self.rate: float | Fraction = self._reader.rate
        self.sound: Path | None = path if self._reader.has_audio else None

    def observe(self, engine: Engine, progress: Progress, limit: int | None) -> Performance:
        """Watches it; see ``RecordedDriver``."""
        task = progress.add_task("watching", total=limit or self._reader.frame_estimate or None)
        performance = observe(
            islice(self._reader, limit), lambda: progress.advance(task), self._looks(engine)
        )
        progress.update(task, total=len(performance), completed=len(performance))
        if not performance.seen:
            raise SourceError(
                f"cannot drive the portrait by '{self._path}'",
                "no human face was found in it",
                "Give a video in which a face looks at the camera",
            )
        return performance

    def template(self, observed: Performance) -> MotionTemplate:
        """See ``RecordedDriver``."""
        return template_of(observed)

    def blendshapes(self, observed: Performance) -> tuple[Blendshapes | None, ...]:
        """See ``RecordedDriver``."""
        if self._shapes is None:
            return ()
        return tuple(self._seen_shapes.get(float(time)) for time in observed.times)

    def _looks(self, engine: Engine) -> Reader | None:
        """Who looks at each frame besides the tracker."""
        read, shapes = engine.read_driver if engine.reads_driver else None, self._shapes
        if shapes is None:
            return read

        def look(image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion | None:
            self._seen_shapes[now] = shapes.read(image, landmarks)
            return read(image, landmarks, now) if read is not None else None

        return look

    def close(self) -> None:
        """See ``RecordedDriver``."""
        self._reader.close()


class TemplateDriver:
    """A motion template."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._template = load_template(path)
        self.rate: float | Fraction = self._template.fps
        self.sound: Path | None = None

    def observe(self, engine: Engine, progress: Progress, limit: int | None) -> Performance:
        """Plays it; see ``RecordedDriver``."""
        if engine.reads_driver and not self._template.keypoints:
            raise TemplateError(
                f"cannot drive the {engine.name} engine by '{self._path}'",
                "it was recorded with an engine that needs landmarks only",
                f"Record it again with --engine {engine.name}, or render with --engine mesh.",
            )
        performance = performance_of(self._template, limit)
        progress.add_task("reading", total=len(performance), completed=len(performance))
        return performance

    def template(self, observed: Performance) -> MotionTemplate:  # noqa: ARG002 - it is here already
        """The whole of it, as it was read."""
        return self._template

    def blendshapes(self, observed: Performance) -> tuple[Blendshapes | None, ...]:  # noqa: ARG002
        """There are no pixels to read them in."""
        return ()

    def close(self) -> None:
        """Nothing is open."""
