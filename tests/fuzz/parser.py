"""What is tried: a parser, valid inputs to start from, and how they are spoilt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st

from tests.fuzz.mutation import spoilt

Mutate = Callable[[Sequence[bytes]], st.SearchStrategy[bytes]]


class FindingError(Exception):
    """A parser took what it must refuse, or gave what it must not give."""


class Input(bytes):
    """Bytes that a fault's report does not print whole."""

    def __repr__(self) -> str:
        return f"{len(self):,} bytes: {bytes(self[:300])!r}"


@dataclass(frozen=True, slots=True)
class Parser:
    """One parser, as everybody who fuzzes it needs it.

    Attributes:
        name: One word or two.
        seeds: Makes valid inputs, small ones; the same in every process.
        read: Gives an input to the parser, in a folder of its own if it wants a file. Returns whether the
            input was taken; it is refused by the errors that are for people. All others are findings.
        inputs: Strategies beside the usual spoiling, for what this format alone can lie about.
        share: How many inputs it gets in the ordinary tests.
        guided: Whether it is Python code that atheris can look into.
    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[bytes, Path], bool]
    inputs: Callable[[Sequence[bytes]], Sequence[st.SearchStrategy[bytes]]] = field(default=lambda _: ())
    share: int = 60
    guided: bool = True

    def strategy(self) -> st.SearchStrategy[bytes]:
        """Inputs: spoilt seeds, the format's own lies, and seeds that were left alone."""
        seeds = tuple(self.seeds())
        inputs = st.one_of(*self.inputs(seeds), spoilt(seeds), spoilt(seeds), st.sampled_from(seeds))
        return inputs.map(Input)
