"""Reads a checkpoint key by key, strictly, and folds what inference does not need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import torch
from torch import Tensor

StateDict: TypeAlias = Mapping[str, Tensor]

_EPSILON = 1e-5
"""Of every batch norm."""


class StateDictError(ValueError):
    """A checkpoint is not the network's: a key is missing, left over or of another shape."""


class StateReader:
    """Hands out the tensors of one module's state dict and sees to it that all of them are used.

    Args:
        state: Official keys and tensors.
        module: The module's name, for messages.
    """

    def __init__(self, state: StateDict, module: str) -> None:
        self._state = state
        self._module = module
        self._unused = set(state)

    def tensor(self, key: str, *shape: int) -> Tensor:
        """A tensor in float32.

        Raises:
            StateDictError: It is missing, or not of the shape.
        """
        if key not in self._state:
            raise StateDictError(f"{self._module}: the key '{key}' is missing")
        tensor = self._state[key]
        if tuple(tensor.shape) != shape:
            raise StateDictError(
                f"{self._module}: '{key}' has the shape {list(tensor.shape)} instead of {list(shape)}"
            )
        self._unused.discard(key)
        return tensor.detach().to("cpu", torch.float32)

    def layer(self, name: str, *shape: int) -> tuple[Tensor, Tensor]:
        """Weight of the shape, and bias, of a convolution or linear layer."""
        return self.tensor(f"{name}.weight", *shape), self.tensor(f"{name}.bias", shape[0])

    def spectral_layer(self, name: str, *shape: int, bias: bool = True) -> tuple[Tensor, Tensor]:
        """The same for a layer under spectral norm, divided by its norm ``u . (W v)``."""
        weight = self.tensor(f"{name}.weight_orig", *shape).double()
        u = self.tensor(f"{name}.weight_u", shape[0]).double()
        v = self.tensor(f"{name}.weight_v", weight[0].numel()).double()
        folded = weight / (u @ (weight.flatten(1) @ v))
        offset = self.tensor(f"{name}.bias", shape[0]) if bias else torch.zeros(shape[0])
        return folded.float(), offset

    def affine(self, name: str, channels: int) -> tuple[Tensor, Tensor]:
        """A batch norm in inference: scale and shift of every channel, float64."""
        weight, bias, mean, variance = (
            self.tensor(f"{name}.{part}", channels).double()
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        self.tensor(f"{name}.num_batches_tracked")
        scale = weight / torch.sqrt(variance + _EPSILON)
        return scale, bias - mean * scale

    def normalized_layer(self, layer: str, norm: str, *shape: int) -> tuple[Tensor, Tensor]:
        """A layer with the batch norm that follows it folded in."""
        weight, bias = self.layer(layer, *shape)
        scale, shift = self.affine(norm, shape[0])
        folded = weight.double() * scale.view(-1, *[1] * (weight.ndim - 1))
        return folded.float(), (bias.double() * scale + shift).float()

    def finish(self) -> None:
        """Raises ``StateDictError`` if a key was not asked for."""
        if self._unused:
            extra = ", ".join(f"'{key}'" for key in sorted(self._unused)[:3])
            raise StateDictError(f"{self._module}: {len(self._unused)} keys are not the network's: {extra}")
