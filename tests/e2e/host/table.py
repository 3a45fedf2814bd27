"""The results as one reads them."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tests.e2e.results import Result, Verdict

_CASE_WIDTH = 44


def row(result: Result) -> str:
    """One line."""
    return f"{result.verdict.value:<8}{result.seconds:6.1f} s  {result.case:<{_CASE_WIDTH}}  {result.why}"


def summary(results: Sequence[Result], where: str) -> str:
    """How many of which, and where it ran."""
    counts = (f"{sum(one.verdict is verdict for one in results)} {verdict.value}" for verdict in Verdict)
    return f"{', '.join(counts)}; {where}"


def markdown(results: Sequence[Result], where: str) -> str:
    """All of it, for a file."""
    lines = ["| case | result | seconds | measured |", "|---|---|---|---|"]
    lines += [f"| {one.case} | {one.verdict.value} | {one.seconds:.1f} | {one.why} |" for one in results]
    return "\n".join([*lines, "", summary(results, where), ""])


def say(line: str) -> None:
    """A line for whoever waits."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
