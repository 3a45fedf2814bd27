from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.gui.dialogs.output_help import OutputCheck
from app.gui.views import BGRAImage, DeviceChoice, DownloadView, FaceVerdict, PortraitChoice, PreviewPicture

WEBCAM = DeviceChoice("cam-1", "Integrated Camera")
DEMO = DeviceChoice("demo:", "Demo performer (no camera)")
LADY = PortraitChoice("lady", "Lady in green", FaceVerdict.FOUND, shipped=True)
GENTLEMAN = PortraitChoice("gentleman", "Gentleman in indigo", FaceVerdict.FOUND, shipped=True)
LANDSCAPE = PortraitChoice("hills", "Hills", FaceVerdict.NONE, "no face was found in it")
OVAL = np.array(
    [[0.5 + 0.12 * np.cos(turn), 0.45 + 0.25 * np.sin(turn)] for turn in np.linspace(0, 6.2, 90)], np.float32
)


class FakeServices(QObject):
    """The program as the guide sees it, without the program."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cameras: tuple[DeviceChoice, ...] = (WEBCAM, DEMO)
        self.camera = WEBCAM.id
        self.camera_problem = ""
        self.watched = False
        self.face: np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None = OVAL
        self.serial = 0
        self.asked_sizes: list[tuple[int, int]] = []
        self.portraits: tuple[PortraitChoice, ...] = (LADY, GENTLEMAN)
        self.portrait = LADY.id
        self.thumbnails: dict[str, BGRAImage] = {}
        self.added: list[Path] = []
        self.download = DownloadView(total_bytes=522_000_000)
        self.output = OutputCheck(problem="There is no virtual camera yet.", fix="Load the module.")
        self.output_checks = 0

    def choose_camera(self, key: str) -> None:
        self.camera = key
        self.changed.emit()

    def watch_camera(self, watched: bool) -> None:
        self.watched = watched

    def pull_camera(self, width: int, height: int, after: int) -> PreviewPicture | None:
        self.asked_sizes.append((width, height))
        if self.serial <= after:
            return None
        pixels = np.full((90, 160, 4), (90, 90, 90, 255), np.uint8)
        return PreviewPicture(pixels, self.serial, self.face, 16 / 9)

    def thumbnail(self, key: str) -> BGRAImage | None:
        return self.thumbnails.get(key)

    def choose_portrait(self, key: str) -> None:
        self.portrait = key
        self.changed.emit()

    def add_portraits(self, paths: Sequence[Path]) -> None:
        self.added += paths

    def start_download(self) -> None:
        self.download = replace(self.download, running=True, problem="")
        self.changed.emit()

    def cancel_download(self) -> None:
        self.download = replace(self.download, running=False)
        self.changed.emit()

    def check_output(self) -> None:
        self.output_checks += 1
