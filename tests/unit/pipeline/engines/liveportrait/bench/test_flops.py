from __future__ import annotations

from collections.abc import Callable
from math import log2

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it

from app.pipeline.engines.liveportrait.bench.flops import count_gflop

MAP, KERNEL = torch.zeros(2, 3, 10, 12), torch.zeros(5, 3, 3, 3)
VOLUME, VOLUME_KERNEL = torch.zeros(1, 3, 6, 8, 10), torch.zeros(4, 3, 3, 3, 3)
LEFT, RIGHT, SUM = torch.zeros(7, 5), torch.zeros(5, 11), torch.zeros(7, 11)
LEFTS, RIGHTS, SUMS = torch.zeros(4, 7, 5), torch.zeros(4, 5, 11), torch.zeros(4, 7, 11)
PRODUCT = 2 * 7 * 5 * 11
CUBE = torch.zeros(2, 8, 8, 8)


def _with_out() -> object:
    return torch.bmm(LEFTS, RIGHTS, out=torch.empty(4, 7, 11))


@pytest.mark.parametrize(
    ("step", "flop"),
    [
        (lambda: F.conv2d(MAP, KERNEL, padding=1), 2 * 2 * 10 * 12 * 5 * 3 * 9),
        (lambda: F.conv2d(MAP, KERNEL, stride=2, padding=1), 2 * 2 * 5 * 6 * 5 * 3 * 9),
        (lambda: F.conv2d(MAP, torch.zeros(3, 1, 3, 3), padding=1, groups=3), 2 * 2 * 10 * 12 * 3 * 9),
        (lambda: F.conv3d(VOLUME, VOLUME_KERNEL, padding=1), 2 * 6 * 8 * 10 * 4 * 3 * 27),
        (lambda: LEFT @ RIGHT, PRODUCT),
        (lambda: torch.addmm(SUM, LEFT, RIGHT), PRODUCT),
        (lambda: F.linear(LEFT, RIGHT.T, torch.zeros(11)), PRODUCT),
        (lambda: torch.bmm(LEFTS, RIGHTS), 4 * PRODUCT),
        (_with_out, 4 * PRODUCT),
        (lambda: torch.baddbmm(SUMS, LEFTS, RIGHTS), 4 * PRODUCT),
        (lambda: torch.einsum("bik,bkj->bij", LEFTS, RIGHTS), 4 * PRODUCT),
        (lambda: torch.fft.rfftn(CUBE, dim=(-3, -2, -1)), 2 * 2.5 * 512 * log2(512)),
        (
            lambda: torch.fft.irfftn(torch.fft.rfftn(CUBE, dim=(-3, -2, -1)), dim=(-3, -2, -1)),
            2 * 2 * 2.5 * 512 * log2(512),
        ),
        (lambda: torch.relu(MAP) + 1, 0),
    ],
    ids=[
        "conv2d",
        "strided conv2d",
        "grouped conv2d",
        "conv3d",
        "mm",
        "addmm",
        "linear",
        "bmm",
        "bmm into",
        "baddbmm",
        "einsum",
        "rfftn",
        "rfftn and back",
        "by element",
    ],
)
def test_a_multiply_add_counts_two(step: Callable[[], object], flop: float) -> None:
    assert count_gflop(step) * 1e9 == pytest.approx(flop, rel=1e-6, abs=1e-3)


def test_steps_add_up() -> None:
    def twice() -> None:
        F.conv2d(MAP, KERNEL)
        F.conv2d(MAP, KERNEL)

    assert count_gflop(twice) == pytest.approx(2 * count_gflop(lambda: F.conv2d(MAP, KERNEL)))


def test_it_counts_alike_within_inference_mode() -> None:
    with torch.inference_mode():
        inside = count_gflop(lambda: F.conv2d(MAP, KERNEL))
    assert inside == count_gflop(lambda: F.conv2d(MAP, KERNEL)) > 0


def test_nothing_is_learned_from_a_step() -> None:
    weight = torch.zeros(5, 11, requires_grad=True)
    results = []
    count_gflop(lambda: results.append(LEFT @ weight))
    assert not results[0].requires_grad
