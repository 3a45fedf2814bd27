from __future__ import annotations

import weakref
from collections.abc import Callable

import pytest
import torch

from app.errors import EngineError
from app.pipeline.engines.liveportrait.device_errors import DeviceMemoryError, run_on_device


def failing_with(error: Exception) -> Callable[[], None]:
    def action() -> None:
        raise error

    return action


def told(error: Exception) -> EngineError:
    with pytest.raises(EngineError) as caught:
        run_on_device("cannot draw", failing_with(error))
    return caught.value


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("CUDA error: out of memory\nCompile with TORCH_USE_CUDA_DSA"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("MPS backend out of memory (MPS allocated: 8.00 GB)"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 1 bytes."),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: error code 12"),
    ],
    ids=lambda error: str(error)[:30],
)
def test_full_memory_is_known_by_any_of_its_names(error: RuntimeError) -> None:
    ours = told(error)
    assert isinstance(ours, DeviceMemoryError)
    assert ours.what == "cannot draw"
    assert str(error).split("\n")[0] in ours.why
    assert "--engine mesh" in ours.fix


@pytest.mark.parametrize("text", ["CUDA error: an illegal memory access was encountered\nmore", "", "  \n"])
def test_any_other_failure_is_told_in_one_line(text: str) -> None:
    ours = told(RuntimeError(text))
    assert not isinstance(ours, DeviceMemoryError)
    assert "\n" not in str(ours)
    assert ours.why == f"the device failed: {text.strip().split(chr(10))[0] or 'RuntimeError'}"


def test_what_is_not_the_devices_fault_passes() -> None:
    with pytest.raises(ValueError, match="a bug"):
        run_on_device("cannot draw", failing_with(ValueError("a bug")))
    assert run_on_device("cannot draw", lambda: 7) == 7


def test_full_memory_is_known_behind_the_error_that_it_led_to() -> None:
    """As when the capture of a graph runs out of memory and then cannot be ended either."""
    held: list[weakref.ref[torch.Tensor]] = []

    def capture() -> None:
        tensor = torch.zeros(3)
        held.append(weakref.ref(tensor))
        try:
            raise torch.OutOfMemoryError("CUDA out of memory")
        finally:
            raise RuntimeError("operation failed due to a previous error during capture")

    with pytest.raises(DeviceMemoryError, match="previous error during capture"):
        run_on_device("cannot draw", capture)
    assert held[0]() is None
