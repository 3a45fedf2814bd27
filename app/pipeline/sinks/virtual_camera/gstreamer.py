"""A camera of PipeWire's: no kernel module, a GStreamer pipeline of ours publishes what we write to it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from app.pipeline.sinks.virtual_camera.gst_launch import GstLaunch
from app.pipeline.sinks.virtual_camera.pipewire_daemon import DaemonLink, daemon_socket
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout, Pixels, array_shape, byte_count

NODE_NAME: Final = "liveportrait-cam"
NODE_DESCRIPTION: Final = "LivePortrait Cam"
"""The node's name for programs, and the one that people see."""

_MOST_DENOMINATOR: Final = 1001
_TICK_RATE: Final = 48000
"""What PipeWire counts its ticks in."""

_BLACK_LUMA, _NO_COLOUR = 16, 128


class GStreamerCamera:
    """Writes frames to a pipeline, which is there as a camera for as long as we are.

    Args:
        launcher: The program ``gst-launch-1.0``.
        size: Width and height of the I420 frames, pixels, both even.
        fps: Frames per second.
        environment: Tells where PipeWire is; None for our own variables.

    Raises:
        OSError: PipeWire or the program is not there.
        RuntimeError: The pipeline does not start, for the reason it gave.
    """

    def __init__(
        self,
        launcher: str,
        size: tuple[int, int],
        fps: float,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        variables = os.environ if environment is None else environment
        path = daemon_socket(variables)
        if path is None:
            raise RuntimeError("PipeWire does not run")
        self._daemon = DaemonLink(path)
        try:
            command = publish_command(launcher, size, fps)
            self._pipeline = GstLaunch(command, variables, byte_count(PixelLayout.I420, size))
        except BaseException:
            self._daemon.close()
            raise
        try:
            self._pipeline.write(_black(size))  # it is no camera before it has a first picture
            self._pipeline.wait_until_it_runs()
        except BaseException:
            self.close()
            raise

    def send(self, frame: Pixels) -> None:
        """Shows a frame.

        Raises:
            RuntimeError: The pipeline or PipeWire itself has ended.
        """
        if self._daemon.ended:
            raise RuntimeError("PipeWire has ended")
        self._pipeline.write(frame)

    def close(self) -> None:
        """Takes the camera away. May be called twice."""
        self._pipeline.close()
        self._daemon.close()


def publish_command(launcher: str, size: tuple[int, int], fps: float) -> list[str]:
    """The command line that publishes I420 frames from its standard input.

    What no reader takes in time is dropped in the queue, so that writing never waits for readers.
    YUY2 is what most webcams give and all readers take. Without a copy (``drop-allocation``) PipeWire
    0.3.65 crashes. The sink's mode for cameras, ``provide``, lets the sink drive the graph; there, one
    in about twenty readers that come or go stops it for good. So PipeWire's own driver ticks, twice a
    frame.

    Args:
        launcher: The program.
        size: Width and height, pixels, both even.
        fps: Frames per second.
    """
    elements: Sequence[Sequence[str]] = (
        (launcher, "fdsrc", "fd=0", f"blocksize={byte_count(PixelLayout.I420, size)}", "do-timestamp=true"),
        ("rawvideoparse", *_as_written(size, fps)),
        ("queue", "leaky=downstream", "max-size-buffers=2", "max-size-bytes=0", "max-size-time=0"),
        ("videoconvert",),
        ("video/x-raw,format=YUY2",),
        ("identity", "drop-allocation=true"),
        ("pipewiresink", "sync=false", f"stream-properties={_quoted(_properties(fps))}"),
    )
    words = list(elements[0])
    for element in elements[1:]:
        words += ["!", *element]
    return words


def _as_written(size: tuple[int, int], fps: float) -> list[str]:
    """Rows without the padding that GStreamer expects for widths that are no multiples of eight."""
    width, height = size
    luma, chroma = width * height, width * height // 4
    rate = Fraction(fps).limit_denominator(_MOST_DENOMINATOR)
    return [
        "format=i420",
        f"width={width}",
        f"height={height}",
        f"framerate={rate.numerator}/{rate.denominator}",
        f'plane-strides="<{width},{width // 2},{width // 2}>"',
        f'plane-offsets="<0,{luma},{luma + chroma}>"',
        "colorimetry=bt601",
    ]


def _properties(fps: float) -> str:
    """The node's, as GStreamer writes structures."""
    fields = {
        "node.name": NODE_NAME,
        "node.description": NODE_DESCRIPTION,
        "media.class": "Video/Source",
        "media.role": "Camera",
        "media.name": NODE_DESCRIPTION,
        "node.autoconnect": "false",
        "node.latency": f"{round(_TICK_RATE / (2 * fps))}/{_TICK_RATE}",
    }
    return ",".join(("props", *(f"{name}=(string){_quoted(value)}" for name, value in fields.items())))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _black(size: tuple[int, int]) -> Pixels:
    frame = np.full(array_shape(PixelLayout.I420, size), _NO_COLOUR, np.uint8)
    frame[: size[1]] = _BLACK_LUMA
    return frame
