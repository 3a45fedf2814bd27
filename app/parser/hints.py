"""A command line that says which option an unknown one may be meant to be."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn, TypeAlias, cast

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
"""What ``add_subparsers`` returns, for which argparse has no public name."""


class Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` with short errors that help."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As the base class does."""
        parsed, unknown = self.parse_known_args(args, namespace)
        if unknown:
            command = self._chosen(parsed.command)
            command.error(f"unrecognized arguments: {' '.join(unknown)}{command.meant(unknown)}")
        return parsed

    def meant(self, unknown: Sequence[str]) -> str:
        """A question for the first of the unknown arguments that looks like an option, or nothing."""
        for text in unknown:
            close = get_close_matches(text.partition("=")[0], self._option_string_actions, 1)
            if close and text.startswith("-"):
                return f" (did you mean {close[0]}?)"
        return ""

    def error(self, message: str) -> NoReturn:
        """One line instead of all the options there are."""
        self.exit(2, f"{self.prog}: error: {message}\nAll options: {self.prog} --help\n")

    def _chosen(self, command: str | None) -> Parser:
        for action in self._actions:
            if isinstance(action, argparse._SubParsersAction) and command in action.choices:
                return cast(Parser, action.choices[command])
        return self
