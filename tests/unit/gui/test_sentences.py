from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.errors import AppError, Reason
from app.gui.sentences import begun, told
from app.gui.translation import install_translations

TITLE = "There is no picture"


def failure(reason: Reason | None) -> AppError:
    return AppError("cannot open 'x'", "it is busy", "Close the other program", reason=reason)


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    install_translations(qapp, "zh_CN")
    yield
    install_translations(qapp, "en")


@pytest.mark.parametrize("reason", [None, *Reason])
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


@pytest.mark.usefixtures("chinese")
def test_what_has_no_known_reason_is_a_detail_in_english() -> None:
    said = told(failure(None), TITLE)
    assert (said.why, said.fix) == ("", "")
    assert said.detail == "Cannot open 'x': it is busy. Close the other program"


def test_words_of_the_pipeline_begin_as_sentences_do() -> None:
    assert begun("the camera 'USB' is gone") == "The camera 'USB' is gone"
    assert begun("") == ""
