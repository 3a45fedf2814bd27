"""``models``: LivePortrait's networks."""

from __future__ import annotations

from pathlib import Path

from app.command_configs import ModelsAction
from app.parser.hints import Commands
from app.parser.options import add_debug


def add_models(commands: Commands) -> None:
    """``models`` and its actions."""
    models = commands.add_parser(
        "models",
        help="list, download, check or import LivePortrait's networks",
        description="LivePortrait's networks: list, download, check or import them.",
    )
    actions = models.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser(ModelsAction.LIST.value, help="show every file, its licence and its state")
    listing.add_argument("--json", action="store_true", help="print JSON")
    actions.add_parser(ModelsAction.DOWNLOAD.value, help="fetch what is missing; goes on where it stopped")
    actions.add_parser(ModelsAction.VERIFY.value, help="compute every hash anew")
    taking = actions.add_parser(ModelsAction.IMPORT.value, help="copy official files out of a folder")
    taking.add_argument("source", type=Path, metavar="FOLDER", help="folder with the files anywhere below it")
    for action in actions.choices.values():
        action.add_argument("names", nargs="*", metavar="NAME", help="only these files (default: all)")
        action.add_argument("--dir", type=Path, metavar="DIR", help="folder of models (default: the user's)")
        add_debug(action)
