"""Stand-in weights for every network: random, but the same on every machine.

The reference held exactly these when it computed the golden arrays, so a network that loads them by
their official keys must give those arrays. Each tensor is drawn from a generator of its own, seeded
with the seed and its key, so that no tensor depends on the order of the others.
"""

from __future__ import annotations

import zlib
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.bench.stand_in import official_shapes

Array: TypeAlias = npt.NDArray[Any]
Shapes: TypeAlias = dict[str, list[int]]

_GAIN = 1.6
"""Variance that a layer of random weights gives its output, for inputs of variance 1."""

_POWER_STEPS = 12
"""Of the iteration that finds the spectral norms, which need not have converged."""


def nested(modules: dict[str, dict[str, Tensor]]) -> dict[str, Any]:
    """Modules by their names in ``official_shapes``, as ``Networks.from_state_dicts`` takes them."""
    result: dict[str, Any] = {}
    for name, state in modules.items():
        outer, _, inner = name.partition("/")
        if inner:
            result.setdefault(outer, {})[inner] = state
        else:
            result[outer] = state
    return result


def seeded_state_dicts(seed: int) -> dict[str, Any]:
    """Stand-in weights of all networks, as ``Networks.from_state_dicts`` takes them."""
    return nested(
        {
            module: {key: torch.from_numpy(value) for key, value in seeded_arrays(shapes, seed).items()}
            for module, shapes in official_shapes().items()
        }
    )


def seeded_arrays(shapes: Shapes, seed: int) -> dict[str, Array]:
    """Stand-in weights of one module: float32, but int64 for counters."""
    arrays = {key: _drawn(key, tuple(shape), seed) for key, shape in shapes.items()}
    for key in shapes:
        if key.endswith(".weight_orig"):
            layer = key.removesuffix("_orig")
            arrays[f"{layer}_u"], arrays[f"{layer}_v"] = _singular_vectors(arrays[key], seed)
    return arrays


def _drawn(key: str, shape: tuple[int, ...], seed: int) -> Array:
    draw = np.random.default_rng([seed, zlib.crc32(key.encode())])
    kind = key.rpartition(".")[2]
    if kind == "num_batches_tracked":
        return np.zeros(shape, np.int64)
    if kind == "running_var":
        return draw.uniform(0.5, 1.5, shape).astype(np.float32)
    normal = draw.standard_normal(shape)
    if kind in ("running_mean", "bias", "beta", "gamma"):
        return np.asarray(0.1 * normal, np.float32)
    if len(shape) < 2:  # scale of a norm
        return np.asarray(1.0 + 0.1 * normal, np.float32)
    inputs = int(np.prod(shape[1:]))
    return np.asarray(normal * np.sqrt(_GAIN / inputs), np.float32)


def _singular_vectors(weight: Array, seed: int) -> tuple[Array, Array]:
    """About the leading left and right singular vectors of a weight, by power iteration."""
    matrix = weight.reshape(len(weight), -1).astype(np.float64)
    left = np.random.default_rng([seed, *matrix.shape]).standard_normal(len(matrix))
    right = np.zeros(matrix.shape[1])
    for _ in range(_POWER_STEPS):
        right = matrix.T @ left
        right /= np.linalg.norm(right)
        left = matrix @ right
        left /= np.linalg.norm(left)
    return left.astype(np.float32), right.astype(np.float32)
