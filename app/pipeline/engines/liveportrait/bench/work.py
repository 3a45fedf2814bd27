"""How much work a frame is, and whether doing less of it gives the same picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.bench.flops import count_gflop
from app.pipeline.engines.liveportrait.bench.inputs import BenchInputs
from app.pipeline.engines.liveportrait.bench.plain import PlainNetworks
from app.pipeline.engines.liveportrait.networks import Networks


@dataclass(frozen=True, slots=True)
class Work:
    """GFLOP of one frame, 2 per multiply-add.

    Attributes:
        warping: Of W.
        generator: Of G.
    """

    warping: float
    generator: float

    @property
    def total(self) -> float:
        """Both."""
        return self.warping + self.generator


def plain_work(plain: PlainNetworks, inputs: BenchInputs) -> Work:
    """As defined."""
    warped = plain.warp(inputs.feature, inputs.source, inputs.driving)["out"]
    return Work(
        count_gflop(lambda: plain.warp(inputs.feature, inputs.source, inputs.driving)),
        count_gflop(lambda: plain.generate(warped)),
    )


def work_of(networks: Networks, inputs: BenchInputs) -> Work:
    """As these networks do it; what depends on the portrait alone is not counted."""
    feature, source, driving = (
        value.to(networks.target.device) for value in (inputs.feature, inputs.source, inputs.driving)
    )
    prepared = networks.warping.prepare(feature, source)
    warped = networks.warping(prepared, driving).out
    return Work(
        count_gflop(lambda: networks.warping(prepared, driving)),
        count_gflop(lambda: networks.generator(warped)),
    )


def work_on_gpu(state_dicts: dict[str, Any], inputs: BenchInputs) -> Work:
    """As a GPU would do it in half precision, counted without one."""
    return work_of(Networks.from_state_dicts(state_dicts, device="meta", dtype=torch.float16), inputs)


def plain_image(plain: PlainNetworks, inputs: BenchInputs) -> Tensor:
    """The picture (1, 3, 512, 512) that the definition gives."""
    with torch.inference_mode():
        return plain.generate(plain.warp(inputs.feature, inputs.source, inputs.driving)["out"])


def image_of(networks: Networks, inputs: BenchInputs) -> Tensor:
    """The same by these networks, float32 on the processor."""
    warped = networks.warp(inputs.feature, inputs.source, inputs.driving).out
    return networks.generate(warped).float().cpu()


def relative_error(value: Tensor, wanted: Tensor) -> float:
    """Norm of the difference over the norm."""
    return float((value - wanted).norm() / wanted.norm())


def mean_levels(value: Tensor, wanted: Tensor) -> float:
    """Mean absolute difference in levels of 255."""
    return float((value - wanted).abs().mean()) * 255
