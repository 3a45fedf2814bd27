"""One step on a device, from an array on the host to an array on the host."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Array: TypeAlias = npt.NDArray[Any]

Function: TypeAlias = Callable[[Tensor], Tensor]

_WARM_UPS = 3
"""Runs before a capture, in which the libraries choose their algorithms and allocate."""


class Step(Protocol):
    """Computes a fixed function of one array on a device, and then another that may be exchanged."""

    def then(self, last: Function) -> None:
        """Sets what is done to the result before it leaves the device."""

    def __call__(self, value: Array) -> Array:
        """The result, an array of its own."""


class EagerStep:
    """Runs kernel by kernel; any device.

    Args:
        function: From a tensor on the device to a tensor on it.
        last: See ``Step.then``.
        device: Where it runs.
    """

    def __init__(self, function: Function, last: Function, device: torch.device) -> None:
        self._function = function
        self._last = last
        self._device = device

    def then(self, last: Function) -> None:
        """See ``Step``."""
        self._last = last

    def __call__(self, value: Array) -> Array:
        """See ``Step``."""
        with torch.inference_mode():
            result = self._last(self._function(torch.from_numpy(value).to(self._device)))
            return np.array(result.cpu().numpy())


class CapturedStep:
    """Replays CUDA graphs: no launches, no allocation, one wait for the result.

    Belongs to the thread that makes it. The functions must have fixed shapes, and whatever else
    they read must stay where it is in memory. The second has a graph of its own, so that a new
    portrait costs the capture of the paste alone.

    Args:
        function: From a tensor on the device to a tensor on it.
        last: See ``Step.then``.
        example: An array of the shape and type of all inputs.
        device: A CUDA device.
    """

    def __init__(self, function: Function, last: Function, example: Array, device: torch.device) -> None:
        self._device = device
        self._host_input = torch.from_numpy(example).clone().pin_memory()
        self._done = torch.cuda.Event()
        with torch.inference_mode(), torch.cuda.device(device):
            self._side = torch.cuda.Stream()  # one for good: libraries keep working memory for each
            self._input = self._host_input.to(device)
            self._graph, self._between = _captured(function, self._input, self._side)
        self.then(last)

    def then(self, last: Function) -> None:
        """See ``Step``."""
        with torch.inference_mode(), torch.cuda.device(self._device):
            self._last_graph, self._output = _captured(last, self._between, self._side)
            self._host_output = torch.empty(self._output.shape, dtype=self._output.dtype, pin_memory=True)

    def __call__(self, value: Array) -> Array:
        """See ``Step``."""
        with torch.inference_mode(), torch.cuda.device(self._device):
            self._host_input.numpy()[...] = value
            self._input.copy_(self._host_input, non_blocking=True)
            self._graph.replay()
            self._last_graph.replay()
            self._host_output.copy_(self._output, non_blocking=True)
            self._done.record()
            self._done.synchronize()
        return self._host_output.numpy().copy()


def _captured(
    function: Function, value: Tensor, side: torch.cuda.Stream
) -> tuple[torch.cuda.CUDAGraph, Tensor]:
    """A graph of ``function(value)`` warmed up aside, and the tensor that every replay writes."""
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(_WARM_UPS):
            function(value)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        output = function(value)
    return graph, output
