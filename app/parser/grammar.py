"""The parser of all commands together."""

from __future__ import annotations

import argparse

from app.parser.camera import add_camera
from app.parser.hints import Parser
from app.parser.live import add_render, add_run
from app.parser.models import add_models
from app.parser.options import add_debug
from app.parser.pictures import add_edit, add_restore
from app.parser.program import add_app, add_bench, add_demo, add_doctor
from app.parser.sticker import add_sticker
from app.parser.version import PROGRAM, Version

_COMMANDS = (
    add_app,
    add_run,
    add_render,
    add_edit,
    add_restore,
    add_sticker,
    add_demo,
    add_bench,
    add_doctor,
    add_camera,
    add_models,
)
"""In the order of ``--help``."""


def make_parser() -> argparse.ArgumentParser:
    """The parser of every command; ``command`` in its result names the one chosen, ``app`` without one."""
    parser = Parser(prog=PROGRAM, description="Be a portrait in your next call.")
    parser.add_argument("--version", action=Version)
    parser.add_argument("--debug", action="store_true", help="show details and tracebacks")
    parser.set_defaults(start=False, safe_mode=False)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for add_command in _COMMANDS:
        add_command(commands)
    for command in commands.choices.values():
        add_debug(command)
    return parser
