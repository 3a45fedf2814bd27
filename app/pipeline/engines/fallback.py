"""An engine that another one stands in for when it fails: the show goes on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from app.errors import EngineError
from app.pipeline.engines.base import Engine
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import Landmarks, Motion, RGBImage
from app.tuning import Tuning

_log = logging.getLogger(__name__)

_Result = TypeVar("_Result")


class FallbackEngine:
    """Uses one engine until it raises ``EngineError``, and from then on another.

    Args:
        first: The engine to use.
        make_second: Makes the one that stands in; called when it is needed.
    """

    def __init__(self, first: Engine, make_second: Callable[[], Engine]) -> None:
        self._engine = first
        self._make_second: Callable[[], Engine] | None = make_second
        self._portrait: Portrait | None = None
        self._tuning: Tuning | None = None

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
        try:
            self._engine.set_portrait(portrait)
            self._portrait = portrait
            return
        except EngineError as error:
            if self._make_second is None:
                raise
            why, make_second = str(error), self._make_second
        self._stand_in(make_second, why, portrait)

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion | None:
        """See ``Engine.read_driver``."""
        return self._either(lambda engine: engine.read_driver(image, landmarks, now))

    def forget_driver(self) -> None:
        """See ``Engine.forget_driver``."""
        self._engine.forget_driver()

    def tune(self, tuning: Tuning) -> None:
        """See ``Engine.tune``; whoever stands in is tuned alike."""
        self._tuning = tuning
        self._engine.tune(tuning)

    def render(self, motion: Motion) -> RGBImage:
        """See ``Engine.render``."""
        return self._either(lambda engine: engine.render(motion))

    def close(self) -> None:
        """See ``Engine.close``."""
        self._engine.close()

    def _either(self, action: Callable[[Engine], _Result]) -> _Result:
        try:
            return action(self._engine)
        except EngineError as error:
            if self._make_second is None or self._portrait is None:
                raise
            why, make_second, portrait = str(error), self._make_second, self._portrait
        # The error is gone by now, and with it its hold on the failed engine's memory.
        self._stand_in(make_second, why, portrait)
        return action(self._engine)

    def _stand_in(self, make_second: Callable[[], Engine], why: str, portrait: Portrait) -> None:
        second = make_second()
        if self._tuning is not None:
            second.tune(self._tuning)
        try:
            second.set_portrait(portrait)
        except EngineError:
            second.close()
            raise
        failed, self._engine, self._make_second = self._engine, second, None
        _log.warning("%s. The %s engine goes on instead", why, second.name)
        failed.close()
