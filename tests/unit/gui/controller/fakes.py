"""The pipeline as the controller sees it: what it is told is written down, what it says is set by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np

from app.config import StreamConfig
from app.errors import AppError, PortraitError
from app.facs import ActionUnit
from app.gui.controller.chores import Chores
from app.pipeline.backstage import Backstage
from app.pipeline.metrics import Metrics, MetricsSnapshot
from app.pipeline.portrait.gallery import GalleryItem
from app.pipeline.portrait.library import default_portrait
from app.pipeline.portrait.thumbnail_cache import FaceVerdict
from app.pipeline.portrait.thumbnails import Pictured, Thumbnail
from app.pipeline.programme import OnAir
from app.pipeline.sinks.devices import VirtualCameraDevice
from app.pipeline.sources.device_watch import DevicesSnapshot
from app.pipeline.sources.devices import CameraDevice
from app.pipeline.studio.monitor import DriverLook, MonitorPicture
from app.pipeline.studio.status import Part, Phase, Problem, Saved, StudioStatus
from app.pipeline.types import Frame
from app.pipeline.usage import Usage
from app.tuning import Tuning

IDLE = StudioStatus(Phase.STOPPED, None, OnAir.PORTRAIT, "", (), None, None, (), None)


class FakeStudio:
    """Goes live at once when it is started."""

    def __init__(self) -> None:
        self.now = IDLE
        self.told: list[str] = []
        self.configs: list[StreamConfig] = []
        self.tunings: list[Tuning] = []
        self.recordings: list[Path] = []
        self.pictures: list[Path] = []
        self.retried: list[Part] = []
        self.saved: tuple[Saved, ...] = ()
        self.picture: MonitorPicture | None = None
        self.driver: DriverLook | None = None
        self.frame: Frame | None = None
        self.keeps_frames = False
        self.watches_units = False
        self.action_units: Mapping[ActionUnit, float] | None = None
        self.first_phase = Phase.LIVE

    def status(self) -> StudioStatus:
        return self.now

    def start(self) -> None:
        self.told.append("start")
        self.now = replace(self.now, phase=self.first_phase)

    def stop(self) -> None:
        self.told.append("stop")
        self.now = replace(self.now, phase=Phase.STOPPED, on_air=OnAir.PORTRAIT)

    def show(self, on_air: OnAir) -> None:
        self.told.append(f"show {on_air.value}")
        self.now = replace(self.now, on_air=on_air)

    def recenter(self) -> None:
        self.told.append("recenter")

    def reset_metrics(self) -> None:
        self.told.append("reset")

    def stop_recording(self) -> None:
        self.told.append("stop recording")

    def configure(self, config: StreamConfig) -> None:
        self.configs.append(config)

    def tune(self, tuning: Tuning) -> None:
        self.tunings.append(tuning)

    def record(self, path: Path) -> None:
        self.recordings.append(path)

    def save_picture(self, path: Path) -> None:
        self.pictures.append(path)

    def retry(self, part: Part) -> None:
        self.retried.append(part)

    def keep_frames(self, keep: bool) -> None:
        self.keeps_frames = keep

    def watch_action_units(self, watched: bool) -> None:
        self.watches_units = watched

    def take_saved(self) -> tuple[Saved, ...]:
        saved, self.saved = self.saved, ()
        return saved

    def complain(self, *problems: tuple[Part, int]) -> None:
        """Has these problems, and no others; a part and its serial each."""
        self.now = replace(
            self.now,
            problems=tuple(
                Problem(part, AppError(f"{part.value} broke", f"reason {serial}", "Mend it"), serial)
                for part, serial in problems
            ),
        )


class FakeGallery:
    """Portraits by name; the first one is the shipped default."""

    def __init__(self, *names: str) -> None:
        self.notice = ""
        self.refused: set[str] = set()
        self.list = [item(name) for name in names]

    def items(self) -> tuple[GalleryItem, ...]:
        return tuple(self.list)

    def add_file(self, path: Path) -> GalleryItem:
        self._refuse(path.name)
        self.list.append(item(path.stem))
        return self.list[-1]

    def add_bytes(self, data: bytes, name: str) -> GalleryItem:
        del data
        return self.add_file(Path(f"{name}.png"))

    def rename(self, key: str, name: str) -> GalleryItem:
        self._refuse(key)
        self.list = [replace(one, name=name) if one.id == key else one for one in self.list]
        return next(one for one in self.list if one.id == key)

    def remove(self, key: str) -> None:
        self._refuse(key)
        self.list = [one for one in self.list if one.id != key]

    def restore_shipped(self) -> None:
        self.list.insert(0, item("default"))

    def _refuse(self, name: str) -> None:
        if name in self.refused:
            raise PortraitError(f"cannot use {name}", "it is damaged", "Choose another")


def item(name: str) -> GalleryItem:
    path = default_portrait() if name == "default" else Path(f"/portraits/{name}.png")
    return GalleryItem(name, name.title(), path, name == "default")


class FakeThumbnails:
    def __init__(self) -> None:
        self.asked: list[str] = []
        self.made: list[Thumbnail] = []
        self.closed = False

    def request(self, portrait: Pictured) -> None:
        self.asked.append(portrait.id)

    def take(self) -> list[Thumbnail]:
        made, self.made = self.made, []
        return made

    def make(self, key: str, face: FaceVerdict = FaceVerdict.FOUND) -> None:
        self.made.append(Thumbnail(key, np.zeros((2, 2, 4), np.uint8), face))

    def close(self) -> bool:
        self.closed = True
        return True


class FakeDevices:
    def __init__(self) -> None:
        self.found = DevicesSnapshot()
        self.refreshed = 0

    def snapshot(self) -> DevicesSnapshot:
        return self.found

    def refresh(self) -> None:
        self.refreshed += 1

    def plug(self, cameras: Sequence[str] = (), outputs: Sequence[tuple[str, bool]] = ()) -> None:
        """Another look finds these; outputs with whether they can be used."""
        self.found = DevicesSnapshot(
            tuple(CameraDevice(0, name.title(), f"/dev/{name}", 200, f"/dev/{name}") for name in cameras),
            tuple(VirtualCameraDevice(key, key.title(), usable) for key, usable in outputs),
            self.found.serial + 1,
        )


class FakeUsage:
    def read(self) -> Usage:
        return Usage(12.0, 300_000_000)


class FakeBackstage:
    """All of it. ``real`` is the same for a type checker."""

    def __init__(self, *portraits: str) -> None:
        self.studio = FakeStudio()
        self.gallery = FakeGallery(*(portraits or ("default", "anna", "bert")))
        self.thumbnails = FakeThumbnails()
        self.devices = FakeDevices()
        self.usage = FakeUsage()
        self.closed = 0

    def close(self) -> bool:
        self.closed += 1
        return True

    @property
    def real(self) -> Backstage:
        return cast(Backstage, self)


def measured() -> MetricsSnapshot:
    """Figures of a run that has not sent anything yet."""
    return Metrics().snapshot()


def finish(chores: Chores) -> None:
    """Waits for everything that was begun, and for what that begins; delivers it all."""
    while not chores.idle:
        chores._pool.submit(int).result(10)  # the pool's only thread has come to this one
        chores.poll()
