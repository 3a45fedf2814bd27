from __future__ import annotations

import threading

import pytest

from app.errors import AppError
from app.gui.controller.chores import Chores
from tests.unit.gui.controller.fakes import finish


def test_chores_are_done_in_order_on_one_other_thread(chores: Chores) -> None:
    done: list[int] = []
    threads: set[int] = set()

    def work(number: int) -> int:
        threads.add(threading.get_ident())
        return number

    for number in range(20):
        chores.run(lambda number=number: work(number), done.append)  # type: ignore[misc]
    finish(chores)
    assert done == list(range(20))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_results_come_from_poll_alone_and_on_its_thread(chores: Chores) -> None:
    told: list[int] = []
    ready = threading.Event()
    chores.run(ready.set, lambda _: told.append(threading.get_ident()))
    assert ready.wait(10)
    assert told == []
    assert not chores.idle
    finish(chores)
    assert told == [threading.get_ident()]
    assert chores.idle


def test_what_is_not_done_yet_waits_for_the_next_poll(chores: Chores) -> None:
    gate, done = threading.Event(), list[str]()
    chores.run(lambda: gate.wait(10), lambda _: done.append("slow"))
    chores.poll()
    assert done == []
    gate.set()
    finish(chores)
    assert done == ["slow"]


def test_an_error_for_people_is_handed_on_as_it_is(chores: Chores) -> None:
    problem = AppError("cannot do it", "the disk is full", "Make room")
    got: list[AppError] = []

    def work() -> None:
        raise problem

    chores.run(work, lambda _: pytest.fail("it failed"), got.append)
    finish(chores)
    assert got == [problem]


def test_a_fault_is_logged_and_told_as_one(chores: Chores, caplog: pytest.LogCaptureFixture) -> None:
    got: list[AppError] = []
    chores.run(lambda: 1 // 0, failed=got.append)
    finish(chores)
    assert "ZeroDivisionError" in str(got[0])
    assert "log file" in got[0].fix
    assert "ZeroDivisionError" in caplog.text


def test_a_receiver_that_raises_takes_no_other_result_with_it(chores: Chores) -> None:
    done: list[str] = []

    def raising(_: object) -> None:
        raise RuntimeError("a fault of a slot")

    chores.run(str, raising)
    chores.run(str, lambda _: done.append("the other"))
    with pytest.raises(RuntimeError):
        finish(chores)
    finish(chores)
    assert done == ["the other"]
    assert chores.idle


def test_a_receiver_may_ask_for_more_and_poll_again(chores: Chores) -> None:
    done: list[str] = []

    def first(_: object) -> None:
        done.append("first")
        chores.run(str, lambda _: done.append("third"))
        chores.poll()

    chores.run(str, first)
    chores.run(str, lambda _: done.append("second"))
    finish(chores)
    assert sorted(done) == ["first", "second", "third"]
    assert done[0] == "first"


def test_close_waits_for_what_was_begun_and_drops_the_rest() -> None:
    chores, begun, gate = Chores(), threading.Event(), threading.Event()
    ended: list[str] = []

    def long() -> None:
        begun.set()
        gate.wait(10)
        ended.append("the first")

    chores.run(long, lambda _: ended.append("its result"))
    chores.run(lambda: ended.append("the second"))
    assert begun.wait(10)
    threading.Timer(0.01, gate.set).start()
    chores.close()
    chores.poll()
    assert ended == ["the first"]


def test_a_receiver_may_close_and_nothing_comes_after_that() -> None:
    chores, done = Chores(), list[str]()

    def close(_: object) -> None:
        done.append("closing")
        chores.close()

    chores.run(str, close)
    chores.run(str, lambda _: done.append("too late"))
    finish(chores)
    chores.poll()
    assert done == ["closing"]


def test_after_close_nothing_is_begun(chores: Chores) -> None:
    chores.close()
    chores.run(lambda: pytest.fail("closed"))
    assert chores.idle
    chores.close()
