from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.settings.model import AppSettings
from tests.unit.gui.desk import READY, Desk

SitDown = Callable[..., Desk]


@pytest.fixture
def sit_down(qtbot: QtBot, tmp_path: Path) -> Iterator[SitDown]:
    """Opens windows with settings of one's choice, and closes them in the end."""
    desks: list[Desk] = []

    def open_window(settings: AppSettings = READY, *, safe: bool = False) -> Desk:
        desks.append(Desk(tmp_path, settings, safe=safe))
        return desks[-1]

    yield open_window
    for desk in desks:
        desk.close(qtbot)


@pytest.fixture
def desk(sit_down: SitDown) -> Desk:
    return sit_down()
