from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.pipeline.clock import ManualClock
from app.pipeline.sinks.devices import VirtualCameraDevice
from app.pipeline.sources import device_watch
from app.pipeline.sources.device_watch import DevicesSnapshot, DeviceWatch
from app.pipeline.sources.devices import CameraDevice

WEBCAM = CameraDevice(0, "Webcam", "/dev/video0", 200, "/dev/video0")
OURS = VirtualCameraDevice("vcam", "LivePortrait Cam", True)


class Machine:
    """Devices that come and go, counting how often they are listed."""

    def __init__(self) -> None:
        self.cameras: list[CameraDevice] = [WEBCAM]
        self.error: Exception | None = None
        self.mark: object = 1
        self.listed = 0
        self.cpu = 0.0
        self.cost = 0.0

    def list_cameras(self) -> list[CameraDevice]:
        self.listed += 1
        self.cpu += self.cost
        if self.error is not None:
            raise self.error
        return list(self.cameras)

    def watch(self, **options: Any) -> DeviceWatch:
        return DeviceWatch(
            self.list_cameras, lambda: [OURS], mark=lambda: self.mark, cpu_time=lambda: self.cpu, **options
        )


@pytest.fixture
def machine() -> Machine:
    return Machine()


def test_before_the_first_look_there_is_nothing(machine: Machine) -> None:
    assert machine.watch().snapshot() == DevicesSnapshot()
    assert machine.listed == 0


def test_nothing_is_listed_while_nothing_changed(machine: Machine) -> None:
    watch = machine.watch()
    for _ in range(5):
        assert watch.look() == 2.0
    assert machine.listed == 1
    assert watch.snapshot() == DevicesSnapshot((WEBCAM,), (OURS,), 1)


def test_the_serial_counts_changes_only(machine: Machine) -> None:
    watch = machine.watch()
    watch.look()
    machine.mark = 2
    watch.look()
    assert watch.snapshot().serial == 1
    machine.cameras, machine.mark = [], 3
    watch.look()
    assert (watch.snapshot().serial, watch.snapshot().cameras) == (2, ())


def test_a_refresh_lists_although_nothing_seems_to_have_changed(machine: Machine) -> None:
    watch = machine.watch()
    watch.look()
    watch.refresh()
    watch.look()
    assert machine.listed == 2


@pytest.mark.parametrize(("cost", "pause"), [(0.0, 2.0), (0.008, 4.0), (1.0, 10.0)])
def test_where_one_has_to_list_to_know_the_pauses_follow_the_cost(
    machine: Machine, cost: float, pause: float
) -> None:
    machine.mark, machine.cost = None, cost
    watch = machine.watch()
    assert [watch.look() for _ in range(3)] == pytest.approx([pause] * 3)
    assert machine.listed == 3


def test_a_failing_list_leaves_the_last_one_and_is_logged_once(
    machine: Machine, caplog: pytest.LogCaptureFixture
) -> None:
    watch = machine.watch()
    watch.look()
    machine.mark, machine.error = None, OSError("driver")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            watch.look()
    assert watch.snapshot() == DevicesSnapshot((WEBCAM,), (OURS,), 1)
    assert len(caplog.records) == 1


@pytest.fixture
def driver() -> Iterator[threading.Event]:
    """Lets a hanging driver return; always set in the end."""
    proceed = threading.Event()
    yield proceed
    proceed.set()


def test_a_driver_that_hangs_hangs_nobody_else(
    driver: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()

    def hang() -> list[CameraDevice]:
        asked.set()
        driver.wait(10)
        return [WEBCAM]

    watch = DeviceWatch(hang, lambda: [OURS], mark=lambda: 1)
    watch.start()
    assert asked.wait(10)
    assert watch.snapshot().serial == 0
    watch.refresh()
    with monkeypatch.context() as patched:
        patched.setattr(device_watch, "_JOIN_LIMIT_S", 0.0)
        assert not watch.close()
    driver.set()
    assert watch.close()
    assert watch.snapshot().serial == 1


def test_the_thread_looks_again_and_again_until_closed() -> None:
    looks = threading.Semaphore(0)
    clock = ManualClock()

    def mark() -> object:
        looks.release()
        return 1

    watch = DeviceWatch(lambda: [WEBCAM], lambda: [OURS], mark=mark, clock=clock)
    watch.start()
    assert all(looks.acquire(timeout=10) for _ in range(3))
    assert watch.close()
    assert watch.close()
    assert clock.now() >= 4.0


def test_closing_what_was_never_started(machine: Machine) -> None:
    close: Callable[[], bool] = machine.watch().close
    assert close()
