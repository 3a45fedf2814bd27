from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest

from app.pipeline.usage import UsageMeter


class FakeProcess:
    def __init__(self, pid: int, cpu: float, rss: int, *, gone: bool = False) -> None:
        self.pid, self._cpu, self._rss, self._gone = pid, cpu, rss, gone
        self.offspring: list[FakeProcess] = []
        self.searches = 0

    def cpu_percent(self) -> float:
        if self._gone:
            raise psutil.NoSuchProcess(self.pid)
        return self._cpu

    def memory_info(self) -> SimpleNamespace:
        return SimpleNamespace(rss=self._rss)

    def children(self, recursive: bool) -> list[FakeProcess]:
        assert recursive
        self.searches += 1
        return self.offspring


class FakeCuda:
    def __init__(self, *, started: bool = True, load: float | Exception = 42.0) -> None:
        self._started, self._load = started, load
        self.asked = 0

    def is_initialized(self) -> bool:
        return self._started

    def utilization(self) -> float:
        self.asked += 1
        if isinstance(self._load, Exception):
            raise self._load
        return self._load

    def device_count(self) -> int:
        return 2

    def memory_reserved(self, device: int) -> int:
        return 1000 + device


def meter(process: FakeProcess, times: Iterator[float] | None = None) -> UsageMeter:
    ticks = times or iter(range(1000))
    return UsageMeter(lambda: float(next(ticks)), cast(Any, process))


def without_torch(monkeypatch: pytest.MonkeyPatch, cuda: object = None) -> None:
    monkeypatch.setitem(sys.modules, "torch", cast(Any, SimpleNamespace(cuda=cuda)))


def test_this_process_has_figures_and_torch_stays_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    usage = UsageMeter().read()
    assert usage.cpu_percent >= 0
    assert usage.memory_bytes > 1_000_000
    assert usage.gpu_percent is None
    assert usage.gpu_memory_bytes is None
    assert "torch" not in sys.modules


def test_children_count_and_are_looked_for_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    without_torch(monkeypatch)
    parent = FakeProcess(1, 30.0, 100)
    parent.offspring = [FakeProcess(2, 12.0, 7), FakeProcess(3, 99.0, 9, gone=True)]
    reader = meter(parent, iter([0.0, 1.0, 11.0, 12.0, 13.0]))
    assert reader.read().cpu_percent == 30.0
    for _ in range(3):
        usage = reader.read()
        assert (usage.cpu_percent, usage.memory_bytes) == (42.0, 107)
    assert parent.searches == 1


def test_the_card_counts_once_cuda_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    without_torch(monkeypatch, FakeCuda())
    usage = meter(FakeProcess(1, 0, 0)).read()
    assert (usage.gpu_percent, usage.gpu_memory_bytes) == (42.0, 2001)


@pytest.mark.parametrize("cuda", [FakeCuda(started=False), None, SimpleNamespace()])
def test_cuda_that_was_not_started_is_left_alone(monkeypatch: pytest.MonkeyPatch, cuda: object) -> None:
    without_torch(monkeypatch, cuda)
    usage = meter(FakeProcess(1, 0, 0)).read()
    assert (usage.gpu_percent, usage.gpu_memory_bytes) == (None, None)


def test_an_unknown_load_is_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda = FakeCuda(load=ModuleNotFoundError("no such library"))
    without_torch(monkeypatch, cuda)
    reader = meter(FakeProcess(1, 0, 0))
    assert [reader.read().gpu_percent for _ in range(3)] == [None] * 3
    assert cuda.asked == 1
