from __future__ import annotations

import threading
from collections.abc import Callable

from app.pipeline.worker import Worker, call_with_limit


def test_the_end_is_reported_with_its_error() -> None:
    ends: list[Exception | None] = []
    fault = ValueError("broken")

    def fail() -> None:
        raise fault

    for body in (fail, lambda: None):
        worker = Worker("test-worker", body, ends.append)
        worker.start()
        assert worker.join(5)
    assert ends == [fault, None]


def _waiting_for(release: threading.Event) -> Callable[[], None]:
    def wait() -> None:
        release.wait(30)

    return wait


def test_join_gives_up_in_time_and_an_unstarted_worker_is_over() -> None:
    release = threading.Event()
    worker = Worker("test-worker", _waiting_for(release), lambda _: None)
    assert worker.join(0)
    worker.start()
    assert not worker.join(0.01)
    release.set()
    assert worker.join(5)


def test_a_hanging_call_is_left_behind() -> None:
    release = threading.Event()
    assert call_with_limit("test-call", lambda: None, 5)
    assert not call_with_limit("test-call", _waiting_for(release), 0.01)
    release.set()


def test_a_failing_call_counts_as_done() -> None:
    def fail() -> None:
        raise OSError("busy")

    assert call_with_limit("test-call", fail, 5)
