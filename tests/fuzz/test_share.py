"""A share of the fuzzing, the same every time; ``make fuzz`` does all of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.parser import FindingError, Parser
from tests.fuzz.parsers import PARSERS
from tests.fuzz.trial import attempt


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_hostile_inputs_are_read_or_refused_in_words(parser: Parser, tmp_path: Path) -> None:
    @settings(
        max_examples=parser.share,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(parser.strategy())
    def tried(data: bytes) -> None:
        attempt(parser, data, tmp_path)

    tried()


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
def test_what_is_sound_is_taken(parser: Parser, tmp_path: Path) -> None:
    """Else spoiling it would show nothing."""
    assert parser.read(parser.seeds()[0], tmp_path) is True


def _careless(data: bytes, folder: Path) -> bool:
    if data.startswith(b"x"):
        (folder.parent / "elsewhere").write_bytes(data)
    if data.startswith(b"y"):
        raise KeyError("y")
    return True


@pytest.mark.parametrize(("data", "error"), [(b"x", FindingError), (b"y", KeyError)])
def test_a_careless_parser_is_found_out(data: bytes, error: type[Exception], tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    parser = Parser("careless", lambda: [b"good"], _careless)
    attempt(parser, b"good", folder)
    with pytest.raises(error):
        attempt(parser, data, folder)


@given(data=st.data())
@settings(max_examples=20)
def test_spoiling_spoils(data: st.DataObject) -> None:
    parser = Parser("any", lambda: [b"seed" * 10], _careless)
    assert isinstance(data.draw(parser.strategy()), bytes)
