"""Command lines, one argument a line."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from app.parser import make_parser
from app.parser.expression import tuning_of
from tests.fuzz.parser import FindingError, Parser

_WORDS = (
    *("run", "render", "edit", "restore", "sticker", "camera", "models", "bench", "doctor", "demo"),
    *(
        "--camera",
        "--portrait",
        "--output",
        "--size",
        "--fps",
        "--engine",
        "--preset",
        "--strength",
        "--areas",
    ),
    *(
        "--au-gain",
        "--smile",
        "--zoom",
        "--eyes-open",
        "--duration",
        "--badge",
        "--driving",
        "--set",
        "--format",
    ),
    *(
        "fake:freeze=2-4",
        "640x480",
        "-1x5",
        "1e999",
        "nan",
        "inf",
        "--",
        "-",
        "=",
        "0",
        "9" * 5_000,
        "AU12=2",
    ),
    *("AU12=nan", "AU99=1", "head=2", "head=", "../x.png", "two\nlines", "\udcff", "null", "x" * 3_000, "١٢"),
)


def seeds() -> list[bytes]:
    """Such as people write."""
    lines = (
        "run --camera demo: --output null --fps 30 --size 640x480",
        "render --driving clip.mp4 --portrait x.png --output out.mp4 --strength head=0.5",
        "sticker --portrait x.png --set all --format png",
        "edit --portrait x.png --smile 0.5 --output y.png",
    )
    return [line.replace(" ", "\n").encode() for line in lines]


def read(data: bytes, _: Path) -> bool:
    words = data.decode("utf-8", "surrogateescape").split("\n")
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            parsed = make_parser().parse_args(words)
    except SystemExit as end:
        if end.code not in (0, 2) or "Traceback" in said.getvalue():
            raise FindingError(f"ended with {end.code}") from end
        return False
    if parsed.command in ("run", "render"):
        tuning_of(parsed)
    return True


def _inputs(_: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    words = st.lists(st.sampled_from(_WORDS) | st.text(max_size=6), max_size=9)
    return (words.map(lambda some: "\n".join(some).encode("utf-8", "surrogateescape")),) * 2


PARSER = Parser("command lines", seeds, read, _inputs)
