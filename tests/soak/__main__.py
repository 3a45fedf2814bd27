"""``python -m tests.soak [--minutes M] [--restarts N] [--swaps N]``: prints what each run has shown."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from app.pools import limit_memory_arenas, limit_thread_pools

limit_thread_pools()  # before numpy is there, as the program does
limit_memory_arenas()

import cv2  # noqa: E402

from tests.soak.runs import Finding, restarts, steady, swaps  # noqa: E402


def main(arguments: list[str]) -> int:
    """Runs what is asked for; returns 1 if anything is not as it must be."""
    parser = argparse.ArgumentParser(prog="tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="of the steady run; 0 leaves it out")
    parser.add_argument("--restarts", type=int, default=200, help="starts and stops; 0 leaves them out")
    parser.add_argument("--swaps", type=int, default=1000, help="of the portrait; 0 leaves them out")
    parser.add_argument(
        "--leaks-only", action="store_true", help="print times and gaps, which a busy machine spoils, only"
    )
    wanted = parser.parse_args(arguments)
    cv2.setNumThreads(1)
    well = True
    if wanted.restarts:
        well &= _report(f"{wanted.restarts} starts and stops", restarts(wanted.restarts), wanted.leaks_only)
    if wanted.swaps:
        well &= _report(f"{wanted.swaps} portraits", swaps(wanted.swaps), wanted.leaks_only)
    if wanted.minutes:
        well &= _report(f"{wanted.minutes:g} minutes", steady(wanted.minutes), wanted.leaks_only)
    return 0 if well else 1


def _report(title: str, findings: Iterable[Finding], leaks_only: bool) -> bool:
    sys.stdout.write(f"{title}\n")
    well = True
    for finding in findings:
        sys.stdout.write(f"  {'ok ' if finding.holds else 'BAD'}  {finding.name}: {finding.figure}\n")
        well &= finding.holds or (leaks_only and finding.timed)
    sys.stdout.flush()
    return well


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
