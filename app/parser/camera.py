"""``camera``: the virtual camera as a device."""

from __future__ import annotations

from app.command_configs import CameraAction, CameraConfig
from app.parser.hints import Commands
from app.parser.options import add_debug, add_format, add_stop_after


def add_camera(commands: Commands) -> None:
    """``camera`` and its actions."""
    camera = commands.add_parser(
        "camera",
        help="install, remove, check or try the virtual camera",
        description="The virtual camera: install, remove, check or try it.",
    )
    actions = camera.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action, does in (
        (CameraAction.INSTALL, "make it, now and after each restart"),
        (CameraAction.REMOVE, "undo what install did"),
    ):
        change = actions.add_parser(action.value, help=does)
        change.add_argument("--dry-run", action="store_true", help="only say what would be done")
    actions.add_parser(CameraAction.STATUS.value, help="say whether it is there, and what is missing")
    test = actions.add_parser(CameraAction.TEST.value, help="show colour bars in it")
    default = CameraConfig(CameraAction.TEST)
    add_format(test, default.size, default.fps)
    add_stop_after(test)
    for action_parser in actions.choices.values():
        add_debug(action_parser)
