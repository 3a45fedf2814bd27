"""``--version``, and the program's name."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

PROGRAM = "liveportrait-cam"


class Version(argparse.Action):
    """Prints the version; finding it is slow enough to do only then."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="show the version and exit")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Prints and ends the program."""
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version(PROGRAM)
        except PackageNotFoundError:
            number = "(not installed)"
        sys.stdout.write(f"{PROGRAM} {number}\n")
        parser.exit()
