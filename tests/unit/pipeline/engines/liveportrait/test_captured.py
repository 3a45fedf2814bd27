"""What CUDA graphs promise; needs an NVIDIA GPU."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch

from app.pipeline.engines.liveportrait import steps
from app.pipeline.engines.liveportrait.bench.stand_in import stand_in_state_dicts
from app.pipeline.engines.liveportrait.networks import Networks
from app.pipeline.engines.liveportrait.runtime import INPUT_PIXELS, Runtime, RuntimeOptions
from app.pipeline.engines.liveportrait.self_test import draws_pictures, seconds_per_frame
from app.pipeline.portrait.paste_back import PasteBack
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import RGBImage

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no NVIDIA GPU here"),
]

_WORKSPACE = 80 << 20
"""Bytes that libraries may keep for a stream of their own."""

_RANDOM = np.random.default_rng(8)
PLACED = _RANDOM.uniform(-0.5, 0.5, (21, 3)).astype(np.float32)
MOVED = PLACED + _RANDOM.uniform(-0.05, 0.05, (21, 3)).astype(np.float32)
FACES: list[RGBImage] = [
    np.repeat(np.repeat(_RANDOM.integers(0, 256, (16, 16, 3), np.uint8), 16, axis=0), 16, axis=1)
    for _ in range(2)
]
PORTRAIT: RGBImage = _RANDOM.integers(0, 256, (600, 500, 3), np.uint8)
PASTES = [PasteBack(PORTRAIT, FaceCrop((250.0, 280.0), side)) for side in (300.0, 120.0)]


@pytest.fixture(scope="module")
def networks() -> Networks:
    return Networks.from_state_dicts(stand_in_state_dicts(), device="cuda", dtype=torch.float16)


@pytest.fixture
def make(networks: Networks) -> Iterator[Callable[[bool], Runtime]]:
    """Makes runtimes with the first face and paste in place, and closes them."""
    made: list[Runtime] = []

    def runtime(captured: bool) -> Runtime:
        made.append(Runtime(networks, RuntimeOptions(captured=captured)))
        made[-1].set_source(FACES[0], PLACED)
        made[-1].set_paste(PASTES[0].plan, PORTRAIT)
        return made[-1]

    yield runtime
    for one in made:
        one.close()


def assert_alike(a: RGBImage, b: RGBImage) -> None:
    """The same but for the rounding of half precision, in algorithms that may differ."""
    difference = np.abs(a.astype(int) - b)
    assert difference.mean() <= 0.5
    assert difference.max() <= 16


def test_a_captured_frame_is_the_eager_one(make: Callable[[bool], Runtime]) -> None:
    captured, eager = make(True), make(False)
    for keypoints in (PLACED, MOVED, PLACED):
        assert_alike(captured.draw(keypoints), eager.draw(keypoints))
    for face in FACES:
        seen, expected = captured.read(face), eager.read(face)
        np.testing.assert_allclose(seen.exp, expected.exp, rtol=0.02, atol=0.02)
        np.testing.assert_allclose(seen.kp, expected.kp, rtol=0.02, atol=0.02)


def test_another_portrait_captures_its_paste_alone(
    make: Callable[[bool], Runtime], monkeypatch: pytest.MonkeyPatch
) -> None:
    captured, eager = make(True), make(False)
    before = captured.draw(MOVED)
    graphs: list[object] = []
    capture = steps._captured

    def counted(
        function: steps.Function, value: torch.Tensor, side: torch.cuda.Stream
    ) -> tuple[torch.cuda.CUDAGraph, torch.Tensor]:
        graphs.append(function)
        return capture(function, value, side)

    monkeypatch.setattr(steps, "_captured", counted)
    for runtime in (captured, eager):
        runtime.set_source(FACES[1], MOVED)
        runtime.set_paste(PASTES[1].plan, PORTRAIT)
    after = captured.draw(PLACED)
    assert len(graphs) == 1
    assert after.shape != before.shape
    assert_alike(after, eager.draw(PLACED))


def test_frames_allocate_nothing_on_the_gpu(make: Callable[[bool], Runtime]) -> None:
    runtime = make(True)
    runtime.draw(PLACED)
    runtime.read(FACES[0])
    torch.cuda.synchronize()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    requests = torch.cuda.memory_stats()["allocation.all.allocated"]
    for _ in range(100):
        runtime.draw(MOVED)
        runtime.read(FACES[1])
    assert torch.cuda.memory_allocated() == before
    assert torch.cuda.max_memory_allocated() == before
    assert torch.cuda.memory_stats()["allocation.all.allocated"] == requests


def test_changing_portraits_does_not_pile_up_memory(make: Callable[[bool], Runtime]) -> None:
    runtime = make(True)

    def change(number: int) -> int:
        runtime.set_source(FACES[number % 2], PLACED)
        runtime.set_paste(PASTES[number % 2].plan, PORTRAIT)
        runtime.draw(MOVED)
        torch.cuda.synchronize()
        return torch.cuda.memory_allocated()

    used = [change(number) for number in range(12)]
    assert max(used[10:]) <= max(used[2:4]) + _WORKSPACE


def test_a_frame_is_not_overwritten_by_the_next(make: Callable[[bool], Runtime]) -> None:
    runtime = make(True)
    first = runtime.draw(PLACED)
    kept = first.copy()
    second = runtime.draw(MOVED)
    assert not np.shares_memory(first, second)
    np.testing.assert_array_equal(first, kept)
    assert not np.array_equal(first, second)
    reading = runtime.read(FACES[0])
    expression = reading.exp.copy()
    runtime.read(FACES[1])
    np.testing.assert_array_equal(reading.exp, expression)


def test_closing_gives_the_memory_back(make: Callable[[bool], Runtime]) -> None:
    before = torch.cuda.memory_allocated()
    runtime = make(True)
    runtime.draw(PLACED)
    assert torch.cuda.memory_allocated() > before + _WORKSPACE
    runtime.close()
    assert torch.cuda.memory_allocated() <= before + _WORKSPACE


def test_the_self_test_passes_and_gives_a_time(networks: Networks) -> None:
    assert draws_pictures(networks)
    assert 0 < seconds_per_frame(networks) < 1


def test_pictures_are_of_the_right_size(make: Callable[[bool], Runtime]) -> None:
    runtime = make(True)
    plan = PASTES[0].plan
    assert runtime.draw(PLACED).shape == (*plan.mask.shape, 3)
    runtime.set_paste(None, None)
    assert runtime.draw(PLACED).shape == (512, 512, 3)
    assert FACES[0].shape == (INPUT_PIXELS, INPUT_PIXELS, 3)
