from __future__ import annotations

from pathlib import Path

import pytest

from app.pipeline.sinks.virtual_camera.pattern import NO_PATTERN, TORN
from tests.e2e.guest.case import Case
from tests.e2e.guest.setting import Guest, MissedError, SkippedError
from tests.e2e.guest.watcher import Judgement, Seen, judge, rate
from tests.e2e.results import Verdict

GUEST = Guest(Path("program"), Path("logs"), patience=0.0)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], Judgement(0, 0, 0, 0)),
        ([NO_PATTERN, NO_PATTERN], Judgement(0, 0, 0, 0)),
        ([3, 4, 4, 5, NO_PATTERN], Judgement(3, 0, 0, 0)),
        ([3, 5, 8], Judgement(3, 3, 0, 0)),
        ([3, 5, 4, 6], Judgement(4, 0, 1, 0)),
        ([3, TORN, 5], Judgement(2, 1, 0, 1)),
    ],
)
def test_loss_disorder_and_tearing_are_counted(numbers: list[int], expected: Judgement) -> None:
    assert judge([Seen(0.0, number) for number in numbers]) == expected


def test_what_the_reader_fetched_late_is_neither_torn_nor_out_of_order() -> None:
    late = [Seen(0.0, 3), Seen(0.0, TORN, late=True), Seen(0.0, 8, late=True), Seen(0.0, 4)]
    assert judge(late) == Judgement(3, 3, 0, 0)


def test_the_rate_counts_steps_and_not_pictures() -> None:
    assert rate([Seen(time, 0) for time in (1.0, 1.1, 1.2)]) == pytest.approx(10)


def test_what_never_becomes_so_is_named() -> None:
    with pytest.raises(MissedError, match="rain: not within"):
        GUEST.until(lambda: False, "rain")


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (MissedError("so and\nso"), Verdict.FAILED),
        (SkippedError("so and so"), Verdict.SKIPPED),
        (ZeroDivisionError("so and so"), Verdict.FAILED),
    ],
)
def test_a_case_that_breaks_has_a_result_too(error: Exception, verdict: Verdict) -> None:
    def show(_: Guest) -> str:
        raise error

    result = Case("a case", show).result(GUEST)
    assert (result.verdict, "so and so" in result.why) == (verdict, True)


def test_a_case_that_holds_says_what_it_measured() -> None:
    result = Case("a case", lambda _: "30.0 FPS").result(GUEST)
    assert (result.verdict, result.why) == (Verdict.PASSED, "30.0 FPS")
