"""One parser in a process of its own: so many inputs, in so much memory, and no more."""

from __future__ import annotations

import contextlib
import faulthandler
import json
import logging
import sys
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz.memory import MOST_MORE_BYTES, MemoryPeak
from tests.fuzz.parser import FindingError, Parser
from tests.fuzz.parsers import PARSERS
from tests.fuzz.trial import attempt

_HANG_S = 60.0


@dataclass(slots=True)
class Result:
    """What came of it.

    Attributes:
        name: The parser's.
        inputs: How many were tried.
        slowest_s: The longest that one took.
        more_bytes: Memory at its peak, less that before the first hostile input.
        findings: A text for each fault.
    """

    name: str
    inputs: int = 0
    slowest_s: float = 0.0
    more_bytes: int = 0
    findings: list[str] = field(default_factory=list)


def try_parser(parser: Parser, inputs: int, limit_s: float) -> Result:
    """Gives a parser that many inputs, or as many as there is time for."""
    result = Result(parser.name)
    until = time.monotonic() + limit_s
    faulthandler.dump_traceback_later(limit_s + _HANG_S, exit=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in parser.seeds():  # whatever is loaded once is loaded now
            attempt(parser, seed, folder)
        with MemoryPeak() as memory:
            while result.inputs < inputs and time.monotonic() < until and len(result.findings) < 5:
                _round(parser, folder, result, min(inputs - result.inputs, 2_000), until)
        result.more_bytes = memory.more
    if result.more_bytes > MOST_MORE_BYTES:
        result.findings.append(f"{result.more_bytes / 1e6:.0f} MB more memory than before")
    faulthandler.cancel_dump_traceback_later()
    return result


def _round(parser: Parser, folder: Path, result: Result, inputs: int, until: float) -> None:
    """Hypothesis tells one fault a time, made as small as it can."""

    @settings(
        max_examples=inputs,
        deadline=None,
        database=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @given(parser.strategy())
    def tried(data: bytes) -> None:
        if time.monotonic() > until:
            return
        result.inputs += 1
        faulthandler.dump_traceback_later(_HANG_S, exit=True)
        try:
            result.slowest_s = max(result.slowest_s, attempt(parser, data, folder))
        except BaseException:
            (Path(tempfile.gettempdir()) / f"finding-{parser.name.replace(' ', '-')}").write_bytes(data)
            raise

    try:
        tried()
    except Exception as error:  # whatever it is, it is what we are here for
        told = str(error) if isinstance(error, FindingError) else traceback.format_exc(limit=-6)
        result.findings.append(told)


def main(name: str, inputs: int, limit_s: float) -> int:
    """Prints the result of one parser as JSON, the last line of the output."""
    logging.disable(logging.CRITICAL)
    parser = next(one for one in PARSERS if one.name == name)
    with contextlib.redirect_stdout(sys.stderr):
        result = try_parser(parser, inputs, limit_s)
    sys.stdout.write(json.dumps(asdict(result)) + "\n")
    return 1 if result.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
