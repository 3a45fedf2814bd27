"""The options by which an output says that it is synthetic, and what they ask for."""

from __future__ import annotations

import argparse

from app.config import Corner, Disclosure

_USUAL_CORNER = Corner.BOTTOM_RIGHT


def add_disclosure(command: argparse.ArgumentParser) -> None:
    """``--badge`` and ``--no-label``."""
    command.add_argument(
        "--badge",
        choices=[corner.value for corner in Corner],
        nargs="?",
        const=_USUAL_CORNER.value,
        metavar="CORNER",
        help='show a small sign "AI" in a corner of the picture: '
        f"{', '.join(corner.value for corner in Corner)} (without a corner: {_USUAL_CORNER.value})",
    )
    add_label(command)


def add_label(command: argparse.ArgumentParser) -> None:
    """``--no-label`` alone."""
    command.add_argument(
        "--no-label",
        dest="label",
        action="store_false",
        help="leave out of the files' metadata that they are synthetic; the label of a portrait or video "
        "that says so itself is kept",
    )


def disclosure_of(args: argparse.Namespace) -> Disclosure:
    """What was asked for."""
    return Disclosure(args.label, Corner(args.badge) if args.badge else None)
