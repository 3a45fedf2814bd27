"""One input for one parser, with all that must hold."""

from __future__ import annotations

import time
from pathlib import Path

from app.errors import AppError
from tests.fuzz.parser import FindingError, Parser
from tests.fuzz.watch import watched

LONGEST_S = 10.0
"""For one input, on a busy machine; honest ones of that size take milliseconds."""


def attempt(parser: Parser, data: bytes, folder: Path) -> float:
    """Gives an input to a parser.

    Returns:
        Seconds it took.

    Raises:
        FindingError: The parser did something beside parsing, took too long, or told too little.
        Exception: Whatever else the parser raised, which is a finding too.
    """
    with watched(folder) as watch:
        begin = time.perf_counter()
        try:
            parser.read(data, folder)
        except AppError as error:
            _check_words(error)
        took = time.perf_counter() - begin
    if watch.seen:
        raise FindingError(f"{parser.name} did more than parse: {'; '.join(watch.seen[:5])}")
    if took > LONGEST_S:
        raise FindingError(f"{parser.name} took {took:.1f} s for {len(data):,} bytes")
    return took


def _check_words(error: AppError) -> None:
    """What happened, why, what to do: each said, on one line."""
    line = str(error)
    if not (error.what and error.why and error.fix) or "\n" in line or len(line) > 2_000:
        raise FindingError(f"this tells a person too little: {line[:300]!r}") from error
