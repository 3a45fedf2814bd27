"""The 7 x 7 x 7 convolution that tells which keypoint moves a place, in two ways.

It alone is an eighth of all multiplications of a frame. On a processor the Fourier transform makes
it some thirty times cheaper. A GPU is bound by memory there, so it gets 2-D convolutions: with one
output for each channel and depth tap they fill its matrix units, and taps that would look beyond the
volume are never computed.
"""

from __future__ import annotations

from typing import Protocol

import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target


class VolumeConvolution(Protocol):
    """(D, C, H, W) -> (D, O, H, W) float32, with padding."""

    def __call__(self, x: Tensor) -> Tensor:
        """Convolves."""


def large_kernel_convolution(
    weight: Tensor, bias: Tensor, target: Target, scratch: Scratch
) -> VolumeConvolution:
    """The fastest way here for a weight (O, C, k, k, k) with k odd."""
    if target.on_cpu:
        return FourierConvolution(weight, bias, scratch)
    return TapConvolution(weight, bias, target)


class TapConvolution:
    """One 2-D convolution for all depth taps, whose results are then shifted and added."""

    def __init__(self, weight: Tensor, bias: Tensor, target: Target) -> None:
        outputs, channels, self._taps = weight.shape[:3]
        kernel = weight.permute(2, 0, 1, 3, 4).reshape(self._taps * outputs, channels, *weight.shape[3:])
        self._kernel = kernel.to(target.device, target.dtype).contiguous(memory_format=torch.channels_last)
        self._bias = bias.to(target.device, torch.float32)
        self._outputs = outputs

    def __call__(self, x: Tensor) -> Tensor:
        """See ``VolumeConvolution``; the depth is at least the kernel's."""
        depth, height, width = x.shape[0], *x.shape[2:]
        reach, edge = self._taps // 2, depth - self._taps // 2
        y = self._bias[None, :, None, None].expand(depth, -1, height, width).contiguous()
        whole = self._convolved(x[reach:edge], 0, self._taps)  # D - 2 reach, taps * O, H, W
        for tap, part in enumerate(whole.split(self._outputs, dim=1)):
            start = 2 * reach - tap
            y[start : start + part.shape[0]] += part
        for place in (*range(reach), *range(edge, depth)):
            first, last = max(place + reach + 1 - depth, 0), min(place + reach + 1, self._taps)
            taps = self._convolved(x[place : place + 1], first, last)
            for tap, part in enumerate(taps.split(self._outputs, dim=1), first):
                y[place + reach - tap] += part[0]
        return y

    def _convolved(self, x: Tensor, first: int, last: int) -> Tensor:
        kernel = self._kernel[first * self._outputs : last * self._outputs]
        return F.conv2d(x, kernel, padding=self._taps // 2)


class FourierConvolution:
    """Overlap-save: blocks with the kernel's reach around them are multiplied in frequency space.

    A block of 16 cells a side with 3 around it is transformed as 22 cells; so are the kernels, once.
    """

    _BLOCK = 16

    def __init__(self, weight: Tensor, bias: Tensor, scratch: Scratch) -> None:
        self._scratch = scratch
        self._reach = weight.shape[-1] // 2
        self._side = self._BLOCK + 2 * self._reach
        shape = (self._side,) * 3
        spectrum = torch.fft.rfftn(weight.float(), s=shape).conj()  # conj: correlation, not convolution
        self._spectrum = spectrum.permute(2, 3, 4, 1, 0).flatten(0, 2).contiguous()  # frequencies, C, O
        self._bias = bias.float()

    def __call__(self, x: Tensor) -> Tensor:
        """See ``VolumeConvolution``; depth, height and width are multiples of 16."""
        depth, _, height, width = x.shape
        blocks = [n // self._BLOCK for n in (depth, height, width)]
        product = torch.bmm(self._transformed(x, blocks), self._spectrum)  # frequencies, blocks, O
        half = (*blocks, -1, self._side, self._side, self._side // 2 + 1)
        y = torch.fft.irfftn(product.permute(1, 2, 0).reshape(half), s=(self._side,) * 3, dim=(-3, -2, -1))
        kept: Tensor = y[..., : self._BLOCK, : self._BLOCK, : self._BLOCK]  # blocks (3), O, 16, 16, 16
        kept = kept.permute(0, 4, 3, 1, 5, 2, 6).reshape(depth, -1, height, width)
        return kept + self._bias[None, :, None, None]

    def _transformed(self, x: Tensor, blocks: list[int]) -> Tensor:
        """The spectra of all blocks: (frequencies, blocks, C).

        A row of blocks at a time: larger pieces of memory would go back to the system every time.
        """
        places = self._blocks(x, blocks)  # z, y, x, C, side, side, side
        across = blocks[2]
        shape = (self._spectrum.shape[0], blocks[0] * blocks[1] * across, x.shape[1])
        frequencies = self._scratch.take("fourier frequencies", shape, torch.complex64)
        rows = (row for layer in places for row in layer)  # x, C, side, side, side
        for index, row in enumerate(rows):
            spectrum = torch.fft.rfftn(row, dim=(-3, -2, -1)).flatten(-3)  # x, C, frequencies
            frequencies[:, index * across : (index + 1) * across] = spectrum.permute(2, 0, 1)
        return frequencies

    def _blocks(self, x: Tensor, blocks: list[int]) -> Tensor:
        """Overlapping blocks (z, y, x, C, side, side, side) of the padded volume."""
        reach = self._reach
        depth, channels, height, width = x.shape
        shape = (channels, depth + 2 * reach, height + 2 * reach, width + 2 * reach)
        padded = self._scratch.take("fourier padded", shape).zero_()  # C, D + 6, H + 6, W + 6
        inside = slice(reach, -reach or None)
        padded[:, inside, inside, inside] = x.permute(1, 0, 2, 3)
        channel, z, y, cell = padded.stride()
        step = self._BLOCK
        places = (*blocks, channels, *(self._side,) * 3)
        return padded.as_strided(places, (step * z, step * y, step * cell, channel, z, y, cell))
