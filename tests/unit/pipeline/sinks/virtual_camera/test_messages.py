from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate, Order, Report, ReportParser
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout

candidates = st.builds(
    Candidate, st.sampled_from(CameraBackend), st.none() | st.text(), st.sampled_from(PixelLayout), st.text()
)
orders = st.builds(
    Order,
    st.text(),
    st.integers(0, 99),
    st.tuples(st.integers(2, 4096), st.integers(2, 4096)),
    st.floats(1, 120),
    st.lists(candidates, max_size=3).map(tuple),
    st.booleans(),
)


@given(orders)
def test_an_order_survives_the_command_line(order: Order) -> None:
    assert Order.from_argument(order.to_argument()) == order


@pytest.mark.parametrize("text", ["", "{}", "[]", "3", '{"size": 3}', '{"size": [1, 2], "candidates": 3}'])
def test_anything_else_is_no_order(text: str) -> None:
    with pytest.raises(ValueError, match="no order"):
        Order.from_argument(text)


@given(
    st.lists(
        st.one_of(
            st.binary(min_size=1, max_size=9).map(lambda data: data.replace(b"\x1e", b"-")),
            st.builds(Report, st.none() | st.integers(0, 3), st.lists(st.text()).map(tuple)),
        )
    ),
    st.integers(1, 7),
)
def test_reports_are_found_among_prints_however_the_pipe_cuts_them(
    said: list[Report | bytes], cut: int
) -> None:
    data = b"".join(part.to_bytes() if isinstance(part, Report) else part for part in said)
    parser = ReportParser(4)
    found = [part for at in range(0, len(data), cut) for part in parser.feed(data[at : at + cut])]
    assert [part for part in found if isinstance(part, Report)] == [
        part for part in said if isinstance(part, Report)
    ]
    assert b"".join(part for part in found if isinstance(part, bytes)) == b"".join(
        part for part in said if isinstance(part, bytes)
    )


def test_a_broken_report_is_taken_for_a_print() -> None:
    assert list(ReportParser(1).feed(b"a\x1enonsense\nb")) == [b"a", b"nonsense", b"b"]


@pytest.mark.parametrize(
    "said",
    [
        b'{"opened": "0", "errors": []}',
        b'{"opened": true, "errors": []}',
        b'{"opened": 1, "errors": []}',
        b'{"opened": -1, "errors": []}',
        b'{"opened": 0, "errors": "none"}',
        b"[" * 60_000,
        b"9" * 60_000,
    ],
)
def test_a_report_of_something_that_cannot_be_is_taken_for_a_print(said: bytes) -> None:
    assert list(ReportParser(1).feed(b"\x1e" + said + b"\n")) == [said]


def test_a_report_that_never_ends_is_not_kept() -> None:
    parser = ReportParser(1)
    found = [part for _ in range(100) for part in parser.feed(b"\x1e" + b"x" * 4096)]
    assert sum(len(part) for part in found if isinstance(part, bytes)) > 300_000
    assert list(parser.feed(b"\n\x1e" + Report(0).to_bytes()[1:]))[-1] == Report(0)
