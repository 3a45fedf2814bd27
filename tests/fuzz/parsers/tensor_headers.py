"""safetensors files whose header says something else than it should."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

_OFFSETS: Sequence[Any] = ([0, 0], [0, 2**63], [-1, 4], [8, 4], [0, 1], [], "x", [0.5, 4])
_SHAPES: Sequence[Any] = ([], [0], [-1], [2**40, 2**40], [2**63], ["3"], None, [1] * 1_000)
_KINDS = ("F32", "F16", "BF16", "I64", "U8", "BOOL", "F8_E4M3", "O", "", 3, None)


@st.composite
def changed_headers(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """One word in the header of a sound file changed, or the header's length."""
    data = draw(st.sampled_from(seeds))
    (length,) = struct.unpack_from("<Q", data)
    header: dict[str, Any] = json.loads(data[8 : 8 + length])
    content = data[8 + length :]
    name = draw(st.sampled_from(sorted(header)))
    field, values = draw(
        st.sampled_from((("data_offsets", _OFFSETS), ("shape", _SHAPES), ("dtype", _KINDS), ("more", _KINDS)))
    )
    if name != "__metadata__" or draw(st.booleans()):
        header[name][field] = draw(st.sampled_from(values))
    else:
        header[name] = draw(st.sampled_from((None, [], 3, {"source_sha256": 3}, {"a": "b" * 9_000})))
    if draw(st.booleans()):
        header[draw(st.text(max_size=8))] = header[name]
    text = json.dumps(header).encode()
    claimed = draw(st.sampled_from((len(text), len(text), len(text), 0, 2**40, 2**64 - 1, len(text) + 1)))
    return struct.pack("<Q", claimed) + text + content
