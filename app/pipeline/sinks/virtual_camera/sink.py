"""The sink of the virtual camera."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeAlias

from app.errors import SinkError
from app.paths import APP_NAME
from app.pipeline.sinks.spec import DEFAULT_LABEL
from app.pipeline.sinks.virtual_camera.channel import ParentChannel
from app.pipeline.sinks.virtual_camera.finding import Finder, find_candidates, sink_name
from app.pipeline.sinks.virtual_camera.fitting import Fitting
from app.pipeline.sinks.virtual_camera.loopback import held_size
from app.pipeline.sinks.virtual_camera.messages import Candidate
from app.pipeline.sinks.virtual_camera.supervisor import Supervisor
from app.pipeline.types import RGBImage

_log = logging.getLogger(__name__)

HeldSize: TypeAlias = Callable[[Candidate], "tuple[int, int] | None"]
"""Tells width and height at which programs read a camera, pixels; None where that is free."""


class VirtualCameraSink:
    """Shows frames as a camera of the given name, or as the one that stands in for it.

    A driver that hangs or dies delays nobody and is started again; meanwhile frames are dropped. Programs
    that read the camera at another size keep it, and pictures are fitted into that.

    Args:
        size: Width and height, pixels, both even.
        fps: Frames per second that readers get.
        label: The camera's name.
        find: Looks for cameras; replaced in tests.
        held: Tells at which size programs hold a camera by reading it; replaced in tests.

    Attributes:
        name: Under which name meeting programs list it.

    Raises:
        SinkError: The virtual camera is not installed, or is in use, or the size is odd.
    """

    def __init__(
        self,
        size: tuple[int, int],
        fps: float,
        label: str = DEFAULT_LABEL,
        *,
        find: Finder | None = None,
        held: HeldSize = held_size,
    ) -> None:
        what = f"cannot open the {sink_name(label)}"
        if size[0] % 2 or size[1] % 2:
            why = f"{size[0]} x {size[1]} is odd, and meeting programs take even sizes only"
            raise SinkError(what, why, "Choose an even width and height")
        find = find or (lambda: find_candidates(label))
        candidates = find()  # says what is missing before anything is started
        self._size = size
        shown = _shown_size(size, held(candidates[0]), label)
        self._fitting = Fitting(size, shown)
        self._channel = _make_channel(shown, what)
        self._closed = False
        try:
            self._supervisor = Supervisor(label, find, self._channel, shown, fps)
        except BaseException:
            self._channel.close()
            raise
        self._camera = self._supervisor.camera
        self.name = sink_name(self._camera.name)

    @property
    def process(self) -> int | None:
        """Id of the process that drives the camera, None while there is none."""
        return self._supervisor.pid

    def send(self, image: RGBImage) -> None:
        """Shows a frame, H x W x 3 uint8 RGB; does not wait for the driver.

        Raises:
            SinkError: The device is gone for good, or the frame has another size.
        """
        if self._closed:
            raise SinkError(f"cannot send to the {self.name}", "it is closed")
        if self._supervisor.error is not None:
            raise self._supervisor.error
        if image.shape != (self._size[1], self._size[0], 3):
            why = f"the frame is {image.shape[1]} x {image.shape[0]}, and it was opened for another size"
            raise SinkError(f"cannot send to the {self.name}", why, "Start the output again")
        self._note_camera(self._supervisor.camera)
        self._channel.send(self._fitting.fit(image), self._camera.layout)

    def close(self) -> None:
        """Shows the placeholder as the last thing, and lets the device go."""
        if self._closed:
            return
        self._closed = True
        self._supervisor.close()
        self._channel.close()

    def _note_camera(self, camera: Candidate) -> None:
        """A process that was started again may have opened another one."""
        if camera is not self._camera:
            self._camera, self.name = camera, sink_name(camera.name)


def _shown_size(size: tuple[int, int], held: tuple[int, int] | None, label: str) -> tuple[int, int]:
    """Programs that read a camera keep its size; rather than send them away, they get theirs."""
    if held is None or held == size or held[0] % 2 or held[1] % 2:
        return size
    _log.warning("%s is being read at %d x %d; pictures are fitted into that", sink_name(label), *held)
    return held


def _make_channel(size: tuple[int, int], what: str) -> ParentChannel:
    from app.pipeline.portrait.placeholder import placeholder

    try:
        return ParentChannel(size, placeholder(size, APP_NAME, "paused"))
    except OSError as error:
        raise SinkError(what, f"there is no memory for its frames: {error}", "Close a program") from error
