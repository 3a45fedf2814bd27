"""Stands in for ``gst-launch-1.0`` in tests: notes the frames it reads, and fails when it is told to."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Sequence
from enum import Enum
from pathlib import Path
from typing import Final

import numpy as np

from app.pipeline.sinks.virtual_camera.fake_camera import FakeCamera
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout, Pixels, array_shape, byte_count

OK, FAILED = 0, 255
_PREROLLED: Final = "Pipeline is PREROLLED ...\nSetting pipeline to PLAYING ...\n"
_NO_ELEMENT: Final = 'WARNING: erroneous pipeline: no element "pipewiresink"\n'
_BROKEN: Final = (
    "ERROR: from element /GstPipeline:pipeline0/GstPipeWireSink:pipewiresink0: connection error\n"
    "Additional debug info:\nfake.c(1)\n"
)
_LIMIT_S: Final = 60.0


class FakeFault(Enum):
    """What goes wrong."""

    NONE = "none"
    NO_PLUGIN = "no-plugin"
    BREAK = "break"
    """After a second of frames."""

    STALL = "stall"
    """Likewise, without ending, not even with its input."""


def main(arguments: Sequence[str]) -> int:
    """Runs until its input ends.

    Args:
        arguments: A file that ``FakeCamera`` can write to, a ``FakeFault``, then those of the real one.
    """
    file, fault = Path(arguments[0]), FakeFault(arguments[1])
    if fault is FakeFault.NO_PLUGIN:
        return _fail(_NO_ELEMENT)
    pipeline = " ".join(arguments[2:])
    size = _number("width", pipeline), _number("height", pipeline)
    fps = _number("framerate", pipeline)
    camera = FakeCamera(str(file), PixelLayout.I420, size)
    sys.stdout.write("Setting pipeline to PAUSED ...\nPipeline is PREROLLING ...\n")
    frames = 0
    while (frame := _read(size)) is not None:
        if not frames:
            sys.stdout.write(_PREROLLED)
            sys.stdout.flush()
        frames += 1
        camera.send(frame)
        if frames == fps and fault is not FakeFault.NONE:
            return _break(fault)
    camera.close()
    return OK


def _break(fault: FakeFault) -> int:
    if fault is FakeFault.STALL:
        time.sleep(_LIMIT_S)
    return _fail(_BROKEN)


def _fail(message: str) -> int:
    sys.stderr.write(message)
    return FAILED


def _number(name: str, pipeline: str) -> int:
    found = re.search(rf"\b{name}=(\d+)", pipeline)
    if found is None:
        raise ValueError(f"the pipeline says no {name}")
    return int(found[1])


def _read(size: tuple[int, int]) -> Pixels | None:
    missing = byte_count(PixelLayout.I420, size)
    chunks = []
    while missing and (chunk := os.read(0, missing)):
        chunks.append(chunk)
        missing -= len(chunk)
    if missing:
        return None
    return np.frombuffer(b"".join(chunks), np.uint8).reshape(array_shape(PixelLayout.I420, size))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
