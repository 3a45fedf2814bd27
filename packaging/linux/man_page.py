"""Writes the manual page out of the command line's own parser, so that the two cannot differ.

python packaging/linux/man_page.py > liveportrait-cam.1
"""

from __future__ import annotations

import argparse
import re
import textwrap
from collections.abc import Iterator
from typing import Final

from app.parser import PROGRAM, make_parser

_WORDS: Final = (
    "LivePortrait Cam watches your face through the webcam, moves a portrait the way you move, and hands the "
    "result to meeting programs as a camera called 'LivePortrait Cam'. The picture that is sent is drawn "
    "from the portrait; camera pixels never reach an output."
)
_FILES: Final = (
    ("~/.config/liveportrait-cam", "settings and presets"),
    ("~/.local/share/liveportrait-cam/portraits", "the gallery's own copies"),
    ("~/.cache/liveportrait-cam/models", "weights that were fetched"),
    ("~/.local/state/liveportrait-cam/log", "a log for each of the last starts"),
    (
        "/etc/modprobe.d/liveportrait-cam.conf, /etc/modules-load.d/liveportrait-cam.conf",
        "make the virtual camera when the machine starts",
    ),
)
_VARIABLES: Final = (
    ("LIVEPORTRAIT_CAM_MODELS", "moves the folder of weights"),
    ("NO_COLOR", "leaves colours out"),
)
_FIRST_WORD: Final = re.compile(r"[a-z]+(?= |$)")
_WIDTH: Final = 78
_STATUS: Final = (
    ("0", "all went well"),
    ("1", "it could not be done; standard error says what, why and what to do"),
    ("2", "the command line is wrong"),
)


def man_page(version: str, date: str) -> str:
    """The page in man(7)'s language.

    Args:
        version: The program's version.
        date: When it came out, as in 2026-11-20.
    """
    parser = make_parser()
    return "\n".join(
        [
            f'.TH LIVEPORTRAIT-CAM 1 "{date}" "LivePortrait Cam {_plain(version)}" "User Commands"',
            *_section("NAME"),
            f"{_plain(PROGRAM)} \\- be a portrait in your next call",
            *_section("SYNOPSIS"),
            f".B {_plain(PROGRAM)}",
            "[\\fIOPTION\\fR] [\\fICOMMAND\\fR [\\fIOPTION\\fR]...]",
            *_section("DESCRIPTION"),
            _sentence(_WORDS),
            ".PP",
            "Without a command the window opens.",
            *_section("OPTIONS"),
            ".TP",
            "\\fB\\-h\\fR, \\fB\\-\\-help\\fR",
            "Show the options of the program, or of the command before it.",
            *_options(parser),
            *_section("COMMANDS"),
            *_commands(parser, PROGRAM),
            *_section("FILES"),
            *_table(_FILES),
            *_section("ENVIRONMENT"),
            *_table(_VARIABLES),
            *_section("EXIT STATUS"),
            *_table(_STATUS),
            *_section("SEE ALSO"),
            ".BR v4l2\\-ctl (1),",
            ".BR modprobe.d (5),",
            ".BR modules\\-load.d (5)",
            "",
        ]
    )


def _section(title: str) -> Iterator[str]:
    yield f".SH {title}"


def _commands(parser: argparse.ArgumentParser, path: str) -> Iterator[str]:
    """Each command, its options, and the commands below it."""
    for group in _groups(parser):
        helps = {action.dest: action.help or "" for action in group._choices_actions}
        for name, command in group.choices.items():
            yield f'.SS "{_plain(f"{path} {name}")}{_operands(command)}"'
            yield _sentence(command.description or helps.get(name, ""))
            yield from _options(command)
            yield from _commands(command, f"{path} {name}")


def _groups(
    parser: argparse.ArgumentParser,
) -> Iterator[argparse._SubParsersAction[argparse.ArgumentParser]]:
    return (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))


def _operands(parser: argparse.ArgumentParser) -> str:
    words = []
    for action in parser._actions:
        if not action.option_strings:
            name = _plain(str(action.metavar or action.dest))
            words.append(f" [{name}...]" if action.nargs == "*" else f" {name}")
    return "".join(words)


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Options and operands, each with its words; commands have sections of their own."""
    formatter = parser._get_formatter()
    for action in parser._actions:
        if isinstance(action, (argparse._SubParsersAction, argparse._HelpAction)):
            continue
        yield ".TP"
        yield _heads(action)
        yield _sentence(formatter._expand_help(action) if action.help else "")


def _heads(action: argparse.Action) -> str:
    value = _value(action)
    if not action.option_strings:
        return value
    heads = (f"\\fB{_plain(option)}\\fR" for option in action.option_strings)
    return ", ".join(heads) + (f" {value}" if value else "")


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices is not None and action.metavar is None:
        return "|".join(f"\\fI{_plain(str(choice))}\\fR" for choice in action.choices)
    names = action.metavar or action.dest.upper()
    return " ".join(f"\\fI{_plain(name)}\\fR" for name in ((names,) if isinstance(names, str) else names))


def _table(rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, words in rows:
        yield ".TP"
        yield f"\\fI{_plain(name)}\\fR"
        yield _sentence(words)


def _sentence(words: str) -> str:
    """Lines that are none of man's requests, with a full stop at the end."""
    text = " ".join(words.split())
    if not text:
        return "\\&"
    if _FIRST_WORD.match(text):
        text = text[0].upper() + text[1:]
    text += "" if text.endswith((".", "?")) else "."
    lines = textwrap.wrap(_plain(text), _WIDTH, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"\\&{line}" if line[0] in ".'" else line for line in lines)


def _plain(text: str) -> str:
    """Text that comes out as it is, with hyphens that can be copied to a terminal."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("~", "\\(ti").replace("^", "\\(ha")
    return re.sub(r'"', "\\(dq", text)
