"""Gains of action units and micro-expressions in the tuning panel."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.facs import ActionUnit
from app.gui.panels.action_unit_words import unit_meaning, unit_name
from app.gui.panels.tuning import TuningPanel
from app.tuning import WITHOUT_CONTROL, ActionUnitGains, Controls, Tuning

SMILE = ActionUnit.LIP_CORNER_PULLER
OTHERWISE = Tuning(controls=Controls(smile=0.5), strength=1.5)


@pytest.fixture
def panel(qtbot: QtBot) -> TuningPanel:
    panel = TuningPanel()
    qtbot.addWidget(panel)
    return panel


@pytest.fixture
def told(panel: TuningPanel) -> list[Tuning]:
    told: list[Tuning] = []
    panel.tuning_changed.connect(told.append)
    return told


def test_every_unit_has_a_slider_with_its_name_and_what_it_means(panel: TuningPanel) -> None:
    assert set(panel.action_units.units) == set(ActionUnit)
    row = panel.action_units.units[SMILE]
    assert row.label.text() == row.slider.accessibleName() == "AU12 Lip Corner Puller"
    assert row.toolTip() == unit_meaning(SMILE)
    assert row.slider.accessibleDescription().startswith(unit_meaning(SMILE))
    assert len({unit_meaning(unit) for unit in ActionUnit}) == len(ActionUnit)


def test_names_are_those_of_facs() -> None:
    for unit in ActionUnit:
        assert unit_name(unit) == f"AU{unit.number} {unit.title.title()}"


def test_each_slider_moves_its_own_gain(panel: TuningPanel, told: list[Tuning]) -> None:
    for unit, row in panel.action_units.units.items():
        panel.set_tuning(OTHERWISE)
        row.slider.setValue(150)
        assert told[-1] == replace(OTHERWISE, action_units=ActionUnitGains().with_gain(unit, 1.5))
    assert (row.slider.minimum(), row.slider.maximum()) == (0, 200)


def test_a_double_click_and_the_header_go_back_to_as_tracked(panel: TuningPanel, told: list[Tuning]) -> None:
    gains = ActionUnitGains(lip_corner_puller=0.2, blink=1.7, micro_expressions=0.5)
    panel.set_tuning(replace(OTHERWISE, action_units=gains))
    assert told == []
    row = panel.action_units.units[SMILE]
    assert row.value == 0.2
    QTest.mouseDClick(row.slider, Qt.MouseButton.LeftButton)
    assert told[-1].action_units == replace(gains, lip_corner_puller=1.0)
    section = panel.sections[-1]
    assert not section.reset_button.isHidden()
    section.reset_button.click()
    assert told[-1] == replace(OTHERWISE, action_units=ActionUnitGains(micro_expressions=0.5))
    assert section.reset_button.isHidden()


def test_other_resets_leave_gains_alone_and_reset_all_does_not(
    panel: TuningPanel, told: list[Tuning]
) -> None:
    gains = ActionUnitGains(jaw_drop=0.5, micro_expressions=0.5)
    panel.set_tuning(replace(OTHERWISE, action_units=gains))
    for section in panel.sections[:-1]:
        section.reset_button.click()
    assert told[-1] == Tuning(action_units=replace(gains, micro_expressions=0.0))
    panel.reset_button.click()
    assert told[-1] == Tuning()


def test_the_long_list_is_folded_until_somebody_wants_it(panel: TuningPanel) -> None:
    assert [section.is_expanded() for section in panel.sections] == [True] * 5 + [False]


def test_micro_expressions_are_switched_and_their_amount_is_kept(
    panel: TuningPanel, told: list[Tuning]
) -> None:
    micro = panel.motion.micro
    assert not micro.switch.isChecked()
    assert not micro.amount.isEnabled()
    QTest.keyClick(micro.switch, Qt.Key.Key_Space)
    assert told[-1].action_units == ActionUnitGains(micro_expressions=1.0)
    micro.amount.slider.setValue(60)
    assert told[-1].action_units == ActionUnitGains(micro_expressions=0.6)
    QTest.keyClick(micro.switch, Qt.Key.Key_Space)
    assert told[-1] == Tuning()
    assert not micro.amount.isEnabled()
    QTest.keyClick(micro.switch, Qt.Key.Key_Space)
    assert told[-1].action_units == ActionUnitGains(micro_expressions=0.6)


def test_a_reset_brings_the_usual_amount_back(panel: TuningPanel, told: list[Tuning]) -> None:
    micro = panel.motion.micro
    panel.set_tuning(Tuning(action_units=ActionUnitGains(micro_expressions=0.6)))
    panel.reset_button.click()
    assert told == [Tuning()]
    assert (micro.switch.isChecked(), micro.amount.value) == (False, 100)


def test_the_amount_never_switches_off_under_the_hand(panel: TuningPanel, told: list[Tuning]) -> None:
    panel.set_tuning(Tuning(action_units=ActionUnitGains(micro_expressions=0.5)))
    micro = panel.motion.micro
    micro.amount.slider.setValue(0)
    assert micro.switch.isChecked()
    assert told[-1].action_units.micro_expressions == pytest.approx(0.05)


def test_an_engine_told_by_controls_greys_out_what_it_cannot_draw(panel: TuningPanel) -> None:
    part = panel.action_units
    assert part.why_not.isHidden()
    assert all(row.isEnabled() for row in part.units.values())
    panel.set_controls_only(True)
    assert not part.why_not.isHidden()
    assert {unit for unit, row in part.units.items() if not row.isEnabled()} == WITHOUT_CONTROL


def test_what_is_tracked_stands_beside_each_slider(panel: TuningPanel) -> None:
    part = panel.action_units
    meter = part.units[SMILE].meter
    assert (meter.text, meter.accessibleDescription()) == ("\N{EN DASH}", "Nothing is tracked")
    part.show_intensities({unit: 2.54 if unit is SMILE else 0.0 for unit in ActionUnit})
    assert (meter.text, meter.accessibleDescription()) == ("2.5", "2.5 of 5")
    assert part.units[ActionUnit.BLINK].meter.text == "0.0"
    part.show_intensities(None)
    assert meter.text == "\N{EN DASH}"
