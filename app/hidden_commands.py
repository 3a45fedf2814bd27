"""Commands the program gives itself: a packaged one has no interpreter to start a module with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final


def _camera_process(arguments: Sequence[str]) -> int:
    from app.pipeline.sinks.virtual_camera.process import main

    return main(arguments)


def _camera_helper(arguments: Sequence[str]) -> int:
    from app.commands.camera_helper import main

    return main(arguments)


HIDDEN_COMMANDS: Final[dict[str, Callable[[Sequence[str]], int]]] = {
    "camera-process": _camera_process,
    "camera-helper": _camera_helper,
}


def hidden_command(argv: Sequence[str]) -> int | None:
    """Runs one, if that is what the arguments ask for.

    Returns:
        Its exit status, None if it is none of them.
    """
    command = HIDDEN_COMMANDS.get(argv[0]) if argv else None
    return None if command is None else command(argv[1:])
