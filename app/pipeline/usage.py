"""What the program costs the machine: processor, memory, graphics card."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psutil

_CHILDREN_EVERY_S = 10.0
"""Finding child processes means looking at every process of the machine."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What this process and its children use.

    Attributes:
        cpu_percent: Processor time since the last reading; 100 is one core kept busy.
        memory_bytes: Resident memory.
        gpu_percent: How busy the graphics card is with all programs, None if unknown.
        gpu_memory_bytes: What PyTorch holds on it for this process, None where it uses none.
    """

    cpu_percent: float
    memory_bytes: int
    gpu_percent: float | None = None
    gpu_memory_bytes: int | None = None


class UsageMeter:
    """Reads usage without waiting; cheap enough for once a second on any thread, one at a time.

    Never imports PyTorch: its figures are there once something else has started CUDA.

    Args:
        now: Monotonic seconds.
        process: The process to look at, this one if None.
    """

    def __init__(
        self, now: Callable[[], float] = time.monotonic, process: psutil.Process | None = None
    ) -> None:
        self._now = now
        self._process = process or psutil.Process()
        self._children: dict[int, psutil.Process] = {}
        self._children_due = now() + _CHILDREN_EVERY_S
        self._gpu_load_known = True
        self._process.cpu_percent()  # from here on

    def read(self) -> Usage:
        """Usage since the last reading."""
        self._find_children()
        cpu, memory = self._process.cpu_percent(), self._process.memory_info().rss
        for child in self._children.values():
            with contextlib.suppress(psutil.Error):  # it may have ended meanwhile
                cpu += child.cpu_percent()
                memory += child.memory_info().rss
        cuda = _running_cuda()
        if cuda is None:
            return Usage(cpu, memory)
        return Usage(cpu, memory, self._gpu_load(cuda), _gpu_memory(cuda))

    def _find_children(self) -> None:
        now = self._now()
        if now < self._children_due:
            return
        self._children_due = now + _CHILDREN_EVERY_S
        with contextlib.suppress(psutil.Error):
            found = {child.pid: child for child in self._process.children(recursive=True)}
            # A known child keeps its object, and with it the time of its last reading.
            self._children = {pid: self._children.get(pid, child) for pid, child in found.items()}

    def _gpu_load(self, cuda: Any) -> float | None:
        if not self._gpu_load_known:
            return None
        try:
            return float(cuda.utilization())
        except (ImportError, RuntimeError, OSError, ValueError, AttributeError):
            self._gpu_load_known = False  # PyTorch asks a library that is not always there
            return None


def _running_cuda() -> Any:
    """``torch.cuda`` once something has started it, else None."""
    cuda = getattr(sys.modules.get("torch"), "cuda", None)
    started = getattr(cuda, "is_initialized", None)
    return cuda if started is not None and started() else None


def _gpu_memory(cuda: Any) -> int | None:
    try:
        return sum(int(cuda.memory_reserved(device)) for device in range(cuda.device_count()))
    except (RuntimeError, ValueError):
        return None
