"""The form in which networks are kept: safetensors, which can hold numbers and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from app.pipeline.weights.tensors import BadTensorsError, checked_state_dict

_LENGTH_BYTES = 8
_HEADER_BYTES = 1_000_000
_SOURCE = "source_sha256"


def to_bytes(tensors: Mapping[str, torch.Tensor], source_sha256: str) -> bytes:
    """Tensors as a safetensors file that names the file they came from."""
    return save(dict(tensors), metadata={"format": "pt", _SOURCE: source_sha256})


def from_bytes(data: bytes, source_sha256: str) -> dict[str, torch.Tensor]:
    """The tensors of a safetensors file.

    Args:
        data: The whole file.
        source_sha256: Hash of the official file it must have been made from.

    Raises:
        BadTensorsError: It is damaged, hostile or made from something else.
    """
    if _source(data) != source_sha256:
        raise BadTensorsError("it was made from another file")
    try:
        values = load(data)
    except (SafetensorError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise BadTensorsError(f"it is not a sound safetensors file ({error})") from error
    return checked_state_dict(values, most_bytes=len(data))


def _source(data: bytes) -> object:
    """What the header says it was made from. Its length is capped before anything parses it."""
    length = int.from_bytes(data[:_LENGTH_BYTES], "little")
    if len(data) < _LENGTH_BYTES or length > min(_HEADER_BYTES, len(data) - _LENGTH_BYTES):
        raise BadTensorsError("its header is longer than it may be")
    try:
        header = json.loads(data[_LENGTH_BYTES : _LENGTH_BYTES + length])
        return header["__metadata__"][_SOURCE]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BadTensorsError("its header is damaged") from error
