"""Whether the virtual camera is there, and what to do on this system if it is not."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.dialogs.panel_dialog import PanelDialog
from app.gui.dialogs.parts import Card, CommandBox, Remark, button, row, words
from app.gui.theme import Tone


@dataclass(frozen=True, slots=True)
class OutputCheck:
    """What is known of the virtual camera.

    Attributes:
        checking: It is being looked at.
        ready: It is there and can be used.
        name: What meeting programs call it.
        problem: Why it cannot be used, in words.
        fix: What to do on this system, in words.
        commands: Lines to type for it, empty for none.
    """

    checking: bool = False
    ready: bool = False
    name: str = "LivePortrait Cam"
    problem: str = ""
    fix: str = ""
    commands: str = ""


class OutputPanel(QWidget):
    """The finding, the fix, the lines to copy, and a button to look again."""

    check_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state = Remark()
        self.fix = words("")
        self.commands = CommandBox(self.tr("Commands to type in a terminal"))
        self.again = button(self.tr("&Check again"), "reset")
        self.again.clicked.connect(self.check_asked)
        card = Card()
        for widget in (self.state, self.fix, self.commands):
            card.body.addWidget(widget)
        card.body.addLayout(row(self.again))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        self.show_check(OutputCheck(checking=True))

    def show_check(self, check: OutputCheck) -> None:
        """Shows what was found."""
        lacking = not check.ready
        self._say(check)
        self.fix.setText(_in_words(check))
        self.fix.setVisible(lacking and bool(check.fix))
        self.commands.show_lines(check.commands if lacking else "")
        self.again.setEnabled(not check.checking)

    def _say(self, check: OutputCheck) -> None:
        if check.checking:
            self.state.say(self.tr("Looking for the virtual camera…"), "hourglass")
        elif check.ready:
            text = self.tr("The virtual camera “{name}” is ready.").format(name=check.name)
            self.state.say(text, "good", Tone.GOOD)
        else:
            text = self.tr("There is no virtual camera yet.")
            if check.problem:
                text = self.tr("The virtual camera cannot be used yet: {problem}").format(
                    problem=check.problem
                )
            self.state.say(text, "warning", Tone.WARNING)


def _in_words(check: OutputCheck) -> str:
    """The fix without the lines that stand below it to be copied."""
    return check.fix.replace(": " + check.commands.replace("\n", " && "), "") if check.commands else check.fix


class OutputHelpDialog(PanelDialog):
    """The panel by itself, for the menu and a banner's button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.panel = OutputPanel()
        super().__init__(self.tr("Virtual camera"), self.panel, 320, parent=parent)
