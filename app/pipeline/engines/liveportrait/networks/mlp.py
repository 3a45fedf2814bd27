"""The stitching and retargeting networks: small perceptrons over keypoints."""

from __future__ import annotations

from itertools import pairwise

import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.networks.state_reader import StateDict, StateReader

STITCHING = (126, 128, 128, 64, 65)
EYES = (66, 256, 256, 128, 128, 64, 63)
LIPS = (65, 128, 128, 64, 63)


class Perceptron:
    """Linear layers with ReLU between them.

    Always on the processor and in float32: they are tiny, and the motion logic between reading and
    drawing needs their result there.

    Args:
        state: State dict of the network, keys ``mlp.0.weight`` and so on.
        name: What to call it in messages.
        widths: Of the input, every layer and the output.

    Raises:
        StateDictError: The state dict is not this network's.
    """

    def __init__(self, state: StateDict, name: str, widths: tuple[int, ...]) -> None:
        reader = StateReader(state, name)
        self._layers = [
            reader.layer(f"mlp.{2 * index}", outputs, inputs)
            for index, (inputs, outputs) in enumerate(pairwise(widths))
        ]
        reader.finish()

    def __call__(self, x: Tensor) -> Tensor:
        """(N, first width) to (N, last width), float32."""
        *hidden, last = self._layers
        for layer in hidden:
            x = F.relu(F.linear(x, *layer))
        return F.linear(x, *last)
