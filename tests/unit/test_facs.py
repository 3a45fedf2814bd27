from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.facs import ActionUnit, action_unit_of


def test_the_units_are_those_asked_for_under_their_facs_numbers_and_names() -> None:
    assert [unit.number for unit in ActionUnit] == [
        *(1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 18, 20, 23, 25, 26, 27, 43, 45, 46)
    ]
    assert ActionUnit.LIP_CORNER_PULLER.code == "AU12"
    assert ActionUnit(1).code == "AU01"
    assert ActionUnit(46).title == "wink"


def test_units_in_the_middle_of_the_face_have_no_sides() -> None:
    assert {unit.number for unit in ActionUnit if not unit.has_sides} == {17, 18, 23, 25, 26, 27}


@pytest.mark.parametrize("text", ["AU12", "au12", "12", " Lip corner puller ", "lip-corner-puller"])
def test_a_unit_is_named_in_many_ways(text: str) -> None:
    assert action_unit_of(text) is ActionUnit.LIP_CORNER_PULLER


@pytest.mark.parametrize("text", ["", "AU", "AU3", "AU99", "smile", "-1", "AU1.0", "²"])
def test_what_is_no_unit_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no such action unit"):
        action_unit_of(text)


@given(st.text(max_size=12))
def test_any_text_is_a_unit_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert action_unit_of(text) in ActionUnit
