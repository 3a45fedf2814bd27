"""Runs the cases one after the other and notes what came of each."""

from __future__ import annotations

import argparse
import faulthandler
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.e2e.guest.case import Case
from tests.e2e.guest.cases import CASES
from tests.e2e.guest.setting import Guest
from tests.e2e.results import Verdict, not_reached

_SHARE: Final = Path("/mnt")


def main() -> int:
    """0 when no case failed."""
    begin = time.monotonic()
    parser = argparse.ArgumentParser()
    parser.add_argument("--patience", type=float, required=True)
    parser.add_argument("--tries", type=int, default=1)
    parser.add_argument("--limit", type=float, required=True)
    parser.add_argument("--share", action="store_true")
    parser.add_argument("cases", nargs="*")
    asked = parser.parse_args()
    faulthandler.dump_traceback_later(asked.limit + 10)
    logs = _SHARE / "logs"
    logs.mkdir(exist_ok=True)
    guest = Guest(Path(sys.prefix) / "bin/liveportrait-cam", logs, asked.patience, asked.tries)
    chosen = [case for case in CASES if _is_chosen(case, asked.cases, share=asked.share)]
    failed = False
    for case in chosen:
        in_time = time.monotonic() - begin < asked.limit
        result = case.result(guest) if in_time else not_reached(case.name, share=asked.share)
        failed |= result.verdict is Verdict.FAILED
        with (_SHARE / "results.jsonl").open("a", encoding="utf-8") as file:
            file.write(result.to_line())
    return 1 if failed else 0


def _is_chosen(case: Case, words: Sequence[str], *, share: bool) -> bool:
    if words:
        return any(word in case.name for word in words)
    return case.share or not share


if __name__ == "__main__":
    sys.exit(main())
