"""What is to be run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.e2e.host.acceleration import Acceleration

LIMIT_S: Final = 570.0


@dataclass(frozen=True, slots=True)
class Options:
    """What is to be run.

    Attributes:
        acceleration: What runs the guest, None for the best there is.
        cases: Words that names of cases have; none for all.
        limit_s: All of it ends within that.
        share: Only the cases that every submission is to pass.
        command: Run in the guest's shell instead of the cases, for looking around; empty for the cases.
    """

    acceleration: Acceleration | None = None
    cases: tuple[str, ...] = ()
    limit_s: float = LIMIT_S
    share: bool = False
    command: str = ""
