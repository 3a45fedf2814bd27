from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest
from man_page import man_page

from app.parser import make_parser
from tests.packaging.tools import check

PAGE = man_page("1.2.3", "2026-11-20")


def _parsers(
    parser: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    yield path, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield from _parsers(command, (*path, name))


def _section(path: tuple[str, ...]) -> str:
    """What the page says of a command, before the next one."""
    title = f'.SS "liveportrait\\-cam {" ".join(path)}' if path else ".SH OPTIONS"
    return PAGE.partition(title)[2].partition("\n.S")[0]


@pytest.mark.parametrize(
    ("path", "parser"), [pytest.param(*one, id=" ".join(one[0])) for one in _parsers(make_parser())]
)
def test_every_option_is_told(path: tuple[str, ...], parser: argparse.ArgumentParser) -> None:
    section = _section(path)
    assert section
    for action in parser._actions:
        for option in action.option_strings:
            told = f"\\fB{option.replace('-', chr(92) + '-')}\\fR"
            assert told in (PAGE if option in ("-h", "--help") else section)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "liveportrait-cam.1"
    path.write_text(PAGE, encoding="utf-8")
    return str(path)


def test_mandoc_finds_no_fault(file: str) -> None:
    assert not check("mandoc", "-T", "lint", file)


def test_groff_finds_no_fault(file: str) -> None:
    assert not check("groff", "-man", "-ww", "-Tutf8", "-z", file)


def test_what_man_would_take_for_requests_is_guarded() -> None:
    requests = {line.split()[0] for line in PAGE.splitlines() if line.startswith((".", "'"))}
    assert requests <= {".TH", ".SH", ".SS", ".TP", ".B", ".BR", ".PP"}
