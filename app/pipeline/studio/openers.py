"""How a stream gets its parts; replaced in tests, and by whoever brings other parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.config import Corner, EngineChoice, Mirror, NetworkConfig
from app.pipeline.animator import Animator, FaceListener, MotionListener
from app.pipeline.clock import Clock
from app.pipeline.engines.base import Engine
from app.pipeline.engines.fallback import StandIn
from app.pipeline.inference import FrameAnimator
from app.pipeline.metrics import Metrics
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.sinks.base import Sink
from app.pipeline.sources.base import Source
from app.pipeline.types import RGBImage
from app.tuning import Tuning


class LiveAnimator(FrameAnimator, Protocol):
    """An animator that takes changes while it runs, see ``Animator``."""

    def set_portrait(self, portrait: Portrait) -> None: ...  # noqa: D102

    def set_output_size(self, size: tuple[int, int]) -> None: ...  # noqa: D102

    def set_engine(self, engine: Engine) -> None: ...  # noqa: D102

    def set_mirror(self, mirror: Mirror) -> None: ...  # noqa: D102

    def set_badge(self, corner: Corner | None) -> None: ...  # noqa: D102

    def meet_driver(self) -> None: ...  # noqa: D102

    def tune(self, tuning: Tuning) -> None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class AnimatorSetup:
    """What an animator starts with; see ``Animator``."""

    portrait: Portrait
    engine: Engine
    size: tuple[int, int]
    tuning: Tuning
    mirror: Mirror
    badge: Corner | None
    metrics: Metrics
    on_motion: MotionListener
    on_face: FaceListener


class Openers(Protocol):
    """Opens the parts of a stream. Every method may take seconds and may raise ``AppError``."""

    def preload(self) -> None:
        """Loads what the parts need in any case, so that a start is quick."""

    def portrait(self, path: Path | None) -> Portrait:
        """The portrait in a file, None for the one that ships with the program."""

    def still(self, portrait: Portrait, size: tuple[int, int], badge: Corner | None) -> RGBImage:
        """The portrait unmoved, as an output of that size would show it."""

    def engine(self, choice: EngineChoice, networks: NetworkConfig, on_stand_in: StandIn) -> Engine:
        """The engine asked for, which tells when it failed and the mesh engine stands in for it."""

    def source(self, camera: str, clock: Clock, fps: float) -> Source:
        """The camera asked for; a video begins again at its end."""

    def sink(self, output: str, size: tuple[int, int], fps: float) -> Sink:
        """The output asked for."""

    def recorder(self, path: Path, size: tuple[int, int], fps: float, source_type: SourceType | None) -> Sink:
        """A recording, written so that a crash leaves what came before it."""

    def picture_file(self, path: Path, image: RGBImage, source_type: SourceType | None) -> None:
        """Writes one picture."""

    def placeholder(self, size: tuple[int, int]) -> RGBImage:
        """The card for when nothing else may be shown."""

    def animator(self, setup: AnimatorSetup) -> LiveAnimator:
        """The animator; called on the inference thread."""


class RealOpeners:
    """Opens what the machine has."""

    def __init__(self) -> None:
        # A camera that comes back is opened by the same opener: a fake's timetable goes on.
        self._source_opener: tuple[tuple[str, float], Callable[[], Source]] | None = None

    def preload(self) -> None:
        """See ``Openers``."""
        import cv2

        from app.pipeline.tracking.face_mesh import FaceMesh

        # The loop's own threads are the parallelism; OpenCV's pool would spin between small jobs.
        cv2.setNumThreads(1)
        FaceMesh().close()

    def portrait(self, path: Path | None) -> Portrait:
        """See ``Openers``."""
        from app.pipeline.portrait.library import default_portrait
        from app.pipeline.portrait.loading import load_portrait

        return load_portrait(path or default_portrait())

    def still(self, portrait: Portrait, size: tuple[int, int], badge: Corner | None) -> RGBImage:
        """See ``Openers``."""
        from app.pipeline.portrait.badge import open_badge
        from app.pipeline.portrait.compositing import Compositor

        compositor = Compositor(portrait, size)
        return open_badge(size, badge)(compositor.compose(compositor.portrait.image))

    def engine(self, choice: EngineChoice, networks: NetworkConfig, on_stand_in: StandIn) -> Engine:
        """See ``Openers``."""
        from app.pipeline.engines.choose import choose_engine

        return choose_engine(choice, networks, on_stand_in=on_stand_in)

    def source(self, camera: str, clock: Clock, fps: float) -> Source:
        """See ``Openers``."""
        from app.pipeline.sources.spec import parse_source, source_opener

        wanted = (camera, fps)
        if self._source_opener is None or self._source_opener[0] != wanted:
            open_it = source_opener(parse_source(camera), clock=clock, fps_hint=fps, loop=True)
            self._source_opener = (wanted, open_it)
        return self._source_opener[1]()

    def sink(self, output: str, size: tuple[int, int], fps: float) -> Sink:
        """See ``Openers``."""
        from app.pipeline.sinks.spec import open_sink, parse_sink

        return open_sink(parse_sink(output), size, fps)

    def recorder(self, path: Path, size: tuple[int, int], fps: float, source_type: SourceType | None) -> Sink:
        """See ``Openers``."""
        from app.pipeline.sinks.spec import FileOutput, open_sink

        return open_sink(FileOutput(path), size, fps, source_type)

    def picture_file(self, path: Path, image: RGBImage, source_type: SourceType | None) -> None:
        """See ``Openers``."""
        from app.pipeline.sinks.recorder import open_recorder

        with open_recorder(path, (image.shape[1], image.shape[0]), 1, source_type=source_type) as file:
            file.write(image)

    def placeholder(self, size: tuple[int, int]) -> RGBImage:
        """See ``Openers``."""
        from app.pipeline.portrait.placeholder import placeholder

        return placeholder(size)

    def animator(self, setup: AnimatorSetup) -> Animator:
        """See ``Openers``."""
        animator = Animator(
            setup.portrait,
            setup.engine,
            output_size=setup.size,
            metrics=setup.metrics,
            on_motion=setup.on_motion,
            on_face=setup.on_face,
            mirror=setup.mirror,
            badge=setup.badge,
        )
        animator.tune(setup.tuning)
        return animator
