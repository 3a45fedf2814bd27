"""The options of the commands that change a face in a picture or video: ``edit`` and ``restore``."""

from __future__ import annotations

import argparse
from pathlib import Path

from app import arguments, expression_options
from app.config import MOST_RESTORED

EDIT = "change the expression in a picture"
RESTORE = "put the expression of a reference onto the face of a video or picture"
RESTORE_AT_LENGTH = (
    "Put the expression of a reference onto the face of a video or picture. The head keeps its pose, a video "
    "its sound and frame rate. A shorter reference video is played forth and back."
)


def add_edit(edit: argparse.ArgumentParser) -> None:
    """What ``edit`` takes besides the engine."""
    edit.add_argument("--portrait", type=Path, required=True, metavar="FILE", help="picture to change")
    edit.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="what to write: .png, .jpg or .webp"
    )
    expression_options.add_controls(edit)


def add_restore(restore: argparse.ArgumentParser) -> None:
    """What ``restore`` takes besides the engine."""
    restore.add_argument(
        "--input", type=Path, required=True, metavar="FILE", help="video or picture whose face to change"
    )
    restore.add_argument(
        "--reference", type=Path, required=True, metavar="FILE", help="video or picture with the expression"
    )
    restore.add_argument(
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="what to write, by ending: .mp4, .webm, .gif, .webp, .png, .jpg",
    )
    restore.add_argument(
        "--factor",
        type=arguments.number(0, MOST_RESTORED, "a factor"),
        default=MOST_RESTORED,
        metavar="0..100",
        help="0 leaves the face as it is, 100 gives it the reference's expression "
        f"(default: {MOST_RESTORED:g})",
    )
    expression_options.add_areas(restore, "change these parts of the face only")
