"""Reads the official checkpoints: pickles, so only ever through torch's restricted loader."""

from __future__ import annotations

import io
import warnings

import torch

from app.pipeline.weights.manifest import Network
from app.pipeline.weights.tensors import BadTensorsError, checked_state_dict

GROUPS = ("retarget_shoulder", "retarget_eye", "retarget_mouth")
"""The three networks in the stitching file."""

_PARALLEL = "module."
"""Prefix left by the wrapper in which the stitching networks were trained."""


def read_checkpoint(data: bytes, network: Network) -> dict[str, torch.Tensor]:
    """The tensors of an official checkpoint, under flat keys.

    The stitching file's three networks become ``retarget_shoulder.*``, ``retarget_eye.*`` and
    ``retarget_mouth.*``; other keys stay as they are.

    Args:
        data: The file's bytes, already known by their hash.
        network: What it should hold.

    Raises:
        BadTensorsError: It holds something else. No code in it is run.
    """
    values = _unpickle(data)
    if network is Network.STITCHING:
        values = _flattened(values)
    return checked_state_dict(values, most_bytes=len(data))


def _unpickle(data: bytes) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old checkpoints make torch talk about its own storage types
            return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a damaged archive or a hostile pickle makes torch raise
        raise BadTensorsError("torch's safe loader refuses it") from error


def _flattened(values: object) -> object:
    """The official file is larger than its three networks: what else it holds is left out."""
    if not isinstance(values, dict) or not set(GROUPS) <= set(values):
        raise BadTensorsError(f"it does not hold {', '.join(GROUPS)}")
    flat: dict[str, object] = {}
    for group in GROUPS:
        members = values[group]
        if not isinstance(members, dict) or not all(isinstance(key, str) for key in members):
            raise BadTensorsError(f"'{group}' is not a state dict")
        for key, value in members.items():
            flat[f"{group}.{key.removeprefix(_PARALLEL)}"] = value
    return flat
