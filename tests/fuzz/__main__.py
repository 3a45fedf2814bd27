"""All parsers, each in a process of its own: ``python -m tests.fuzz``."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.bombs import BOMBS, cost_of
from tests.fuzz.memory import MOST_MORE_BYTES
from tests.fuzz.parsers import PARSERS
from tests.fuzz.trial import LONGEST_S


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries all parsers, prints a table, and returns 1 if one of them has a fault."""
    options = _options(arguments)
    chosen = [parser for parser in PARSERS if not options.only or options.only in parser.name]
    faults, total = 0, 0
    sys.stdout.write(f"{'parser':<24}{'inputs':>8}{'slowest':>10}{'memory':>10}  findings\n")
    for parser in chosen:
        inputs, told = _one(
            parser.name, options.inputs // len(PARSERS) + 1, options.minutes * 60 / len(chosen)
        )
        total += inputs
        faults += told
        if options.coverage_seconds and parser.guided:
            faults += _guided(parser.name, options.coverage_seconds)
    if not options.only:
        faults += _bombs()
    sys.stdout.write(f"{total:,} inputs, {faults} findings\n")
    return 1 if faults else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000, help="over all parsers together")
    parser.add_argument("--minutes", type=float, default=60.0, help="at most, without atheris")
    parser.add_argument("--only", default="", help="parsers with this in their names")
    parser.add_argument(
        "--coverage-seconds", type=int, default=0, help="of atheris for each parser in Python, besides"
    )
    return parser.parse_args(arguments)


def _one(name: str, inputs: int, limit_s: float) -> tuple[int, int]:
    """How many inputs were tried, and how many faults were found."""
    command = [sys.executable, "-m", "tests.fuzz.run", name, str(inputs), str(limit_s)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")  # noqa: S603 - ours
    lines = done.stdout.splitlines()
    if done.returncode not in (0, 1) or not lines:
        sys.stdout.write(f"{name:<24} the process ended with {done.returncode}\n{done.stderr[-3_000:]}\n")
        return 0, 1
    result = json.loads(lines[-1])
    findings: list[str] = result["findings"]
    more = f"{result['more_bytes'] / 1e6:.0f} MB"
    sys.stdout.write(
        f"{name:<24}{result['inputs']:>8}{result['slowest_s']:>8.2f} s{more:>10}  {len(findings)}\n"
    )
    sys.stdout.write("".join(f"{finding}\n" for finding in findings))
    sys.stdout.flush()
    return result["inputs"], len(findings)


def _bombs() -> int:
    """Prints what each bomb costs; returns how many cost too much."""
    too_much = 0
    with tempfile.TemporaryDirectory() as folder:
        for name in BOMBS:
            cost = cost_of(name, Path(folder))
            bad = cost.more_bytes > MOST_MORE_BYTES or cost.seconds > LONGEST_S
            too_much += bad
            figures = f"{cost.seconds:>7.2f} s{cost.more_bytes / 1e6:>7.0f} MB{'  too much' if bad else ''}"
            sys.stdout.write(f"{name:<44}{figures}  {cost.outcome}\n")
            sys.stdout.flush()
    return too_much


def _guided(name: str, seconds: int) -> int:
    command = [sys.executable, "-m", "tests.fuzz.guided", name, str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, errors="replace")  # noqa: S603 - ours
    sys.stdout.write(f"{'':<24}{done.stdout.strip()}\n")
    if done.returncode:
        sys.stdout.write(f"{done.stderr[-3_000:]}\n")
    sys.stdout.flush()
    return int(done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
