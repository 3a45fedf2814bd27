"""``edit`` and ``restore``: another expression for a face in a picture or video."""

from __future__ import annotations

from pathlib import Path

from app.command_configs import MOST_RESTORED
from app.parser import arguments
from app.parser.disclosure import add_disclosure
from app.parser.expression import add_areas, add_controls
from app.parser.hints import Commands
from app.parser.options import add_engine

_RESTORE_AT_LENGTH = (
    "Put the expression of a reference onto the face of a video or picture. The head keeps its pose, a video "
    "its sound and frame rate. A shorter reference video is played forth and back."
)


def add_edit(commands: Commands) -> None:
    """``edit``: the expression comes from controls."""
    edit = commands.add_parser(
        "edit",
        help="change the expression in a picture",
        description="Change the expression in a picture.",
    )
    edit.add_argument("--portrait", type=Path, required=True, metavar="FILE", help="picture to change")
    edit.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="what to write: .png, .jpg or .webp"
    )
    add_controls(edit)
    add_engine(edit)
    add_disclosure(edit)


def add_restore(commands: Commands) -> None:
    """``restore``: the expression comes from a reference."""
    restore = commands.add_parser(
        "restore",
        help="put the expression of a reference onto the face of a video or picture",
        description=_RESTORE_AT_LENGTH,
    )
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
    add_areas(restore, "change these parts of the face only")
    add_engine(restore)
    add_disclosure(restore)
