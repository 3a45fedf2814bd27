from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.errors import AppError
from app.gui.controller import settings_keeper
from app.gui.controller.chores import Chores
from app.gui.controller.settings_keeper import SettingsKeeper
from app.settings.model import AppSettings
from app.settings.store import load, save
from tests.unit.gui.controller.fakes import finish

PLAIN = AppSettings()


def smoothed(smoothing: float) -> AppSettings:
    return replace(PLAIN, tuning=replace(PLAIN.tuning, smoothing=smoothing))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


@pytest.fixture
def keeper(path: Path, chores: Chores) -> Iterator[SettingsKeeper]:
    keeper = SettingsKeeper(PLAIN, path, chores)
    yield keeper
    keeper._quiet.stop()


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[AppSettings]:
    written: list[AppSettings] = []

    def noting(path: Path, settings: AppSettings) -> None:
        written.append(settings)
        save(path, settings)

    monkeypatch.setattr(settings_keeper, "save", noting)
    return written


def test_many_changes_are_written_once_when_it_is_quiet(
    keeper: SettingsKeeper, chores: Chores, path: Path, writes: list[AppSettings], qtbot: QtBot
) -> None:
    keeper._quiet.setInterval(1)
    for step in range(1, 61):
        keeper.change(smoothed(step / 100))
    assert writes == []
    qtbot.waitUntil(lambda: not chores.idle)
    finish(chores)
    assert writes == [smoothed(0.6)]
    assert load(path).settings == smoothed(0.6)
    assert not keeper._quiet.isActive()


def test_a_change_is_told_with_what_was_before_and_none_is_not_told(keeper: SettingsKeeper) -> None:
    told: list[tuple[AppSettings, AppSettings]] = []
    keeper.changed.connect(lambda before, now: told.append((before, now)))
    keeper.change(PLAIN)
    assert not keeper._quiet.isActive()
    keeper.change(smoothed(0.9))
    assert told == [(PLAIN, smoothed(0.9))]


def test_a_receiver_of_the_change_sees_it_already_made(keeper: SettingsKeeper) -> None:
    seen: list[AppSettings] = []
    keeper.changed.connect(lambda *_: seen.append(keeper.settings))
    keeper.change(smoothed(0.9))
    assert seen == [smoothed(0.9)]


def test_safe_mode_writes_nothing(chores: Chores, writes: list[AppSettings], qtbot: QtBot) -> None:
    keeper = SettingsKeeper(PLAIN, None, chores)
    keeper._quiet.setInterval(1)
    keeper.change(smoothed(0.9))
    qtbot.waitUntil(lambda: not keeper._quiet.isActive())
    finish(chores)
    keeper.keep_now()
    assert writes == []
    assert keeper.settings == smoothed(0.9)


def test_the_end_writes_at_once_and_only_what_is_new(
    keeper: SettingsKeeper, path: Path, writes: list[AppSettings]
) -> None:
    keeper.keep_now()
    assert not path.exists()
    keeper.change(smoothed(0.9))
    keeper.keep_now()
    keeper.keep_now()
    assert writes == [smoothed(0.9)]
    assert not keeper._quiet.isActive()


def test_an_older_state_never_overwrites_the_newest(
    keeper: SettingsKeeper, chores: Chores, path: Path, qtbot: QtBot
) -> None:
    gate = threading.Event()
    chores.run(lambda: gate.wait(10))  # the disk is busy with something else
    keeper._quiet.setInterval(1)
    keeper.change(smoothed(0.1))
    qtbot.waitUntil(lambda: not keeper._quiet.isActive())  # the writing is asked for
    keeper.change(smoothed(0.9))
    keeper.keep_now()
    gate.set()
    finish(chores)
    assert load(path).settings == smoothed(0.9)


def refuse(_path: Path, _settings: AppSettings) -> None:
    raise AppError("cannot save the settings", "the disk is full", "Make room")


def test_a_full_disk_is_told_and_tried_again_with_the_next_change(
    keeper: SettingsKeeper, chores: Chores, path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    told: list[AppError] = []
    keeper.not_kept.connect(told.append)
    keeper._quiet.setInterval(1)

    def changed(settings: AppSettings) -> None:
        keeper.change(settings)
        qtbot.waitUntil(lambda: not chores.idle)
        finish(chores)

    monkeypatch.setattr(settings_keeper, "save", refuse)
    changed(smoothed(0.2))
    assert [error.why for error in told] == ["the disk is full"]
    with pytest.raises(AppError):
        keeper.keep_now()
    monkeypatch.setattr(settings_keeper, "save", save)
    keeper.keep_now()
    assert load(path).settings == smoothed(0.2)
