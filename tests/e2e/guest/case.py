"""One thing to be shown, and what came of it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from tests.e2e.guest.setting import Guest, MissedError, SkippedError
from tests.e2e.results import Result, Verdict


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to be shown.

    Attributes:
        name: What it is.
        show: Shows it and says what was measured; raises ``MissedError`` or ``SkippedError``.
        share: Every submission has to pass it.
    """

    name: str
    show: Callable[[Guest], str]
    share: bool = False

    def result(self, guest: Guest) -> Result:
        """Shows it, again if the guest allows. A case that breaks has failed, and the next has its chance."""
        first = self._try(guest)
        if first.verdict is not Verdict.FAILED or guest.tries < 2:
            return first
        again = self._try(guest)
        why = f"{again.why} (tried again; at first: {first.why})"
        return Result(self.name, again.verdict, why, first.seconds + again.seconds)

    def _try(self, guest: Guest) -> Result:
        begin = time.monotonic()
        try:
            verdict, why = Verdict.PASSED, self.show(guest)
        except MissedError as error:
            verdict, why = Verdict.FAILED, str(error)
        except SkippedError as error:
            verdict, why = Verdict.SKIPPED, str(error)
        except Exception as error:  # a fault of the test or of a library; its trace is in the log
            traceback.print_exc()
            verdict, why = Verdict.FAILED, f"{type(error).__name__}: {error}"
        return Result(self.name, verdict, " ".join(why.split()), time.monotonic() - begin)
