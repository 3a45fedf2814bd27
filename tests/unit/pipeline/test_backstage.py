from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import StreamConfig
from app.pipeline import backstage as module
from app.pipeline.backstage import open_backstage
from app.pipeline.sources.device_watch import DeviceWatch
from app.pipeline.studio.fakes import FakeOpeners
from app.pipeline.studio.status import Phase
from app.tuning import Tuning
from tests.unit.pipeline.studio.stage import until


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive(), f"{thread.name} is left"


@pytest.fixture(autouse=True)
def no_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever this machine has."""
    monkeypatch.setattr(module, "DeviceWatch", lambda: DeviceWatch(tuple, tuple))


def test_it_opens_with_nothing_live_and_everything_answering(tmp_path: Path) -> None:
    openers = FakeOpeners()
    backstage = open_backstage(StreamConfig(), Tuning(), tmp_path / "portraits", openers=openers)
    assert backstage.studio.status().phase is Phase.STOPPED
    assert [item.shipped for item in backstage.gallery.items()] == [True, True, True]
    assert backstage.usage.read().memory_bytes > 0
    until(lambda: backstage.devices.snapshot().serial == 1, "the first look at the devices")
    assert openers.cameras == []
    assert openers.outputs == []
    assert backstage.close()


def test_close_ends_every_thread_even_of_a_live_stream_and_may_be_called_twice(tmp_path: Path) -> None:
    openers = FakeOpeners()
    config = StreamConfig(camera="front", size=(16, 12), fps=100.0)
    backstage = open_backstage(config, Tuning(), tmp_path, openers=openers)
    backstage.studio.start()
    until(lambda: backstage.studio.status().phase is Phase.LIVE)
    until(lambda: openers.cameras)
    assert backstage.close()
    assert backstage.close()
    assert openers.cameras[0].closed.is_set()
    assert not {"studio", "thumbnails", "device watch", "capture", "inference", "output"} & {
        thread.name for thread in threading.enumerate()
    }
