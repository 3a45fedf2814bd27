"""The files that a stream leaves: what they are called, and how far one is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.gui.views import RecordingView

if TYPE_CHECKING:
    from app.pipeline.studio.status import StudioStatus


def recording_view(status: StudioStatus) -> RecordingView | None:
    """The recording under way, None for none."""
    recording = status.recording
    if recording is None:
        return None
    try:
        size = recording.path.stat().st_size
    except OSError:  # not there before the first frame
        size = 0
    return RecordingView(recording.path, recording.seconds, size)


def new_recording(folder: Path | None) -> Path:
    """A name for a recording; waits for the disk.

    Args:
        folder: Where it goes, None for the usual place.

    Raises:
        SinkError: The folder cannot be made or looked at.
    """
    from app.pipeline.sinks.naming import FileKind, next_file

    return next_file(folder, FileKind.RECORDING, datetime.now(), ".mp4")


def new_snapshot(folder: Path | None) -> Path:
    """A name for a snapshot, as ``new_recording``."""
    from app.pipeline.sinks.naming import FileKind, next_file

    return next_file(folder, FileKind.SNAPSHOT, datetime.now(), ".png")
