"""What ``--output`` may say, and how each of its forms is opened."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from app.errors import SinkError, UsageError
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.sinks.base import Sink

DEFAULT_LABEL = "LivePortrait Cam"

_MAX_LABEL_BYTES = 31


@dataclass(frozen=True, slots=True)
class VirtualCameraOutput:
    """The virtual camera of that name."""

    label: str = DEFAULT_LABEL


@dataclass(frozen=True, slots=True)
class PipeWireOutput:
    """A camera of PipeWire's, on Linux; no kernel module."""


@dataclass(frozen=True, slots=True)
class FileOutput:
    """A recording."""

    path: Path


@dataclass(frozen=True, slots=True)
class NullOutput:
    """Nowhere."""


SinkSpec: TypeAlias = VirtualCameraOutput | PipeWireOutput | FileOutput | NullOutput


def parse_sink(text: str) -> SinkSpec:
    """Reads an ``--output`` argument.

    Args:
        text: ``vcam``, ``vcam:LABEL``, ``pipewire``, ``file:PATH`` or ``null``.

    Raises:
        UsageError: It is none of these, or its label or path makes no sense.
    """
    kind, colon, rest = text.strip().partition(":")
    if kind == "vcam":
        return _parse_label(rest.strip()) if colon else VirtualCameraOutput()
    if kind == "pipewire" and not colon:
        return PipeWireOutput()
    if kind == "file" and rest:
        return FileOutput(_parse_path(rest))
    if kind == "null" and not colon:
        return NullOutput()
    forms = "Give vcam, vcam:LABEL, pipewire, file:PATH.mp4 or null"
    raise UsageError(f"cannot choose the output '{text}'", "there is no such output", forms)


def open_sink(
    spec: SinkSpec,
    size: tuple[int, int],
    fps: float,
    source_type: SourceType | None = SourceType.GENERATED,
) -> Sink:
    """Opens what was asked for.

    Args:
        spec: From ``parse_sink``.
        size: Width and height of the frames, pixels.
        fps: Frames per second.
        source_type: What a file says that it is, None for nothing.

    Raises:
        SinkError: It is not there or cannot be written.
    """
    if isinstance(spec, VirtualCameraOutput):
        from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink

        return VirtualCameraSink(size, fps, spec.label)
    if isinstance(spec, PipeWireOutput):
        return _open_pipewire(size, fps)
    if isinstance(spec, FileOutput):
        return _open_recording(spec.path, size, fps, source_type)
    from app.pipeline.sinks.null import NullSink

    return NullSink()


def _open_pipewire(size: tuple[int, int], fps: float) -> Sink:
    from app.pipeline.sinks.pipewire_setup import PIPEWIRE_NAME
    from app.pipeline.sinks.virtual_camera.pipewire import find_pipewire
    from app.pipeline.sinks.virtual_camera.sink import VirtualCameraSink

    return VirtualCameraSink(size, fps, PIPEWIRE_NAME, find=find_pipewire)


def _open_recording(path: Path, size: tuple[int, int], fps: float, source_type: SourceType | None) -> Sink:
    from app.pipeline.sinks.buffered import BufferedSink
    from app.pipeline.sinks.recorder import VIDEO_ENDINGS, open_recorder

    if path.suffix.lower() not in VIDEO_ENDINGS:
        # Animations and stills take seconds to finish, or no more than one frame.
        why = f"a live recording cannot end in '{path.suffix}'"
        raise SinkError(f"cannot write '{path}'", why, f"Choose one of {', '.join(sorted(VIDEO_ENDINGS))}")
    return BufferedSink(open_recorder(path, size, fps, live=True, source_type=source_type))


def _parse_label(label: str) -> VirtualCameraOutput:
    what = f"cannot name the virtual camera '{label}'"
    if not label or not label.isprintable() or '"' in label:
        raise UsageError(what, "the name is empty or has characters no camera has", "Give another name")
    if len(label.encode()) > _MAX_LABEL_BYTES:
        raise UsageError(what, f"it is longer than {_MAX_LABEL_BYTES} bytes", "Give a shorter name")
    return VirtualCameraOutput(label)


def _parse_path(text: str) -> Path:
    if "\0" in text or not text.strip():
        raise UsageError(f"cannot write '{text!r}'", "it is not a path", "Give a path such as file:me.mp4")
    return Path(os.path.expanduser(text))  # unlike pathlib's, leaves an unknown user alone
