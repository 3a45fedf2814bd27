"""LivePortrait's templates: pickles, also such as would run code."""

from __future__ import annotations

import os
import pickle
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from app.pipeline.motion.restricted_pickle.operations import Operation
from app.pipeline.motion.templates import load_template
from tests.fuzz.parser import Parser
from tests.fuzz.parsers.believable import believable
from tests.unit.pipeline.motion.performances import liveportrait_layout, performance, pickled

_PROTOCOLS = (0, 2, 4, 5)


class _Runs:
    """Pickled as a call of whatever it is told."""

    def __init__(self, what: object, *arguments: object) -> None:
        self._call = (what, arguments)

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return self._call


def seeds() -> list[bytes]:
    """Sound ones of every protocol, as old and new versions write them."""
    return [pickled(liveportrait_layout(performance(2)), protocol) for protocol in _PROTOCOLS]


def read(data: bytes, folder: Path) -> bool:
    path = folder / "dance.pkl"
    path.write_bytes(data)
    return believable(load_template(path))


def _calls(protocol: int) -> list[bytes]:
    calls = (
        _Runs(os.system, "touch evil"),
        _Runs(eval, "1 + 1"),
        _Runs(open, "/etc/passwd"),
        _Runs(__import__, "antigravity"),
        _Runs(bytes, 10**12),
    )
    return [
        pickle.dumps({"n_frames": 1, "motion": [{"exp": call}]}, protocol)
        for call in calls
        if protocol or call
    ]


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    operations = st.lists(
        st.sampled_from([one.value for one in Operation]) | st.binary(max_size=6), max_size=400
    )
    hostile = [call for protocol in (2, 4) for call in _calls(protocol)]
    return (
        operations.map(b"".join),
        st.builds(_spliced, st.sampled_from(files), operations.map(b"".join), st.floats(0, 1)),
        st.sampled_from(hostile),
        st.builds(_spliced, st.sampled_from(files), st.sampled_from(hostile), st.floats(0, 1)),
        st.builds(lambda begin, end, times: begin * times + end * times + b".", *_NESTING),
    )


_NESTING = (
    st.sampled_from((b"]", b"(", b"}X\1\0\0\0a", b"(I1\n", b"]\x94")),
    st.sampled_from((b"", b"a", b"s", b"\x85", b"t", b"0")),
    st.sampled_from((10, 2_000, 50_000)),
)


def _spliced(data: bytes, piece: bytes, share: float) -> bytes:
    at = int(share * len(data))
    return data[:at] + piece + data[at:]


PARSER = Parser("pickled templates", seeds, read, _inputs, share=150)
