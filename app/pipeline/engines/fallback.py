"""An engine that another one stands in for when it fails: the show goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from app.errors import AppError, EngineError, Reason
from app.pipeline.engines.base import Engine
from app.pipeline.engines.health import check_motion, check_picture, is_flat
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import Landmarks, Motion, RGBImage
from app.tuning import Tuning

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")

_TOLERATED = 3
"""Frames in a row that may fail with anything but ``EngineError``, which says that it is no use."""

StandIn = Callable[[EngineError], None]
"""Told why another engine stands in; called on the engine's thread."""


class FallbackEngine:
    """Uses one engine until it fails, and from then on another.

    ``EngineError``, and a picture or a motion that is none, count at once. Any other exception is
    passed on, for the last good picture to be shown again, until it came with three frames in a row.

    Args:
        first: The engine to use.
        make_second: Makes the one that stands in; called when it is needed.
        on_stand_in: Told when that happened.
    """

    def __init__(
        self, first: Engine, make_second: Callable[[], Engine], on_stand_in: StandIn | None = None
    ) -> None:
        self._engine = first
        self._make_second: Callable[[], Engine] | None = make_second
        self._on_stand_in = on_stand_in
        self._portrait: Portrait | None = None
        self._portrait_is_flat = False
        self._tuning: Tuning | None = None
        self._faults = 0

    @property
    def name(self) -> str:
        """Of the engine in use."""
        return self._engine.name

    @property
    def reads_driver(self) -> bool:
        """Of the engine in use."""
        return self._engine.reads_driver

    def set_portrait(self, portrait: Portrait) -> None:
        """See ``Engine.set_portrait``."""
        self._portrait_is_flat = is_flat(portrait.image)
        try:
            self._engine.set_portrait(portrait)
            self._portrait = portrait
            return
        except Exception as error:
            if self._make_second is None:
                raise
            why, make_second = self._as_engine_error(error), self._make_second
        self._stand_in(make_second, why, portrait)

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion | None:
        """See ``Engine.read_driver``."""

        def read(engine: Engine) -> KeypointMotion | None:
            motion = engine.read_driver(image, landmarks, now)
            if motion is not None:
                check_motion(motion, engine.name)
            return motion

        return self._either(read)

    def forget_driver(self) -> None:
        """See ``Engine.forget_driver``."""
        self._engine.forget_driver()

    def tune(self, tuning: Tuning) -> None:
        """See ``Engine.tune``; whoever stands in is tuned alike."""
        self._tuning = tuning
        self._engine.tune(tuning)

    def render(self, motion: Motion) -> RGBImage:
        """See ``Engine.render``."""

        def draw(engine: Engine) -> RGBImage:
            image = engine.render(motion)
            check_picture(image, engine.name, may_be_flat=self._portrait_is_flat)
            return image

        image = self._either(draw)
        self._faults = 0
        return image

    def close(self) -> None:
        """See ``Engine.close``."""
        self._engine.close()

    def _either(self, action: Callable[[Engine], _Result]) -> _Result:
        try:
            return action(self._engine)
        except Exception as error:
            if self._make_second is None or self._portrait is None or self._is_tolerated(error):
                raise
            why, make_second, portrait = self._as_engine_error(error), self._make_second, self._portrait
        # The error is gone by now, and with it its hold on the failed engine's memory.
        self._stand_in(make_second, why, portrait)
        return action(self._engine)

    def _is_tolerated(self, error: Exception) -> bool:
        self._faults += 1
        return not isinstance(error, AppError) and self._faults < _TOLERATED

    def _as_engine_error(self, error: Exception) -> EngineError:
        if isinstance(error, EngineError):
            # Without the traceback's hold.
            return EngineError(error.what, error.why, error.fix, reason=error.reason)
        why = str(error) if isinstance(error, AppError) else f"{type(error).__name__}: {error}"
        _log.debug("the %s engine failed", self._engine.name, exc_info=error)
        what, fix = f"the {self._engine.name} engine fails", "Please report this with the log file"
        return EngineError(what, why, fix, reason=Reason.ENGINE_FAILED)

    def _stand_in(self, make_second: Callable[[], Engine], why: EngineError, portrait: Portrait) -> None:
        second = make_second()
        if self._tuning is not None:
            second.tune(self._tuning)
        try:
            second.set_portrait(portrait)
        except EngineError:
            second.close()
            raise
        failed, self._engine, self._make_second = self._engine, second, None
        self._portrait = portrait
        _log.warning("%s. The %s engine goes on instead", why, second.name)
        try:
            failed.close()
        except Exception as error:  # a device that is gone may fail at this too
            _log.warning("the %s engine did not close cleanly: %s", failed.name, error)
        if self._on_stand_in is not None:
            self._on_stand_in(why)
