"""What the sink and the camera's process say to each other: an order at the start, a report later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any, Final

from app.pipeline.sinks.virtual_camera.pixels import PixelLayout

_BEGIN, _END = b"\x1e", b"\n"
"""Around a report: the driver prints into the same pipe, and does not always end its lines."""

_MOST_REPORT_BYTES: Final = 65_536


class CameraBackend(Enum):
    """Which driver to go through; pyvirtualcam's by its own name for it."""

    V4L2LOOPBACK = "v4l2loopback"
    UNITY_CAPTURE = "unitycapture"
    OBS = "obs"
    PIPEWIRE = "pipewire"
    """None of pyvirtualcam's; see ``gstreamer``. The device is the program to start."""

    FAKE = "fake"
    """For tests: writes what it is sent into a file; see ``fake_camera``."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A camera that may be there.

    Attributes:
        backend: Its driver.
        device: Its path or name, None for the one the driver has.
        layout: The layout that costs the driver least.
        name: What meeting programs call it, with a word more where two are called the same.
    """

    backend: CameraBackend
    device: str | None
    layout: PixelLayout
    name: str


@dataclass(frozen=True, slots=True)
class Order:
    """What a camera's process is to do.

    Attributes:
        memory: Handle of the shared memory.
        generation: Tells the processes of one sink apart.
        size: Width and height, pixels.
        fps: Frames per second.
        candidates: Cameras, the best first; the first that opens is taken.
        ours: A process of the same sink had the camera a moment ago.
    """

    memory: str
    generation: int
    size: tuple[int, int]
    fps: float
    candidates: tuple[Candidate, ...]
    ours: bool = False

    def to_argument(self) -> str:
        """As one argument of a command line."""
        candidates = [
            {**asdict(candidate), "backend": candidate.backend.value, "layout": candidate.layout.value}
            for candidate in self.candidates
        ]
        return json.dumps({**asdict(self), "candidates": candidates})

    @classmethod
    def from_argument(cls, text: str) -> Order:
        """The order in an argument.

        Raises:
            ValueError: There is none in it.
        """
        try:
            fields = json.loads(text)
            width, height = fields["size"]
            candidates = tuple(_candidate(fields) for fields in fields["candidates"])
            return cls(
                str(fields["memory"]),
                int(fields["generation"]),
                (int(width), int(height)),
                float(fields["fps"]),
                candidates,
                bool(fields["ours"]),
            )
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ValueError(f"no order for a camera: {error}") from error


@dataclass(frozen=True, slots=True)
class Report:
    """What became of an order.

    Attributes:
        opened: Which candidate it was, counted from 0; None when none could be opened.
        errors: What each candidate before it said, in their order.
    """

    opened: int | None
    errors: tuple[str, ...] = ()

    def to_bytes(self) -> bytes:
        """As written into the pipe."""
        return _BEGIN + json.dumps(asdict(self)).encode() + _END


class ReportParser:
    """Finds the reports among what a driver prints, who may print anything.

    Args:
        candidates: How many there were to open.
    """

    def __init__(self, candidates: int) -> None:
        self._candidates = candidates
        self._begun: bytes | None = None

    def feed(self, chunk: bytes) -> Iterator[Report | bytes]:
        """Takes bytes from the pipe; gives reports, and in between what was printed."""
        while chunk:
            if self._begun is None:
                printed, found, chunk = chunk.partition(_BEGIN)
                self._begun = b"" if found else None
                if printed:
                    yield printed
            else:
                rest, found, chunk = chunk.partition(_END)
                self._begun += rest
                if found or len(self._begun) > _MOST_REPORT_BYTES:
                    line, self._begun = self._begun, None
                    yield _report(line, self._candidates)


def _candidate(fields: dict[str, Any]) -> Candidate:
    device = fields["device"]
    return Candidate(
        CameraBackend(fields["backend"]),
        None if device is None else str(device),
        PixelLayout(fields["layout"]),
        str(fields["name"]),
    )


def _report(line: bytes, candidates: int) -> Report | bytes:
    try:
        fields = json.loads(line)
        opened, errors = fields["opened"], fields["errors"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return line
    known = opened is None or (type(opened) is int and opened in range(candidates))
    return Report(opened, tuple(map(str, errors))) if known and isinstance(errors, list) else line


MOST_PRINTED_BYTES: Final = 4096
"""Of what a driver prints, the end; it may go on for hours."""
