"""What the virtual camera's process says, if something else speaks in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from app.pipeline.sinks.virtual_camera.messages import Order, Report, ReportParser
from tests.fuzz.json_values import changed_json
from tests.fuzz.parser import FindingError, Parser

_CANDIDATES = 2
_CHUNK = 37


def seeds() -> list[bytes]:
    """Reports among prints."""
    return [
        Report(0).to_bytes(),
        b"driver: hello\n" + Report(None, ("busy", "gone")).to_bytes() + b"and more",
    ]


def read(data: bytes, _: Path) -> bool:
    parser, reports, printed = ReportParser(_CANDIDATES), list[Report](), 0
    for at in range(0, len(data), _CHUNK):
        for found in parser.feed(data[at : at + _CHUNK]):
            if isinstance(found, Report):
                reports.append(found)
            else:
                printed += len(found)
    if any(report.opened is not None and report.opened not in range(_CANDIDATES) for report in reports):
        raise FindingError("a camera that nobody named was opened")
    if printed > len(data):
        raise FindingError("more was printed than was said")
    try:
        Order.from_argument(data.decode("latin-1"))
    except ValueError as error:
        if not str(error).startswith("no order"):
            raise
    return bool(reports)


def _inputs(_: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    reports = changed_json([b'{"opened": 0, "errors": ["busy"]}'])
    return (reports.map(lambda line: b"\x1e" + line + b"\n"), reports)


PARSER = Parser("camera reports", seeds, read, _inputs)
