"""Errors meant for a person: what happened, why, and what to do about it."""

from __future__ import annotations


class AppError(Exception):
    """A failure with one clear line for the user.

    Args:
        what: What could not be done, as a short clause ("cannot open the portrait 'x.png'").
        why: The cause, in plain words.
        fix: What the user can do now.
    """

    def __init__(self, what: str, why: str, fix: str = "") -> None:
        super().__init__(what, why, fix)
        self.what = what
        self.why = why
        self.fix = fix

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
