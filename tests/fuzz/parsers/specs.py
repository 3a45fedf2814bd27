"""Cameras, fake cameras and outputs as text: from command lines, settings and drops."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from app.pipeline.sources.spec import parse_source
from tests.fuzz.parser import Parser

_PARTS = (
    "fake:",
    "demo:",
    "file:",
    "freeze=",
    "fail=",
    "black=",
    "2-4",
    ",",
    "-",
    "=",
    "9" * 400,
    "nan",
    "1e9",
)


def seeds() -> list[bytes]:
    """Every kind."""
    return [b"fake:freeze=2-4,fail=5-6,black=7-8,duration=10", b"0", b"/dev/video0", b"demo:", b"clip.mp4"]


def read(data: bytes, _: Path) -> bool:
    parse_source(data.decode("utf-8", "replace"))
    return True


def _inputs(_: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    return (st.lists(st.sampled_from(_PARTS), max_size=12).map(lambda parts: "".join(parts).encode()),)


PARSER = Parser("camera names", seeds, read, _inputs)
