"""The stitching and retargeting networks: small perceptrons over keypoints."""

from __future__ import annotations

from itertools import pairwise

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.state_reader import StateDict, StateReader
from app.pipeline.engines.liveportrait.ops.target import Target

STITCHING = (126, 128, 128, 64, 65)
EYES = (66, 256, 256, 128, 128, 64, 63)
LIPS = (65, 128, 128, 64, 63)


class Perceptron:
    """Linear layers with ReLU between them; always in float32, for keypoints need it.

    Args:
        state: State dict of the network, keys ``mlp.0.weight`` and so on.
        name: What to call it in messages.
        widths: Of the input, every layer and the output.
        target: Where it runs.

    Raises:
        StateDictError: The state dict is not this network's.
    """

    def __init__(self, state: StateDict, name: str, widths: tuple[int, ...], target: Target) -> None:
        reader = StateReader(state, name)
        layers = [
            reader.layer(f"mlp.{2 * index}", outputs, inputs)
            for index, (inputs, outputs) in enumerate(pairwise(widths))
        ]
        reader.finish()
        self._layers = [(w.to(target.device, torch.float32), b.to(target.device)) for w, b in layers]

    def __call__(self, x: Tensor) -> Tensor:
        """(N, first width) to (N, last width), float32."""
        *hidden, last = self._layers
        for layer in hidden:
            x = F.relu(F.linear(x, *layer))
        return F.linear(x, *last)
