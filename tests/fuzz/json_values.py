"""JSON with values exchanged for others, and JSON that is none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

_ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        False,
        -1,
        0,
        2,
        10**30,
        1e308,
        -0.0,
        "",
        "\0",
        "\ud800",
        "../../x",
        "a\nb",
        [],
        {},
        [[]],
        "x" * 5_000,
    ]
)
_values = st.recursive(
    _ODD | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_NO_JSON = st.sampled_from(
    [b"[" * 200_000, b'{"a":' * 50_000, b"9" * 100_000, b"1e999", b"NaN", b"\xff\xfe{}", b"\xef\xbb\xbf{}"]
)


@st.composite
def changed_json(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """A seed with one to three of its values, however deep, set to something else."""
    if draw(st.integers(0, 9)) == 0:
        return draw(_NO_JSON)
    content = json.loads(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 3))):
        content = _changed(draw, content)
    return json.dumps(content).encode()


def _changed(draw: st.DrawFn, content: Any) -> Any:
    keys: list[Any] = []
    if isinstance(content, dict):
        keys = sorted(content)
    elif isinstance(content, list):
        keys = list(range(len(content)))
    if not keys or draw(st.integers(0, 7)) == 0:
        return deepcopy(draw(_values))  # or the next change would change the strategy
    key = draw(st.sampled_from(keys))
    content[key] = _changed(draw, content[key])
    return content
