"""What a session says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.errors import AppError
from app.pipeline.metrics import MetricsSnapshot


class SessionState(Enum):
    """Where a session is; it only moves downwards."""

    STARTING = "starting"
    LIVE = "live"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        """Whether the session has ended, well or badly."""
        return self in (SessionState.STOPPED, SessionState.FAILED)


class StopReason(Enum):
    """Why a session ended."""

    REQUESTED = "requested"
    END_OF_SOURCE = "end of source"
    DURATION = "duration"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """A session at one moment.

    Attributes:
        state: Where it is.
        reason: Why it ended or is ending, None before.
        error: What went wrong, None if nothing did.
        metrics: Its figures so far.
    """

    state: SessionState
    reason: StopReason | None
    error: AppError | None
    metrics: MetricsSnapshot
