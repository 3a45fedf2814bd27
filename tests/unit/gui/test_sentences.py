from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.errors import AppError, Reason
from app.gui.sentences import begun, in_one_line, told, what_is_missing
from app.gui.translation import install_translations

TITLE = "There is no picture"


def failure(reason: Reason | None) -> AppError:
    return AppError("cannot open 'x'", "it is busy", "Close the other program", reason=reason)


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    install_translations(qapp, "zh_CN")
    yield
    install_translations(qapp, "en")


BY_A_BUTTON = {Reason.WEIGHTS_MISSING}


def test_english_does_not_send_to_a_command_line_where_there_is_a_button() -> None:
    error = AppError(
        "the networks are not ready", "missing: one", "Run: models download", reason=Reason.WEIGHTS_MISSING
    )
    said = told(error, TITLE)
    assert "Run" not in said.fix
    assert "weights are missing" in said.why
    assert said.detail == ""


@pytest.mark.parametrize(
    "reason", [None, *sorted(set(Reason) - BY_A_BUTTON, key=lambda reason: reason.value)]
)
def test_english_keeps_the_words_that_name_files_and_devices(reason: Reason | None) -> None:
    said = told(failure(reason), TITLE)
    assert (said.why, said.fix, said.detail) == ("Cannot open 'x': it is busy", "Close the other program", "")
    assert told(failure(reason), "").why == "It is busy"


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("reason", Reason)
def test_another_language_tells_every_reason_in_its_own_words(reason: Reason) -> None:
    said = told(failure(reason), TITLE)
    assert not said.why.isascii()
    assert not said.fix.isascii()
    assert said.detail == "Cannot open 'x': it is busy"


def test_one_line_has_all_of_it_in_english() -> None:
    assert in_one_line(failure(Reason.DISK_FULL)) == "Cannot open 'x': it is busy. Close the other program"


@pytest.mark.usefixtures("chinese")
def test_one_line_begins_in_the_language_and_ends_with_the_detail() -> None:
    line, unknown = in_one_line(failure(Reason.DISK_FULL)), in_one_line(failure(None))
    assert line.startswith("磁盘已满。")
    assert line.endswith("(Cannot open 'x': it is busy)")
    assert unknown == "Cannot open 'x': it is busy. Close the other program"


def test_what_is_missing_is_told_as_the_pipeline_does() -> None:
    assert what_is_missing(Reason.OUTPUT_MISSING, "no device") == "no device"


@pytest.mark.usefixtures("chinese")
def test_what_is_missing_is_told_in_the_language_where_it_is_known() -> None:
    assert what_is_missing(Reason.OUTPUT_MISSING, "no device") == "这台电脑上还没有虚拟摄像头。"
    assert what_is_missing(None, "no device") == "no device"


@pytest.mark.usefixtures("chinese")
def test_what_has_no_known_reason_is_a_detail_in_english() -> None:
    said = told(failure(None), TITLE)
    assert (said.why, said.fix) == ("", "")
    assert said.detail == "Cannot open 'x': it is busy. Close the other program"


def test_words_of_the_pipeline_begin_as_sentences_do() -> None:
    assert begun("the camera 'USB' is gone") == "The camera 'USB' is gone"
    assert begun("") == ""
