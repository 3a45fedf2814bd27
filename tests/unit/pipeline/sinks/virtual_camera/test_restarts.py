from __future__ import annotations

from app.pipeline.sinks.virtual_camera.restarts import DELAYS_S, GOOD_AFTER_S, RestartPolicy


def test_the_first_restart_is_at_once_later_ones_wait_and_at_last_there_are_none() -> None:
    policy = RestartPolicy()
    delays = [policy.delay(0.5) for _ in range(len(DELAYS_S) + 2)]
    assert delays == [*DELAYS_S, None, None]
    assert delays[0] == 0
    assert list(DELAYS_S) == sorted(DELAYS_S)


def test_good_work_starts_the_row_over() -> None:
    policy = RestartPolicy()
    for _ in range(30):
        assert policy.delay(GOOD_AFTER_S) == 0
