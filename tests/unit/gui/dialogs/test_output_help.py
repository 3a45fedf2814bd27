from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.gui.dialogs.output_help import OutputCheck, OutputHelpDialog
from app.gui.dialogs.parts import CopyButton

LACKING = OutputCheck(problem="There is none.", fix="Load the module.", commands="sudo modprobe v4l2loopback")


def shown(qtbot: QtBot, check: OutputCheck) -> OutputHelpDialog:
    dialog = OutputHelpDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.panel.show_check(check)
    return dialog


def test_a_missing_camera_comes_with_problem_fix_and_commands(qtbot: QtBot) -> None:
    dialog = shown(qtbot, LACKING)
    panel = dialog.panel
    assert panel.state.text.endswith(f": {LACKING.problem}")
    assert panel.fix.text() == LACKING.fix
    assert panel.commands.isVisible()
    assert panel.commands.text == LACKING.commands


def test_the_commands_are_not_said_twice(qtbot: QtBot) -> None:
    fix = "Install it and load it: sudo a && sudo b. Restart after that."
    dialog = shown(qtbot, OutputCheck(fix=fix, commands="sudo a\nsudo b"))
    assert dialog.panel.fix.text() == "Install it and load it. Restart after that."


def test_the_commands_can_be_copied(qtbot: QtBot) -> None:
    dialog = shown(qtbot, LACKING)
    panel = dialog.panel
    button = panel.findChild(CopyButton)
    assert isinstance(button, CopyButton)
    button.click()
    assert QGuiApplication.clipboard().text() == LACKING.commands
    assert button.text() == "Copied"


def test_a_ready_camera_needs_no_fix(qtbot: QtBot) -> None:
    dialog = shown(qtbot, OutputCheck(ready=True, fix="old", commands="old"))
    panel = dialog.panel
    assert "ready" in panel.state.text
    assert not panel.fix.isVisible()
    assert not panel.commands.isVisible()


def test_looking_cannot_be_asked_for_twice(qtbot: QtBot) -> None:
    dialog = shown(qtbot, LACKING)
    panel = dialog.panel
    with qtbot.waitSignal(panel.check_asked):
        panel.again.click()
    panel.show_check(OutputCheck(checking=True))
    assert not panel.again.isEnabled()
