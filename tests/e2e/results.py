"""What the guest says to the host: one line for each case, as soon as it is known."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import Enum


class Verdict(Enum):
    """How a case ended."""

    PASSED = "passed"
    FAILED = "FAILED"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Result:
    """One case.

    Attributes:
        case: What was to be shown.
        verdict: Whether it was.
        why: What was measured, or what went wrong.
        seconds: How long it took.
    """

    case: str
    verdict: Verdict
    why: str
    seconds: float

    def to_line(self) -> str:
        """As one line of a file."""
        return json.dumps({**asdict(self), "verdict": self.verdict.value}) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Result:
        """The result in a line.

        Raises:
            ValueError: There is none in it.
        """
        try:
            fields = json.loads(line)
            verdict = Verdict(fields["verdict"])
            return cls(str(fields["case"]), verdict, str(fields["why"]), float(fields["seconds"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"no result: {line!r}") from error


def not_reached(case: str, *, share: bool) -> Result:
    """Of a case for which no time was left: only those who run a share of the cases may do without."""
    return Result(case, Verdict.SKIPPED if share else Verdict.FAILED, "no time was left", 0.0)


def read_results(text: str) -> list[Result]:
    """The results in a file that may still be written to: its last line counts once it has an end."""
    return [Result.from_line(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
