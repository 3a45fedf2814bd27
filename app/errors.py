"""Errors meant for a person: what happened, why, and what to do about it."""

from __future__ import annotations

from enum import Enum


class Reason(Enum):
    """What is behind an error, for those who tell it in other words: another language, a picture."""

    CAMERA_MISSING = "camera missing"
    CAMERA_BUSY = "camera busy"
    CAMERA_FORBIDDEN = "camera forbidden"
    CAMERA_REFUSED = "camera refused"
    """Missing, busy or forbidden: this system does not tell which."""
    CAMERA_LOST = "camera lost"
    CAMERA_BLACK = "camera black"
    SOMEBODY_ELSE = "somebody else"
    VIDEO_UNREADABLE = "video unreadable"
    OUTPUT_MISSING = "output missing"
    OUTPUT_BUSY = "output busy"
    OUTPUT_FORBIDDEN = "output forbidden"
    DISK_FULL = "disk full"
    DISK_SILENT = "disk silent"
    PLACE_FORBIDDEN = "place forbidden"
    FOLDER_MISSING = "folder missing"
    FILE_MISSING = "file missing"
    FILE_DAMAGED = "file damaged"
    FILE_TOO_LARGE = "file too large"
    PICTURE_TOO_SMALL = "picture too small"
    NO_PICTURE = "no picture"
    """The file is something else."""
    NO_FACE = "no face"
    WEIGHTS_MISSING = "weights missing"
    NO_GPU = "no GPU"
    GPU_MEMORY_FULL = "GPU memory full"
    GPU_FAILED = "GPU failed"
    ENGINE_FAILED = "engine failed"


class AppError(Exception):
    """A failure with one clear line for the user.

    Args:
        what: What could not be done, as a short clause ("cannot open the portrait 'x.png'").
        why: The cause, in plain words.
        fix: What the user can do now.
        reason: The same as ``why``, of a known kind; None for all others.
    """

    def __init__(self, what: str, why: str, fix: str = "", *, reason: Reason | None = None) -> None:
        super().__init__(what, why, fix)
        self.what = what
        self.why = why
        self.fix = fix
        self.reason = reason

    def __str__(self) -> str:
        line = f"{self.what}: {self.why}"
        return f"{line}. {self.fix}" if self.fix else line


class PortraitError(AppError):
    """A portrait cannot be used (missing, damaged, too large, no face in it)."""


class SourceError(AppError):
    """A camera or video cannot be opened or read."""


class SinkError(AppError):
    """An output cannot be opened or written."""


class EngineError(AppError):
    """An engine cannot start or cannot render."""


class UsageError(AppError):
    """The command line asks for something that does not exist or contradicts itself."""


class WeightsError(AppError):
    """Network weights are missing, damaged or not what they claim, or cannot be fetched or stored."""
