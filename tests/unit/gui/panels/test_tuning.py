from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.config import MotionMode
from app.gui.panels.tuning import TuningPanel
from app.gui.widgets.value_slider import ValueSlider
from app.tuning import Controls, RegionStrengths, Tuning

SMILING = Tuning(controls=Controls(smile=0.5))


@pytest.fixture
def panel(qtbot: QtBot) -> TuningPanel:
    panel = TuningPanel()
    qtbot.addWidget(panel)
    return panel


def heard(panel: TuningPanel) -> list[Tuning]:
    told: list[Tuning] = []
    panel.tuning_changed.connect(told.append)
    return told


def rows(panel: TuningPanel) -> dict[str, ValueSlider]:
    return {name: row for part in panel.parts[:3] for name, row in part.rows.items()}


def test_every_control_has_a_slider(panel: TuningPanel) -> None:
    assert set(rows(panel)) == {control.name for control in fields(Controls)}
    assert set(panel.parts[3].rows) == {region.name for region in fields(RegionStrengths)}


def test_each_slider_moves_its_own_control(panel: TuningPanel) -> None:
    told = heard(panel)
    for name, row in rows(panel).items():
        panel.set_tuning(Tuning())
        row.slider.setValue(30)
        assert told[-1] == Tuning(controls=replace(Controls(), **{name: 0.3}))
    for name, row in panel.parts[3].rows.items():
        panel.set_tuning(Tuning())
        row.slider.setValue(150)
        assert told[-1] == Tuning(regions=replace(RegionStrengths(), **{name: 1.5}))


def test_motion(panel: TuningPanel) -> None:
    told = heard(panel)
    panel.set_retargeting(True)
    panel.motion.strength.slider.setValue(80)
    panel.motion.smoothing.slider.setValue(20)
    motion = panel.motion
    for button in (motion.absolute, motion.eyes, motion.lips, motion.unnatural, motion.idle):
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert told[-1] == Tuning(
        strength=0.8,
        smoothing=0.2,
        mode=MotionMode.ABSOLUTE,
        eye_retargeting=True,
        lip_retargeting=True,
        allow_unnatural=True,
        idle_life=True,
    )
    assert len(told) == 7


def test_retargeting_says_what_it_needs(panel: TuningPanel) -> None:
    assert not panel.motion.eyes.isEnabled()
    assert not panel.motion.why_not.isHidden()
    panel.set_retargeting(True)
    assert panel.motion.lips.isEnabled()
    assert panel.motion.why_not.isHidden()


def test_the_pad_moves_both_directions(panel: TuningPanel) -> None:
    told = heard(panel)
    pad = panel.gaze.pad
    pad.resize(112, 84)
    QTest.mouseClick(pad, Qt.MouseButton.LeftButton, pos=QPoint(111, 0))
    assert (told[-1].controls.gaze_x, told[-1].controls.gaze_y) == (1.0, 1.0)
    assert panel.gaze.rows["gaze_y"].value == 1.0
    QTest.keyClick(pad, Qt.Key.Key_Left)
    QTest.keyClick(pad, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert pad.gaze == (0.95, 0.75)
    QTest.mouseDClick(pad, Qt.MouseButton.LeftButton)
    assert panel.tuning == Tuning()
    assert pad.accessibleDescription() == "0.00 to the right, 0.00 up"


def test_resets(panel: TuningPanel) -> None:
    told = heard(panel)
    tuning = replace(SMILING, regions=RegionStrengths(eyes=0.5), strength=1.5)
    panel.set_tuning(tuning)
    assert told == []
    expression, gaze, _, regions, motion, _ = panel.sections
    assert gaze.reset_button.isHidden()
    assert not expression.reset_button.isHidden()
    expression.reset_button.click()
    assert told[-1] == replace(tuning, controls=Controls())
    regions.reset_button.click()
    motion.reset_button.click()
    assert told[-1] == Tuning()
    panel.set_tuning(tuning)
    panel.reset_button.click()
    assert told[-1] == Tuning()
    assert not panel.reset_button.isEnabled()


def test_a_tuning_that_differs_from_its_preset_is_marked(panel: TuningPanel) -> None:
    panel.set_tuning(SMILING)
    panel.set_presets(["Calm", "Smiling"], "Smiling", SMILING)
    assert panel.presets.modified.isHidden()
    rows(panel)["smile"].slider.setValue(20)
    assert not panel.presets.modified.isHidden()
    panel.set_tuning(SMILING)
    assert panel.presets.modified.isHidden()


def test_presets_are_asked_for(panel: TuningPanel) -> None:
    row = panel.presets
    row.set_presets(["Calm", "Smiling"], "Smiling")
    told: list[object] = []
    row.preset_chosen.connect(told.append)
    row.rename_asked.connect(lambda name: told.append(("rename", name)))
    row.delete_asked.connect(lambda name: told.append(("delete", name)))
    row.export_asked.connect(lambda name: told.append(("export", name)))
    row.import_asked.connect(lambda: told.append("import"))
    row.save_asked.connect(lambda: told.append("save"))
    for action in row.menu.actions():
        action.trigger()
    row.save.click()
    row.combo.setCurrentIndex(0)
    row.combo.activated.emit(0)
    assert told == [
        ("rename", "Smiling"),
        ("delete", "Smiling"),
        "import",
        ("export", "Smiling"),
        "save",
        "Calm",
    ]


def test_without_a_preset_there_is_nothing_to_rename(panel: TuningPanel) -> None:
    panel.presets.set_presets(["Calm"])
    assert panel.presets.current == ""
    enabled = [action.isEnabled() for action in panel.presets.menu.actions() if not action.isSeparator()]
    assert enabled == [False, False, True, False]


hundredths = st.integers(-100, 100).map(lambda n: n / 100)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.builds(Controls, **{control.name: hundredths for control in fields(Controls)}))
def test_what_is_set_is_shown_and_untouched(panel: TuningPanel, controls: Controls) -> None:
    told = heard(panel)
    panel.set_tuning(Tuning(controls=controls))
    assert panel.tuning.controls == controls
    assert {name: row.value for name, row in rows(panel).items()} == {
        control.name: getattr(controls, control.name) for control in fields(Controls)
    }
    assert told == []
