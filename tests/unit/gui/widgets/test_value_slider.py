import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.widgets.value_field import parse_number
from app.gui.widgets.value_slider import ValueSlider, align_rows

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def smile(qtbot: QtBot) -> ValueSlider:
    slider = ValueSlider("Smile")
    slider.resize(400, 30)
    qtbot.addWidget(slider)
    slider.show()
    return slider


def heard(slider: ValueSlider) -> list[float]:
    values: list[float] = []
    slider.value_changed.connect(values.append)
    return values


def test_values_set_from_outside_have_no_echo(smile: ValueSlider) -> None:
    values = heard(smile)
    smile.set_value(0.25)
    assert (smile.value, smile.field.text(), smile.slider.value()) == (0.25, "0.25", 25)
    assert values == []


def test_dragging_speaks_all_the_way(smile: ValueSlider) -> None:
    values = heard(smile)
    middle = smile.slider.rect().center()
    QTest.mousePress(smile.slider, LEFT, pos=middle)
    QTest.mouseMove(smile.slider, middle + QPoint(20, 0))
    QTest.mouseMove(smile.slider, QPoint(smile.slider.width() - 1, 8))
    assert values[-1] == 1.0
    assert len(values) >= 2
    assert values == sorted(values)


def test_double_click_on_slider_or_label_resets(smile: ValueSlider) -> None:
    for part in (smile.slider, smile.label):
        smile.set_value(0.8)
        values = heard(smile)
        QTest.mouseDClick(part, LEFT)
        assert smile.value == 0.0
        assert values[-1] == 0.0


@pytest.mark.parametrize(
    ("typed", "value"), [("0.5", 0.5), ("-,25", -0.25), ("\N{MINUS SIGN}1", -1.0), ("7", 1.0), (" .1 ", 0.1)]
)
def test_values_can_be_typed(smile: ValueSlider, typed: str, value: float) -> None:
    values = heard(smile)
    smile.field.setText(typed)
    QTest.keyClick(smile.field, Qt.Key.Key_Return)
    assert values == [value]
    assert smile.slider.value() == round(value * 100)


@pytest.mark.parametrize("typed", ["", "much", "nan", "inf", "1..2"])
def test_nonsense_restores(smile: ValueSlider, typed: str) -> None:
    smile.set_value(0.3)
    values = heard(smile)
    smile.field.setText(typed)
    QTest.keyClick(smile.field, Qt.Key.Key_Return)
    assert (smile.field.text(), smile.value, values) == ("0.30", 0.3, [])


def test_escape_restores(smile: ValueSlider) -> None:
    smile.field.setText("0.9")
    QTest.keyClick(smile.field, Qt.Key.Key_Escape)
    assert smile.field.text() == "0.00"


def test_leaving_the_field_commits(smile: ValueSlider) -> None:
    values = heard(smile)
    smile.field.setText("0.4")
    smile.field.editingFinished.emit()
    smile.field.editingFinished.emit()
    assert values == [0.4]


def test_keys_move_it(smile: ValueSlider) -> None:
    values = heard(smile)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Left):
        QTest.keyClick(smile.slider, key)
    assert values == [0.02, 0.04, 0.24, 0.22]


def test_the_wheel_moves_it_only_with_the_keyboard_there(smile: ValueSlider) -> None:
    values = heard(smile)
    smile.activateWindow()
    smile.field.setFocus()
    turn(smile, 120)
    assert values == []
    smile.slider.setFocus()
    QApplication.processEvents()
    turn(smile, 120)
    assert len(values) == 1


def turn(smile: ValueSlider, angle: int) -> None:
    event = QWheelEvent(
        QPointF(10, 10),
        QPointF(10, 10),
        QPoint(),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(smile.slider, event)


def test_a_reset_button_shows_while_needed(smile: ValueSlider) -> None:
    assert not smile.reset_button.isVisible()
    smile.set_value(-0.2)
    assert smile.reset_button.isVisible()
    QTest.mouseClick(smile.reset_button, LEFT)
    assert smile.value == 0.0
    assert not smile.reset_button.isVisible()


def test_every_part_has_a_name(smile: ValueSlider) -> None:
    for part in (smile.slider, smile.field, smile.reset_button):
        assert "Smile" in part.accessibleName()
    assert "\N{MINUS SIGN}1.00" in smile.slider.accessibleDescription()


def test_rows_line_up(qtbot: QtBot) -> None:
    rows = [ValueSlider("Smile"), ValueSlider("A much longer label"), ValueSlider("头部俯仰", unit=" %")]
    for row in rows:
        qtbot.addWidget(row)
    align_rows(rows)
    assert len({row.label.minimumWidth() for row in rows}) == 1
    assert len({row.field.width() for row in rows}) == 1
    assert all(row.label.minimumWidth() >= row.label.sizeHint().width() for row in rows)


@given(st.floats(-1000, 1000), st.sampled_from(["", "%", " ms"]))
def test_what_is_shown_can_be_typed(value: float, unit: str) -> None:
    shown = f"{value:.2f}{unit}".replace("-", "\N{MINUS SIGN}")
    assert parse_number(shown, unit) == pytest.approx(value, abs=0.006)


@given(st.text(max_size=12))
def test_any_text_is_a_finite_number_or_none(text: str) -> None:
    number = parse_number(text)
    assert number is None or abs(number) < float("inf")
