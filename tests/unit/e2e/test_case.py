from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.guest.case import Case
from tests.e2e.guest.setting import Guest, MissedError, SkippedError
from tests.e2e.results import Verdict


def _guest(tries: int) -> Guest:
    return Guest(Path("program"), Path("logs"), patience=1, tries=tries)


def _show(*outcomes: str | Exception) -> Callable[[Guest], str]:
    coming = iter(outcomes)

    def show(guest: Guest) -> str:
        del guest
        outcome = next(coming)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return show


@pytest.mark.parametrize(
    ("outcome", "verdict", "why"),
    [
        ("5 of 5", Verdict.PASSED, "5 of 5"),
        (MissedError("no\nface"), Verdict.FAILED, "no face"),
        (SkippedError("no browser"), Verdict.SKIPPED, "no browser"),
        (KeyError("x"), Verdict.FAILED, "KeyError: 'x'"),
    ],
)
def test_a_case_is_what_its_first_try_says(outcome: str | Exception, verdict: Verdict, why: str) -> None:
    result = Case("a case", _show(outcome)).result(_guest(tries=1))
    assert (result.case, result.verdict, result.why) == ("a case", verdict, why)


def test_where_programs_break_by_themselves_a_second_try_counts_and_says_so() -> None:
    result = Case("a case", _show(MissedError("it ended with -11"), "5 of 5")).result(_guest(tries=2))
    assert result.verdict is Verdict.PASSED
    assert result.why == "5 of 5 (tried again; at first: it ended with -11)"


def test_what_fails_twice_has_failed() -> None:
    result = Case("a case", _show(MissedError("late"), MissedError("later"))).result(_guest(tries=2))
    assert result.verdict is Verdict.FAILED
    assert result.why == "later (tried again; at first: late)"
