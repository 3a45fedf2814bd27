from __future__ import annotations

import json
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.weights.tensor_file import from_bytes, to_bytes
from app.pipeline.weights.tensors import BadTensorsError

SOURCE = "ab" * 32
TENSORS = {
    "a.weight": torch.arange(6.0).reshape(2, 3),
    "b": torch.ones(2, dtype=torch.bfloat16),
    "n": torch.tensor(7),
}
GOOD = to_bytes(TENSORS, SOURCE)


def _with_header(header: object, body: bytes = b"\0" * 16) -> bytes:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + body


def _tensor(start: int, end: int, shape: list[int], dtype: str = "F32") -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


META = {"__metadata__": {"source_sha256": SOURCE}}


def test_tensors_come_back_as_they_went() -> None:
    read = from_bytes(GOOD, SOURCE)
    assert read.keys() == TENSORS.keys()
    assert all(
        torch.equal(read[key], TENSORS[key]) and read[key].dtype == TENSORS[key].dtype for key in TENSORS
    )


def test_a_file_made_from_another_is_refused() -> None:
    with pytest.raises(BadTensorsError, match="another file"):
        from_bytes(GOOD, "cd" * 32)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 7,
        b"\xff" * 8,
        (2**63 - 1).to_bytes(8, "little") + b"{}",
        (1_000_001).to_bytes(8, "little") + b" " * 1_000_100,
        _with_header(b"\xff\xfe"),
        _with_header(b"[" * 100_000),
        _with_header([]),
        _with_header({}),
        _with_header({"__metadata__": 3}),
        _with_header(META),
        _with_header(META, b""),
        _with_header(META | {"a": _tensor(0, 16, [4]), "b": _tensor(0, 16, [4])}),
        _with_header(META | {"a": _tensor(0, 8, [2]), "b": _tensor(4, 16, [3])}),
        _with_header(META | {"a": _tensor(0, 8, [2])}),
        _with_header(META | {"a": _tensor(0, 1 << 40, [1 << 38])}),
        _with_header(META | {"a": _tensor(0, 16, [1 << 62, 1 << 62])}),
        _with_header(META | {"a": _tensor(-16, 0, [4])}),
        _with_header(META | {"a": _tensor(16, 0, [4])}),
        _with_header(META | {"a": _tensor(0, 16, [5])}),
        _with_header(META | {"a": _tensor(0, 16, [4], "PICKLE")}),
        _with_header(META | {"a": _tensor(0, 16, [2], "F64")}),
        _with_header(META | {"a/b": _tensor(0, 16, [4])}),
        _with_header(META | {"a": _tensor(0, 16, [4])}, b"\xff" * 16),
        GOOD[:-1],
        GOOD + b"x",
    ],
)
def test_lies_are_refused(data: bytes) -> None:
    with pytest.raises(BadTensorsError):
        from_bytes(data, SOURCE)


@given(st.data())
@settings(max_examples=150)
def test_damage_is_refused_or_harmless_but_never_a_crash(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    start = data.draw(st.integers(0, len(content)))
    content[start : start + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    try:
        read = from_bytes(bytes(content), SOURCE)
    except BadTensorsError:
        return
    assert all(bool(torch.isfinite(one).all()) for one in read.values())
