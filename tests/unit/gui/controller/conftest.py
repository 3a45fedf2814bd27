from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.gui.controller.chores import Chores
from app.gui.controller.notices import NoticeBoard
from tests.unit.gui.controller.fakes import FakeBackstage


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication) -> Iterator[None]:
    """No thread outlives its test."""
    del qapp
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive(), f"{thread.name} is left"


@pytest.fixture
def chores() -> Iterator[Chores]:
    chores = Chores()
    yield chores
    chores.close()


@pytest.fixture
def notices(qapp: QApplication) -> NoticeBoard:
    del qapp
    return NoticeBoard()


@pytest.fixture
def backstage() -> FakeBackstage:
    return FakeBackstage()
