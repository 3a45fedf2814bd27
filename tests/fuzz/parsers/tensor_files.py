"""The form in which networks are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from hypothesis import strategies as st

from app.pipeline.weights.tensor_file import from_bytes, to_bytes
from app.pipeline.weights.tensors import BadTensorsError
from tests.fuzz.parser import FindingError, Parser
from tests.fuzz.parsers.tensor_headers import changed_headers

_SOURCE = "ab" * 32


def seeds() -> list[bytes]:
    """Two small networks."""
    figures = {"first.weight": torch.arange(12.0).reshape(3, 4), "first.bias": torch.ones(3)}
    return [to_bytes(figures, _SOURCE), to_bytes({"count": torch.tensor(3)}, _SOURCE)]


def read(data: bytes, _: Path) -> bool:
    try:
        values = from_bytes(data, _SOURCE)
    except BadTensorsError:
        return False
    if sum(one.numel() * one.element_size() for one in values.values()) > len(data):
        raise FindingError("more figures than the file has bytes")
    return True


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    return (changed_headers(files), changed_headers(files))


PARSER = Parser("weights", seeds, read, _inputs, guided=False)
