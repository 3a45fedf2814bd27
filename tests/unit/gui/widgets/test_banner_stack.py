import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCursor, QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.gui.views import Notice, Remedy, Severity
from app.gui.widgets.banner_stack import MOST_VISIBLE, BannerStack

LOST = Notice("camera", Severity.ERROR, "The camera is gone", "Unplugged.", "Plug it in.", Remedy.RETRY)
SAVED = Notice("saved", Severity.INFO, "Recording saved")


@pytest.fixture
def stack(qtbot: QtBot) -> BannerStack:
    QCursor.setPos(4000, 4000)  # rests on no banner
    stack = BannerStack(info_lifetime_ms=30)
    qtbot.addWidget(stack)
    stack.resize(600, 400)
    return stack


def words(stack: BannerStack) -> set[str]:
    labels = stack.banners[0].findChildren(QLabel)
    return {label.text() for label in labels if not label.isHidden() and label.text()}


def test_empty_it_is_not_there(stack: BannerStack) -> None:
    assert stack.isHidden()
    stack.post(LOST)
    assert not stack.isHidden()
    stack.withdraw("camera")
    assert stack.isHidden()
    stack.withdraw("camera")


def test_it_says_what_why_and_fix(stack: BannerStack) -> None:
    stack.post(LOST)
    assert words(stack) == {LOST.what, LOST.why, LOST.fix}
    assert stack.banners[0].accessibleName() == "Error: The camera is gone. Unplugged. Plug it in."


def test_the_same_again_is_counted_in_one_banner(stack: BannerStack) -> None:
    stack.post(LOST)
    stack.post(SAVED)
    stack.post(LOST)
    stack.post(LOST)
    assert [notice.key for notice in stack.notices] == ["camera", "saved"]
    assert stack.notices[0].count == 3
    assert "×3" in words(stack)  # noqa: RUF001


def test_newest_first_and_no_more_than_three_visible(stack: BannerStack) -> None:
    for key in "abcde":
        stack.post(Notice(key, Severity.WARNING, key))
    QApplication.processEvents()  # a layout shows, by and by, what nobody has hidden
    assert [banner.notice.key for banner in stack.banners if banner.isVisible()] == list("edc")
    stack.withdraw("e")
    assert [banner.notice.key for banner in stack.banners if banner.isVisible()] == list("dcb")


def test_fewer_are_visible_where_there_is_little_room(stack: BannerStack) -> None:
    for key in "abcd":
        stack.post(Notice(key, Severity.WARNING, key))
    stack.fit(600, 1)
    assert [banner.notice.key for banner in stack.banners if banner.isVisible()] == ["d"]
    one = stack.banners[0].heightForWidth(600)
    stack.fit(600, 3 * one)
    assert [banner.notice.key for banner in stack.banners if banner.isVisible()] == ["d", "c"]
    stack.fit(600, 10 * one)
    assert [banner.notice.key for banner in stack.banners if banner.isVisible()] == list("dcb")


def test_information_goes_by_itself_and_errors_stay(stack: BannerStack, qtbot: QtBot) -> None:
    stack.post(LOST)
    with qtbot.waitSignal(stack.dismissed, timeout=2000) as told:
        stack.post(SAVED)
    assert told.args == ["saved"]
    assert [notice.key for notice in stack.notices] == ["camera"]
    assert not stack.banners[0].goes_by_itself


def test_information_waits_while_the_pointer_rests_on_it(stack: BannerStack) -> None:
    stack.post(SAVED)
    banner = stack.banners[0]
    QApplication.sendEvent(banner, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))
    assert not banner.goes_by_itself
    QApplication.sendEvent(banner, QEvent(QEvent.Type.Leave))
    assert banner.goes_by_itself


def test_the_action_and_the_cross(stack: BannerStack, qtbot: QtBot) -> None:
    stack.post(LOST)
    banner = stack.banners[0]
    with qtbot.waitSignal(stack.remedy_chosen, timeout=500) as chosen:
        QTest.mouseClick(banner.action, Qt.MouseButton.LeftButton)
    assert chosen.args == [LOST]
    with qtbot.waitSignal(stack.dismissed, timeout=500) as gone:
        QTest.keyClick(banner.close_button, Qt.Key.Key_Space)
    assert gone.args == ["camera"]
    assert stack.notices == ()


def test_a_notice_without_remedy_has_no_button(stack: BannerStack) -> None:
    stack.post(SAVED)
    assert stack.banners[0].action.isHidden()


def test_words_are_no_markup(stack: BannerStack) -> None:
    stack.post(Notice("x", Severity.ERROR, "cannot open '<img src=x>.png'"))
    label = next(label for label in stack.banners[0].findChildren(QLabel) if "img" in label.text())
    assert label.textFormat() is Qt.TextFormat.PlainText


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.booleans(), st.sampled_from("abcdef")), max_size=15))
def test_whatever_happens_each_key_is_there_once(stack: BannerStack, steps: list[tuple[bool, str]]) -> None:
    for posted, key in steps:
        if posted:
            stack.post(Notice(key, Severity.ERROR, key))
            assert stack.notices[0].key == key
        else:
            stack.withdraw(key)
        keys = [notice.key for notice in stack.notices]
        assert len(keys) == len(set(keys))
        assert sum(banner.isVisible() for banner in stack.banners) == min(len(keys), MOST_VISIBLE)


def test_errors_do_not_wait_behind_information(stack: BannerStack) -> None:
    stack.post(LOST)
    for count in range(MOST_VISIBLE):
        stack.post(Notice(f"saved {count}", Severity.INFO, "Snapshot saved"))
    assert stack.notices[0] == LOST
    assert not stack.banners[0].isHidden()
