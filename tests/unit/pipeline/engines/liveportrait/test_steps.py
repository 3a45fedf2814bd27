from __future__ import annotations

import numpy as np
import torch

from app.pipeline.engines.liveportrait.steps import EagerStep

CPU = torch.device("cpu")


def doubled(value: torch.Tensor) -> torch.Tensor:
    return value * 2


def test_a_step_computes_its_function_and_then_what_follows() -> None:
    step = EagerStep(doubled, torch.neg, CPU)
    value = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.testing.assert_array_equal(step(value), -2 * value)
    step.then(torch.sqrt)
    np.testing.assert_allclose(step(value), np.sqrt(2 * value), rtol=1e-6)


def test_a_result_is_an_array_of_its_own_even_where_the_device_is_the_host() -> None:
    """Neither the input nor a tensor that the function keeps may be handed out."""
    kept = torch.zeros(3)

    def into_kept(value: torch.Tensor) -> torch.Tensor:
        return kept.copy_(value)

    step = EagerStep(into_kept, lambda result: result, CPU)
    value = np.ones(3, np.float32)
    first = step(value)
    second = step(value + 1)
    assert first.tolist() == [1, 1, 1]
    assert second.tolist() == [2, 2, 2]
    first[:] = 9
    assert value.tolist() == [1, 1, 1]
    assert kept.tolist() == [2, 2, 2]


def test_no_gradient_is_kept() -> None:
    weight = torch.ones(3, requires_grad=True)
    seen: list[bool] = []

    def weighted(value: torch.Tensor) -> torch.Tensor:
        result = value * weight
        seen.append(result.requires_grad)
        return result

    EagerStep(weighted, lambda result: result, CPU)(np.ones(3, np.float32))
    assert seen == [False]
