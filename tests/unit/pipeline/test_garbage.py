from __future__ import annotations

import gc

import pytest

from app.pipeline.garbage import startup_objects_frozen


def test_what_exists_at_the_start_is_not_walked_again_until_the_end() -> None:
    with startup_objects_frozen():
        assert gc.get_freeze_count() > 1000
    assert gc.get_freeze_count() == 0


def test_an_error_thaws_too() -> None:
    with pytest.raises(ZeroDivisionError), startup_objects_frozen():
        _ = 1 / 0
    assert gc.get_freeze_count() == 0


def test_new_cycles_are_still_collected() -> None:
    with startup_objects_frozen():
        cycle: list[object] = []
        cycle.append(cycle)
        del cycle
        assert gc.collect() >= 1
