"""A convolution as the networks see it, and the choice of how it is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol, TypeAlias

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target
from app.pipeline.engines.liveportrait.ops.volume import stack_depth, stacked_kernel
from app.pipeline.engines.liveportrait.ops.winograd import WinogradConvolution

Activation: TypeAlias = Callable[[Tensor], Tensor]
"""Changes a tensor in place and returns it."""

Band: TypeAlias = tuple[slice, Tensor]
"""Rows of a map and what a convolution gives there: (1, O, rows, W), valid until the next band."""


class Convolution(Protocol):
    """A convolution with bias that keeps the size of a map, and an activation after it."""

    def __call__(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, O, H, W), channels_last, a fresh tensor."""

    def bands(self, x: Tensor) -> Iterator[Band]:
        """The same for one map (1, C, H, W), some rows at a time.

        What follows a convolution element by element is done on a band while the band is still
        in the processor's cache. A GPU gets the whole map as one band.
        """


class VolumeConvolution(Protocol):
    """A 3 x 3 x 3 convolution with bias that keeps the size of a volume, and an activation after it."""

    def __call__(self, *parts: Tensor) -> Tensor:
        """(D, C, H, W) -> (D, O, H, W); channels of several parts are concatenated first."""


class DirectConvolution:
    """The library's own convolution.

    Args:
        weight: (O, C, k, k), k odd.
        bias: (O).
        target: Where and how it runs.
        activation: Applied in place to the result.
    """

    _BAND_ELEMENTS = 1 << 20

    def __init__(
        self, weight: Tensor, bias: Tensor, target: Target, activation: Activation | None = None
    ) -> None:
        self._weight = weight.to(target.device, target.dtype).contiguous(memory_format=torch.channels_last)
        self._bias = bias.to(target.device, target.dtype)
        self._reach = weight.shape[-1] // 2
        self._activation = activation
        self._banded = target.on_cpu

    def __call__(self, x: Tensor) -> Tensor:
        """See ``Convolution``."""
        y = F.conv2d(x, self._weight, self._bias, padding=self._reach)
        return self._activation(y) if self._activation else y

    def bands(self, x: Tensor) -> Iterator[Band]:
        """See ``Convolution``."""
        height, width = x.shape[2:]
        rows = height
        if self._banded:
            rows = max(1, min(height, self._BAND_ELEMENTS // (width * self._weight.shape[0])))
        if rows == height:
            yield slice(0, height), self(x)
            return
        reach = self._reach
        padded = F.pad(x, (0, 0, reach, reach)).contiguous(memory_format=torch.channels_last)
        for top in range(0, height, rows):
            bottom = min(top + rows, height)
            part = padded[:, :, top : bottom + 2 * reach]
            y = F.conv2d(part, self._weight, self._bias, padding=(0, reach))
            yield slice(top, bottom), self._activation(y) if self._activation else y


class StackedConvolution:
    """A 3 x 3 x 3 convolution of volumes as a 2-D one over depths joined with their neighbours."""

    def __init__(
        self, weight: Tensor, bias: Tensor, target: Target, activation: Activation | None = None
    ) -> None:
        self._flat = DirectConvolution(stacked_kernel(weight), bias, target, activation)

    def __call__(self, *parts: Tensor) -> Tensor:
        """See ``VolumeConvolution``."""
        return self._flat(stack_depth(*parts))


class WinogradVolumeConvolution:
    """The same by Winograd's algorithm, depth by depth."""

    def __init__(
        self,
        weight: Tensor,
        bias: Tensor,
        target: Target,
        scratch: Scratch,
        activation: Activation | None = None,
    ) -> None:
        self._winograd = WinogradConvolution(weight, bias, target, scratch, activation)

    def __call__(self, *parts: Tensor) -> Tensor:
        """See ``VolumeConvolution``."""
        return self._winograd(torch.cat(parts, dim=1) if len(parts) > 1 else parts[0])


def convolution(
    weight: Tensor,
    bias: Tensor,
    target: Target,
    scratch: Scratch,
    *,
    side: int,
    activation: Activation | None = None,
    delicate: bool = True,
) -> Convolution:
    """The fastest way here to convolve maps of ``side`` x ``side``.

    Args:
        weight: (O, C, k, k) float32.
        bias: (O) float32.
        target: Where and how it runs.
        scratch: Working memory shared by layers of one thread.
        side: Height and width of the maps.
        activation: Applied in place to the result.
        delicate: Whether half precision must not cost more than its own rounding here.
    """
    if _winograd_pays(weight, target, side, _FEW) and not (delicate and target.multiplies_in_half):
        return WinogradConvolution(weight, bias, target, scratch, activation)
    return DirectConvolution(weight, bias, target, activation)


def volume_convolution(
    weight: Tensor,
    bias: Tensor,
    target: Target,
    scratch: Scratch,
    *,
    side: int,
    activation: Activation | None = None,
) -> VolumeConvolution:
    """The fastest way here to convolve volumes of ``side`` x ``side``, weight (O, C, 3, 3, 3)."""
    if _winograd_pays(weight, target, side, _FEW_OF_VOLUME) and not target.multiplies_in_half:
        return WinogradVolumeConvolution(weight, bias, target, scratch, activation)
    return StackedConvolution(weight, bias, target, activation)


_FEW = 96
"""Channels of maps below which transforming costs more than it saves."""

_FEW_OF_VOLUME = 48
"""The same for volumes, where a transformed depth is used three times."""


def _winograd_pays(weight: Tensor, target: Target, side: int, few: int) -> bool:
    fits = weight.shape[-1] == 3 and side % 4 == 0 and side >= 16 and min(weight.shape[:2]) >= few
    return fits and target.on_cpu
