"""What the parts of a stream share with the studio they live in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.pipeline.clock import Clock
from app.pipeline.studio.board import Board
from app.pipeline.studio.monitor import DriverMonitor, OutputMonitor
from app.pipeline.studio.openers import Openers


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a stream lives in.

    Attributes:
        openers: Open its parts.
        clock: Its clock.
        board: Where it says what is wrong.
        monitor: Sees what goes out.
        driver: Sees the driver.
        nudge: Called when something happened that the studio's thread should look at.
        wanted: Whether anybody still wants the stream; asked while it waits for something.
    """

    openers: Openers
    clock: Clock
    board: Board
    monitor: OutputMonitor
    driver: DriverMonitor
    nudge: Callable[[], None]
    wanted: Callable[[], bool]
