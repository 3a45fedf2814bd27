from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog
from pytestqt.qtbot import QtBot

from app.gui.dialogs.confirm import confirm_close_live, confirm_delete_preset
from app.gui.dialogs.presets import PresetFiles, PresetNameDialog


@dataclass(frozen=True)
class Known:
    name: str
    shipped: bool = False


PRESETS = (Known("Calm", shipped=True), Known("Mine"))


def shown(qtbot: QtBot, name: str, *, renaming: bool = False) -> PresetNameDialog:
    dialog = PresetNameDialog(PRESETS, name, renaming=renaming)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_good_name_is_handed_out_tidied(qtbot: QtBot) -> None:
    dialog = shown(qtbot, "")
    assert not dialog.save_button.isEnabled()
    assert not dialog.remark.isVisible()
    dialog.field.setText("  Evening ")
    with qtbot.waitSignal(dialog.name_chosen) as said:
        dialog.save_button.click()
    assert said.args == ["Evening", False]


@pytest.mark.parametrize("name", ["a/b", "x" * 61, "con", "Calm", "calm", "MINE"])
def test_what_will_not_do_is_said_at_once(qtbot: QtBot, name: str) -> None:
    dialog = shown(qtbot, name)
    assert dialog.remark.isVisible()
    with qtbot.assertNotEmitted(dialog.name_chosen):
        dialog.accept()
    assert dialog.isVisible()


def test_saving_over_one_of_ones_own_says_so(qtbot: QtBot) -> None:
    dialog = shown(qtbot, "Mine")
    assert dialog.save_button.text() == "Replace"
    with qtbot.waitSignal(dialog.name_chosen) as said:
        dialog.accept()
    assert said.args == ["Mine", True]


def test_renaming_never_replaces(qtbot: QtBot) -> None:
    dialog = PresetNameDialog((*PRESETS, Known("Other")), "Mine", renaming=True)
    qtbot.addWidget(dialog)
    dialog.field.setText("Other")
    assert not dialog.save_button.isEnabled()
    dialog.field.setText("MINE")
    with qtbot.waitSignal(dialog.name_chosen) as said:
        dialog.accept()
    assert said.args == ["MINE", False]


@pytest.mark.usefixtures("qapp")
def test_return_in_a_question_does_the_harmless_thing() -> None:
    for dialog in (confirm_delete_preset("Mine"), confirm_close_live(recording=True)):
        results: list[int] = []
        dialog.finished.connect(results.append)
        dialog.show()
        assert dialog.cancel_button.isDefault()
        assert not dialog.action_button.isDefault()
        dialog.cancel_button.click()
        assert results == [int(QDialog.DialogCode.Rejected)]


def test_the_answer_yes_is_accepted(qtbot: QtBot) -> None:
    dialog = confirm_delete_preset("Mine")
    dialog.show()
    with qtbot.waitSignal(dialog.accepted):
        dialog.action_button.click()


@pytest.mark.parametrize("exporting", [True, False])
def test_files_are_chosen_without_blocking(qtbot: QtBot, tmp_path: Path, exporting: bool) -> None:
    file = tmp_path / "Mine.toml"
    file.touch()
    dialog = PresetFiles(exporting=exporting, name="Mine")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
    qtbot.addWidget(dialog)
    dialog.setDirectory(str(tmp_path))
    dialog.open()
    dialog.selectFile("Mine.toml")
    with qtbot.waitSignal(dialog.path_chosen) as said:
        dialog.accept()
    assert said.args == [file]
