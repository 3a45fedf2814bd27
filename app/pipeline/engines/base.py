"""The boundary between the pipeline and whatever draws the portrait."""

from __future__ import annotations

from typing import Protocol

from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.types import Landmarks, Motion, RGBImage
from app.tuning import Tuning


class Engine(Protocol):
    """Animates one portrait.

    Contract: ``set_portrait`` pays once, ``render`` pays per frame. All calls come from one
    thread. ``render`` returns a fresh array each time, so that a later stage may keep it.
    """

    @property
    def name(self) -> str:
        """As on the command line."""

    @property
    def reads_driver(self) -> bool:
        """Whether it has eyes of its own: ``Motion.keypoints``, from ``read_driver``, drive it."""

    def set_portrait(self, portrait: Portrait) -> None:
        """Prepares a portrait; raises ``EngineError`` and keeps the old one if it cannot."""

    def read_driver(self, image: RGBImage, landmarks: Landmarks, now: float) -> KeypointMotion | None:
        """Looks at the driver itself, if the engine has eyes of its own.

        Args:
            image: H x W x 3 uint8 RGB, a frame of the driver. Nothing of it is kept or drawn.
            landmarks: 478 x 3 pixels of the driver's face in it.
            now: Seconds, never going back.

        Returns:
            The driver's pose and expression for ``Motion.keypoints``, told in one crop that does
            not change until ``forget_driver``. None from an engine driven by landmarks alone.

        Raises:
            EngineError: The frame could not be read.
        """

    def forget_driver(self) -> None:
        """Forgets where the driver's face was: another recording, or another person, comes next."""

    def tune(self, tuning: Tuning) -> None:
        """Sets how the portrait follows, from the next frame on; cheap enough for every frame.

        An engine that was never tuned follows the driver as he is. Of the tuning's controls it
        takes nothing: those ride in ``Motion.controls``, eased.
        """

    def render(self, motion: Motion) -> RGBImage:
        """Draws the whole portrait, moved.

        Args:
            motion: What to do, relative to the portrait at rest.

        Returns:
            The portrait at its own size, H x W x 3 uint8 RGB, the animated face pasted back.

        Raises:
            EngineError: No portrait was set, or the frame could not be drawn.
        """

    def close(self) -> None:
        """Frees what the engine holds. May be called twice."""
