from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import AppError
from app.pipeline.studio.board import Board
from app.pipeline.studio.status import Part, Saved, SavedKind, Task

LOST = AppError("no picture", "the camera is gone")
BUSY = AppError("no picture", "another program has it")


def test_one_problem_a_part_and_the_same_again_is_not_new() -> None:
    board = Board()
    board.wrong(Part.CAMERA, LOST)
    (first,) = board.problems
    board.wrong(Part.CAMERA, AppError("no picture", "the camera is gone"))
    assert board.problems == (first,)
    board.wrong(Part.CAMERA, BUSY)
    (second,) = board.problems
    assert second.error is BUSY
    assert second.serial > first.serial


def test_problems_come_oldest_first_and_go_when_all_is_well() -> None:
    board = Board()
    board.wrong(Part.OUTPUT, LOST)
    board.wrong(Part.CAMERA, LOST)
    assert [problem.part for problem in board.problems] == [Part.OUTPUT, Part.CAMERA]
    board.fine(Part.OUTPUT, Part.ENGINE)
    assert [problem.part for problem in board.problems] == [Part.CAMERA]
    board.fine(Part.CAMERA)
    board.wrong(Part.CAMERA, LOST)
    assert board.problems[0].serial == 3


def test_saved_files_are_told_once() -> None:
    board, saved = Board(), Saved(SavedKind.SNAPSHOT, Path("a.png"))
    board.saved(saved)
    assert board.take_saved() == (saved,)
    assert board.take_saved() == ()


def test_tasks_may_end_in_any_order() -> None:
    board = Board()
    assert board.task is None
    board.begin(Task.OPENING_CAMERA)
    board.begin(Task.STARTING)
    assert board.task is Task.STARTING
    board.finish(Task.OPENING_CAMERA)
    assert board.task is Task.STARTING
    board.finish(Task.STARTING)
    assert board.task is None


def test_a_task_that_fails_is_over() -> None:
    board, seen = Board(), list[Task | None]()

    def fail() -> None:
        with board.busy(Task.LOADING_ENGINE):
            seen.append(board.task)
            raise LOST

    with pytest.raises(AppError):
        fail()
    assert seen == [Task.LOADING_ENGINE]
    assert board.task is None
