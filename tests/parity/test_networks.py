from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from app.pipeline.engines.liveportrait.bench.plain import PlainNetworks
from app.pipeline.engines.liveportrait.bench.stand_in import official_shapes
from app.pipeline.engines.liveportrait.networks import Networks
from app.pipeline.engines.liveportrait.networks.generator import Generator
from app.pipeline.engines.liveportrait.networks.warping import WarpingModule
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target
from tests.parity.golden import Golden, load_whole
from tests.parity.reference_run import PARTS, ReferenceRun
from tests.parity.seeded_weights import seeded_arrays

SHARED = Path(__file__).parents[3] / "shared"
TOLERANCE = 1e-4
GIVEN = {
    *(f"keypoints/{name}" for name in ("canonical", "exp_source", "exp_driving", "t_source", "t_driving")),
    *(f"keypoints/pose_{who}_deg_scale" for who in ("source", "driving")),
    *(f"retarget/{part}_ratios" for part in ("eye", "lip")),
}
"""Golden arrays that only go in."""

needs_shared = pytest.mark.skipif(
    not (SHARED / "parity").is_dir(), reason="the reference's whole arrays are not here"
)


@cache
def whole_golden() -> dict[str, Golden]:
    return load_whole(SHARED)


def too_far(computed: Mapping[str, Tensor], golden: Mapping[str, Golden]) -> dict[str, float]:
    errors = {name: golden[name].error(array) for name, array in computed.items()}
    return {name: error for name, error in errors.items() if not error <= TOLERANCE}


def relative_error(computed: Tensor, expected: Tensor) -> float:
    return float((computed.double() - expected.double()).norm() / expected.double().norm())


@pytest.mark.parametrize("part", PARTS)
def test_as_the_reference(part: str, run: ReferenceRun, golden: dict[str, Golden]) -> None:
    assert too_far(run.part(part), golden) == {}


@needs_shared
@pytest.mark.parametrize("part", PARTS)
def test_every_value_as_the_reference(part: str, run: ReferenceRun) -> None:
    assert too_far(run.part(part), whole_golden()) == {}


def test_no_golden_array_is_left_out(run: ReferenceRun, golden: dict[str, Golden]) -> None:
    computed = {name for part in PARTS for name in run.part(part)}
    assert computed | GIVEN == set(golden)


@needs_shared
def test_the_compact_arrays_are_the_references(golden: dict[str, Golden]) -> None:
    for name, whole in whole_golden().items():
        sampled = whole.sampled()
        np.testing.assert_array_equal(golden[name].values, sampled.values)
        assert golden[name].shape == sampled.shape
        assert golden[name].norm == pytest.approx(sampled.norm)


@needs_shared
@pytest.mark.parametrize("module", ["motion_extractor", "spade_generator", "warping_module"])
def test_the_seeded_weights_are_the_references_bit_for_bit(module: str) -> None:
    recipe = importlib.util.spec_from_file_location("seeded", SHARED / "parity" / "seeded.py")
    assert recipe is not None
    assert recipe.loader is not None
    seeded = importlib.util.module_from_spec(recipe)
    recipe.loader.exec_module(seeded)
    shapes = {key: shape for key, shape in official_shapes()[module].items() if np.prod(shape) < 1e6}
    expected, ours = seeded.seeded_state_dict(shapes, 3), seeded_arrays(shapes, 3)
    assert list(ours) == list(expected)
    for key, array in expected.items():
        np.testing.assert_array_equal(ours[key], array, strict=True)


@pytest.mark.parametrize(
    ("dtype", "levels"), [(torch.float16, 0.3), (torch.bfloat16, 2.0)], ids=["float16", "bfloat16"]
)
def test_half_precision_draws_the_same_picture(
    dtype: torch.dtype, levels: float, run: ReferenceRun, weights: dict[str, Any], golden: dict[str, Golden]
) -> None:
    half = ReferenceRun(Networks.from_state_dicts(weights, dtype=dtype), golden)
    error = float((half.picture.float() - run.picture).abs().mean()) * 255
    assert 0 < error <= levels


class GraphicsTarget(Target):
    """The processor, made to compute the way that a GPU would in half precision, but in float32."""

    @property
    def on_cpu(self) -> bool:
        return False

    @property
    def channel_multiple(self) -> int:
        return 8


def test_a_gpus_way_as_the_reference(
    weights: dict[str, Any], run: ReferenceRun, golden: dict[str, Golden]
) -> None:
    target = GraphicsTarget(torch.device("cpu"), torch.float32)
    source, driving = keypoints(golden)
    with torch.inference_mode():
        warping = WarpingModule(weights["warping_module"], target, Scratch())
        warped = warping(warping.prepare(run.feature, source), driving)
        generator = Generator(weights["spade_generator"], target, Scratch())
        picture = generator(run.warped.out)
    computed = {
        "warping/out": warped.out,
        "warping/deformation": warped.deformation,
        "warping/occlusion_map": warped.occlusion_map,
        "generator/out": picture,
    }
    assert too_far(computed, golden) == {}


@pytest.fixture(scope="module")
def other_picture(
    other_networks: Networks, run: ReferenceRun, golden: dict[str, Golden]
) -> tuple[Tensor, Tensor]:
    """What W and G give with the weights of the other seed, for the same features and keypoints."""
    return drawn(other_networks, run.feature, golden)


def keypoints(golden: dict[str, Golden]) -> tuple[Tensor, Tensor]:
    """The portrait's and the driver's, (1, 21, 3) each."""
    source, driving = (torch.from_numpy(golden[f"keypoints/x_{who}"].array) for who in ("source", "driving"))
    return source, driving


def drawn(networks: Networks, feature: Tensor, golden: dict[str, Golden]) -> tuple[Tensor, Tensor]:
    warped = networks.warp(feature, *keypoints(golden))
    return warped.out, networks.generate(warped.out)


def test_with_other_weights_as_the_plain_networks(
    other_weights: dict[str, Any],
    other_picture: tuple[Tensor, Tensor],
    run: ReferenceRun,
    golden: dict[str, Golden],
) -> None:
    plain = PlainNetworks(other_weights["warping_module"], other_weights["spade_generator"])
    with torch.inference_mode():
        warped = plain.warp(run.feature, *keypoints(golden))["out"]
        picture = plain.generate(warped)
    assert relative_error(other_picture[0], warped) <= TOLERANCE
    assert relative_error(other_picture[1], picture) <= TOLERANCE


def test_two_threads_do_not_disturb_each_other(
    networks: Networks,
    other_networks: Networks,
    other_picture: tuple[Tensor, Tensor],
    run: ReferenceRun,
    golden: dict[str, Golden],
) -> None:
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(drawn, networks, run.feature, golden)
        second = pool.submit(drawn, other_networks, run.feature, golden)
    assert relative_error(first.result()[0], run.warped.out) <= 1e-6
    assert relative_error(first.result()[1], run.picture) <= 1e-6
    assert relative_error(second.result()[0], other_picture[0]) <= 1e-6
    assert relative_error(second.result()[1], other_picture[1]) <= 1e-6
