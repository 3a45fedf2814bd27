"""What a check of the machine found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How bad a finding is."""

    OK = "ok"
    WARN = "warn"
    """Something optional is missing."""

    FAIL = "fail"
    """The program cannot work like this."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of ``doctor``.

    Attributes:
        check: What was looked at.
        verdict: How it is.
        detail: What was found.
        fix: What to do about it, empty when it is ok.
    """

    check: str
    verdict: Verdict
    detail: str
    fix: str = ""
