from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.e2e.host.table import markdown, row
from tests.e2e.results import Result, Verdict, not_reached, read_results

RESULTS = st.builds(
    Result, st.text(), st.sampled_from(Verdict), st.text(), st.floats(0, 1e4, allow_nan=False)
)


@given(st.lists(RESULTS), st.data())
def test_a_file_that_is_still_written_to_gives_whole_results_only(
    results: list[Result], data: st.DataObject
) -> None:
    text = "".join(result.to_line() for result in results)
    assert read_results(text) == results
    so_far = read_results(text[: data.draw(st.integers(0, len(text)))])
    assert so_far == results[: len(so_far)]


@pytest.mark.parametrize("line", ["", "{}", "[]", "null", '{"case": "a", "verdict": "maybe"}'])
def test_other_lines_are_no_results(line: str) -> None:
    with pytest.raises(ValueError, match=r"result|Verdict|value"):
        Result.from_line(line)


def test_only_a_share_may_do_without_what_no_time_was_left_for() -> None:
    assert not_reached("a case", share=True).verdict is Verdict.SKIPPED
    assert not_reached("a case", share=False).verdict is Verdict.FAILED


def test_the_table_says_case_verdict_seconds_and_why() -> None:
    result = Result("a case", Verdict.FAILED, "it was late", 1.25)
    assert [word in row(result) for word in ("a case", "FAILED", "1.2 s", "it was late")] == [True] * 4
    assert "1 FAILED" in markdown([result], "here")
