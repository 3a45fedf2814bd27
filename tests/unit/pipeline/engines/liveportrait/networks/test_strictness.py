"""Checkpoints that are not quite the official ones are turned away, with the name of what is wrong.

The tensors are fake: they have shapes but no values, so that a full-size network is built in no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode

from app.pipeline.engines.liveportrait.bench.stand_in import official_shapes
from app.pipeline.engines.liveportrait.networks import Networks
from app.pipeline.engines.liveportrait.networks.appearance import AppearanceExtractor
from app.pipeline.engines.liveportrait.networks.generator import Generator
from app.pipeline.engines.liveportrait.networks.mlp import EYES, LIPS, STITCHING, Perceptron
from app.pipeline.engines.liveportrait.networks.motion import MotionExtractor
from app.pipeline.engines.liveportrait.networks.state_reader import StateDictError
from app.pipeline.engines.liveportrait.networks.warping import WarpingModule
from app.pipeline.engines.liveportrait.ops.scratch import Scratch
from app.pipeline.engines.liveportrait.ops.target import Target
from tests.parity.seeded_weights import nested

TARGET = Target(torch.device("cpu"), torch.float32)
BUILD: dict[str, Callable[[dict[str, Tensor]], object]] = {
    "appearance_feature_extractor": lambda state: AppearanceExtractor(state, TARGET, Scratch()),
    "motion_extractor": lambda state: MotionExtractor(state, TARGET),
    "warping_module": lambda state: WarpingModule(state, TARGET, Scratch()),
    "spade_generator": lambda state: Generator(state, TARGET, Scratch()),
    "stitching_retargeting_module/retarget_shoulder": lambda state: Perceptron(
        state, "retarget_shoulder", STITCHING
    ),
    "stitching_retargeting_module/retarget_eye": lambda state: Perceptron(state, "retarget_eye", EYES),
    "stitching_retargeting_module/retarget_mouth": lambda state: Perceptron(state, "retarget_mouth", LIPS),
}
MODULES = tuple(BUILD)
a_few = settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)


@pytest.fixture(autouse=True)
def without_values() -> Iterator[None]:
    with FakeTensorMode(allow_non_fake_inputs=True):
        yield


def official(module: str) -> dict[str, Tensor]:
    return {key: torch.empty(shape) for key, shape in official_shapes()[module].items()}


def all_official() -> dict[str, dict[str, Tensor]]:
    return {module: official(module) for module in MODULES}


def refusal(module: str, state: dict[str, Tensor]) -> str:
    with pytest.raises(StateDictError) as caught:
        BUILD[module](state)
    return str(caught.value)


def spoken(module: str) -> str:
    return module.rpartition("/")[2]


def other_shapes(shape: list[int]) -> list[list[int]]:
    longer = [[*shape, 1], [1, *shape]]
    larger = [[*shape[:axis], shape[axis] + 1, *shape[axis + 1 :]] for axis in range(len(shape))]
    turned = [shape[::-1]] if shape != shape[::-1] else []
    return longer + larger + turned


def test_the_official_keys_are_taken() -> None:
    assert set(MODULES) == set(official_shapes())
    Networks.from_state_dicts(nested(all_official()))


@pytest.mark.parametrize("module", MODULES)
def test_the_order_of_keys_does_not_matter(module: str) -> None:
    BUILD[module](dict(reversed(official(module).items())))


@pytest.mark.parametrize("module", MODULES)
@a_few
@given(data=st.data())
def test_a_missing_key_is_named(module: str, data: st.DataObject) -> None:
    state = official(module)
    key = data.draw(st.sampled_from(sorted(state)))
    del state[key]
    message = refusal(module, state)
    assert spoken(module) in message
    assert f"'{key}'" in message


@pytest.mark.parametrize("module", MODULES)
@a_few
@given(key=st.from_regex(re.compile(r"[a-z_]{1,9}(\.[a-z0-9_]{1,9}){0,3}"), fullmatch=True))
def test_an_extra_key_is_named(module: str, key: str) -> None:
    state = official(module)
    assume(key not in state)
    message = refusal(module, {**state, key: torch.empty(3)})
    assert spoken(module) in message
    assert f"'{key}'" in message


@pytest.mark.parametrize("module", MODULES)
@a_few
@given(data=st.data())
def test_a_misshapen_key_is_named_with_both_shapes(module: str, data: st.DataObject) -> None:
    state = official(module)
    key = data.draw(st.sampled_from(sorted(state)))
    right = official_shapes()[module][key]
    wrong = data.draw(st.sampled_from(other_shapes(right)))
    message = refusal(module, {**state, key: torch.empty(wrong)})
    assert spoken(module) in message
    assert f"'{key}' has the shape {wrong} instead of {right}" in message


@pytest.mark.parametrize("module", MODULES)
def test_an_empty_module_is_refused(module: str) -> None:
    assert spoken(module) in refusal(module, {})


def test_a_swapped_module_is_refused() -> None:
    assert "spade_generator" in refusal("spade_generator", official("warping_module"))


@pytest.mark.parametrize("module", MODULES)
def test_a_missing_module_is_named(module: str) -> None:
    states = all_official()
    del states[module]
    with pytest.raises(StateDictError, match=f"'{spoken(module)}'"):
        Networks.from_state_dicts(nested(states))


def test_a_broken_module_is_found_among_all() -> None:
    states = all_official()
    states["appearance_feature_extractor"]["second.weight"] = torch.empty(512, 256, 3, 3)
    with pytest.raises(StateDictError, match=r"appearance_feature_extractor: 'second\.weight'"):
        Networks.from_state_dicts(nested(states))


def test_a_missing_stitching_file_is_named() -> None:
    states: dict[str, Any] = nested(all_official())
    del states["stitching_retargeting_module"]
    with pytest.raises(StateDictError, match="'stitching_retargeting_module'"):
        Networks.from_state_dicts(states)
