"""``python -m tests.e2e``: see CONTRIBUTING, "On a real device"."""

from __future__ import annotations

import argparse
import signal
import sys

from tests.e2e.host.acceleration import Acceleration
from tests.e2e.host.errors import UnavailableError
from tests.e2e.host.options import LIMIT_S, Options
from tests.e2e.host.run import run


def main() -> int:
    """Runs the cases; 0 when they hold, or when there is a reason not to run them."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e", description=__doc__)
    parser.add_argument("cases", nargs="*", help="words of the cases' names (default: all)")
    parser.add_argument(
        "--on", choices=[one.value for one in Acceleration], help="what runs the guest (default: the best)"
    )
    parser.add_argument("--limit", type=float, default=LIMIT_S, help="seconds for all of it")
    parser.add_argument("--share", action="store_true", help="only what every submission has to pass")
    parser.add_argument("--command", default="", help="run this in the guest's shell instead, as root")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the machine ends with us
    on = None if asked.on is None else Acceleration(asked.on)
    try:
        return 0 if run(Options(on, tuple(asked.cases), asked.limit, asked.share, asked.command)) else 1
    except UnavailableError as error:
        sys.stdout.write(f"e2e skipped: {error}\n")
        return 0


if __name__ == "__main__":
    sys.exit(main())
