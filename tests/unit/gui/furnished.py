"""The real main window with something in every panel, without the pipeline behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from app.gui.controller import Controller, Folders
from app.gui.main_window import MainWindow
from app.gui.views import (
    FaceVerdict,
    Figure,
    Health,
    Notice,
    PortraitChoice,
    RecordingView,
    Remedy,
    Severity,
    StageTime,
    StatisticsView,
    StreamState,
    StreamView,
)
from app.settings.model import AppSettings, InterfaceSettings, StreamSettings
from app.tuning import ActionUnitGains, Controls, Tuning

STAGES = ("capture", "track", "motion", "render", "composite", "send")
STATISTICS = StatisticsView(
    fps=Figure(24.1, Health.WARNING),
    target_fps=30,
    new_fps=23.8,
    frame_ms=Figure(126.7, Health.BAD),
    latency_ms=142,
    latency_p95_ms=183,
    stages=tuple(StageTime(stage, 10.0, 12.0, Health.WARNING) for stage in STAGES),
    frames_out=123_456,
    dropped=2100,
    dropped_percent=Figure(13.4, Health.BAD),
    gaps=3,
    faces_lost=12,
    cpu_percent=185,
    memory_mb=1460,
)
LIVE = StreamView(
    state=StreamState.LIVE,
    engine="mesh",
    output="LivePortrait Cam",
    face_seen=True,
    recording=RecordingView(Path("/recordings/x.mp4"), 3599, 999_000_000),
    statistics=STATISTICS,
)
PORTRAITS = (
    PortraitChoice("a", "Ada", FaceVerdict.FOUND, shipped=True),
    PortraitChoice("b", "Ben in a meadow, painted long ago", FaceVerdict.NONE, problem="No face"),
    PortraitChoice("c", "Cleo", FaceVerdict.UNREADABLE, problem="Broken"),
)
NOTICES = (
    Notice("a", Severity.INFO, "Saved", "x.png", remedy=Remedy.OPEN_FOLDER),
    Notice("b", Severity.WARNING, "No camera", "It is gone", "Plug it in", Remedy.CHOOSE_CAMERA),
    Notice("c", Severity.ERROR, "No output", "It is gone", "Set it up", Remedy.VIRTUAL_CAMERA_HELP),
    Notice("d", Severity.ERROR, "No engine", "It is gone", "Fetch it", Remedy.DOWNLOAD_WEIGHTS, count=2),
)
GONE = "A studio webcam that was unplugged"
DATA = {
    *(part for one in PORTRAITS for part in (one.name, one.problem)),
    *(part for one in NOTICES for part in (one.what, one.why, one.fix)),
    GONE,
    LIVE.engine,
    LIVE.output,
}


@contextmanager
def furnished(home: Path, *, statistics: bool = True) -> Iterator[MainWindow]:
    """A shown window of 1280 x 800 that is live, recording, and in some trouble.

    Args:
        home: For its files.
        statistics: Whether the figures are shown.
    """
    settings = AppSettings(
        stream=StreamSettings(camera_id=GONE, output="vcam"),
        interface=InterfaceSettings(show_statistics=statistics),
        first_run_done=True,
        consent_given=True,
    )
    folders = Folders(home / "settings.json", home / "presets", home / "portraits", home / "logs")
    controller = Controller(settings, folders)
    window = MainWindow(controller)
    window.resize(1280, 800)
    window.show()
    fill(window, LIVE)
    settle()
    try:
        yield window
    finally:
        loop = QEventLoop()
        controller.closed.connect(loop.quit)
        window.leave()
        loop.exec()
        window.deleteLater()
        controller.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def fill(window: MainWindow, view: StreamView) -> None:
    """Puts something into every panel."""
    window.transport.show_view(view)
    window.preview.show_view(view)
    window.tray.update_view(view)
    window.statistics.show_statistics(view.statistics)
    window.gallery.set_portraits(PORTRAITS)
    window.gallery.set_thumbnail("a", np.full((64, 64, 4), 128, np.uint8))
    window.gallery.set_current("a", on_air=True)
    window.pickers.set_recording(view.recording is not None)
    controls = Controls(smile=0.5, gaze_x=-0.5, head_yaw=1.0)
    gains = ActionUnitGains(lip_corner_puller=1.5, micro_expressions=0.5)
    window.tuning.set_tuning(Tuning(controls=controls, action_units=gains))
    window.tuning.action_units_section.set_expanded(True)
    window.tuning.set_controls_only(True)
    for notice in NOTICES:
        window.banners.post(notice)


def settle() -> None:
    """Lets layouts come to rest: one of them asks for another."""
    for _ in range(5):
        QApplication.processEvents()
