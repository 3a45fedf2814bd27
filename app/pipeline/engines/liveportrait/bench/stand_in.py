"""Random weights of the official shapes: as much work as the real ones, for machines without them."""

from __future__ import annotations

import json
import math
import zlib
from importlib import resources
from typing import Any

import torch
from torch import Tensor

_GAIN = 1.6
_POWER_STEPS = 12


def official_shapes() -> dict[str, dict[str, list[int]]]:
    """Every key of the official checkpoints and its shape, by module.

    The networks of the stitching file stand under ``stitching_retargeting_module/...``.
    """
    text = resources.files(__package__).joinpath("shapes.json").read_text(encoding="utf-8")
    shapes: dict[str, dict[str, list[int]]] = json.loads(text)
    return shapes


def stand_in_state_dicts(seed: int = 0) -> dict[str, Any]:
    """State dicts for ``Networks.from_state_dicts``, with activations of sensible size."""
    states: dict[str, Any] = {}
    for module, shapes in official_shapes().items():
        state = {key: _tensor(key, shape, seed) for key, shape in shapes.items()}
        for key in [key for key in state if key.endswith("weight_orig")]:
            state[key[: -len("orig")] + "u"], state[key[: -len("orig")] + "v"] = _singular(state[key])
        group, _, member = module.partition("/")
        if member:
            states.setdefault(group, {})[member] = state
        else:
            states[group] = state
    return states


def _tensor(key: str, shape: list[int], seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed << 32 | zlib.crc32(key.encode()))
    name = key.rsplit(".", 1)[-1]
    if name == "num_batches_tracked":
        return torch.zeros(shape, dtype=torch.int64)
    values = torch.randn(shape, generator=generator)
    if name == "running_var":
        return 0.5 + torch.rand(shape, generator=generator)
    if name in ("bias", "beta", "gamma", "running_mean"):
        return 0.1 * values
    if len(shape) == 1:
        return 1 + 0.1 * values
    return values * math.sqrt(_GAIN / math.prod(shape[1:]))


def _singular(weight: Tensor) -> tuple[Tensor, Tensor]:
    """The leading singular vectors that a spectral norm keeps beside its weight."""
    matrix = weight.flatten(1)
    u = torch.ones(matrix.shape[0])
    v = u
    for _ in range(_POWER_STEPS):
        v = torch.nn.functional.normalize(matrix.T @ u, dim=0)
        u = torch.nn.functional.normalize(matrix @ v, dim=0)
    return u, v
