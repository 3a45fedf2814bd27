"""The work of a frame, counted on fake tensors: they have shapes but no values, so nothing is computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from app.pipeline.engines.liveportrait.bench.inputs import BenchInputs
from app.pipeline.engines.liveportrait.bench.plain import PlainNetworks
from app.pipeline.engines.liveportrait.bench.stand_in import official_shapes
from app.pipeline.engines.liveportrait.bench.work import plain_work, work_on_gpu
from tests.parity.seeded_weights import nested


@pytest.fixture(autouse=True)
def without_values() -> Iterator[None]:
    with FakeTensorMode(allow_non_fake_inputs=True):
        yield


def state_dicts() -> dict[str, Any]:
    return nested(
        {
            module: {key: torch.empty(shape) for key, shape in shapes.items()}
            for module, shapes in official_shapes().items()
        }
    )


def inputs() -> BenchInputs:
    return BenchInputs(
        np.zeros((256, 256, 3), np.uint8),
        torch.empty(1, 32, 16, 64, 64),
        torch.empty(1, 21, 3),
        torch.empty(1, 21, 3),
    )


def test_as_defined_a_frame_is_as_much_work_as_is_known() -> None:
    states = state_dicts()
    work = plain_work(PlainNetworks(states["warping_module"], states["spade_generator"]), inputs())
    assert work.warping == pytest.approx(342.1, abs=0.1)
    assert work.generator == pytest.approx(891.6, abs=0.1)


def test_on_a_gpu_a_frame_is_less_work() -> None:
    assert 0 < work_on_gpu(state_dicts(), inputs()).total <= 1030
