from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from app.errors import AppError
from app.gui.controller.notices import NoticeBoard
from app.gui.translation import install_translations
from app.gui.views import Notice, Remedy, Severity

CAMERA = Notice("camera", Severity.WARNING, "No picture", "It is busy", remedy=Remedy.RETRY)


def test_the_same_thing_again_is_counted_and_shown_once(notices: NoticeBoard) -> None:
    shown: list[Notice] = []
    notices.posted.connect(shown.append)
    for _ in range(3):
        notices.post(CAMERA)
    assert [notice.count for notice in shown] == [1, 2, 3]
    assert notices.notices == (replace(CAMERA, count=3),)


def test_other_words_under_the_same_key_take_the_place_and_count_anew(notices: NoticeBoard) -> None:
    notices.post(CAMERA)
    notices.post(CAMERA)
    notices.post(replace(CAMERA, why="It is unplugged"))
    [notice] = notices.notices
    assert (notice.why, notice.count) == ("It is unplugged", 1)


def test_the_newest_comes_first_and_what_comes_again_is_new(notices: NoticeBoard) -> None:
    notices.post(CAMERA)
    notices.say("saved", "Saved")
    assert [notice.key for notice in notices.notices] == ["saved", "camera"]
    notices.post(CAMERA)
    assert [notice.key for notice in notices.notices] == ["camera", "saved"]


def test_what_is_dropped_is_told_once_and_begins_anew(notices: NoticeBoard) -> None:
    dropped: list[str] = []
    notices.dropped.connect(dropped.append)
    notices.post(CAMERA)
    notices.post(CAMERA)
    notices.drop("camera")
    notices.drop("camera")
    notices.drop("never there")
    assert dropped == ["camera"]
    notices.post(CAMERA)
    assert notices.notices[0].count == 1


@pytest.mark.parametrize("key", ["settings", "preset", "portrait file", "recording", "snapshot", "fault"])
def test_in_another_language_a_title_of_that_language_comes_first(
    notices: NoticeBoard, qapp: QApplication, key: str
) -> None:
    error = AppError("cannot open 'x'", "it is busy", "Close the other program")
    install_translations(qapp, "zh_CN")
    try:
        notices.complain(key, "", error)
    finally:
        install_translations(qapp, "en")
    [notice] = notices.notices
    assert not notice.what.isascii()
    assert (notice.why, notice.fix) == ("", "")
    assert notice.detail == "Cannot open 'x': it is busy. Close the other program"


def test_an_error_becomes_a_title_a_cause_and_a_fix(notices: NoticeBoard) -> None:
    error = AppError("cannot open 'x'", "it is busy", "Close the other program")
    notices.complain("camera", "There is no picture", error, remedy=Remedy.RETRY)
    notices.complain("preset", "", error, fatal=False)
    untitled, titled = notices.notices
    assert titled.what == "There is no picture"
    assert "annot open 'x': it is busy" in titled.why
    assert titled.severity is Severity.ERROR
    assert titled.remedy is Remedy.RETRY
    assert untitled.what.endswith("annot open 'x'")
    assert untitled.why.casefold() == "it is busy"
    assert untitled.severity is Severity.WARNING
    assert titled.fix == untitled.fix == "Close the other program"
