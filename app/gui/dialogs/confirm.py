"""Asking once before something is lost."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.gui.dialogs.parts import Remark, words
from app.gui.theme import Tone


class ConfirmDialog(QDialog):
    """One question with two answers; Return gives the harmless one.

    Args:
        question: What is asked, one sentence.
        remark: What would be lost.
        action: The button that does it, a verb.
        parent: The window it belongs to.
    """

    def __init__(self, question: str, remark: str, action: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(QCoreApplication.applicationName() or question)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        buttons = QDialogButtonBox()
        self.action_button = buttons.addButton(action, QDialogButtonBox.ButtonRole.DestructiveRole)
        self.action_button.setProperty("kind", "danger")
        self.action_button.setAutoDefault(False)
        self.cancel_button = buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.cancel_button.setDefault(True)
        self.cancel_button.setFocus()
        self.action_button.clicked.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 16)
        layout.setSpacing(12)
        layout.addWidget(words(question, "heading"))
        layout.addWidget(Remark(remark, "warning", Tone.WARNING))
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(420)


def confirm_delete_preset(name: str, parent: QWidget | None = None) -> ConfirmDialog:
    """Asks before a preset is removed; open it with ``open()`` and connect to ``accepted``."""
    translate = QCoreApplication.translate
    return ConfirmDialog(
        translate("ConfirmDialog", "Delete the preset “{name}”?").format(name=name),
        translate("ConfirmDialog", "It cannot be brought back. Export it first if you may want it again."),
        translate("ConfirmDialog", "Delete"),
        parent,
    )


def confirm_close_live(recording: bool, parent: QWidget | None = None) -> ConfirmDialog:
    """Asks before the program is closed over a live stream.

    Args:
        recording: A recording is under way as well.
        parent: The main window.
    """
    translate = QCoreApplication.translate
    remark = translate("ConfirmDialog", "The virtual camera stops, and your viewers lose the picture.")
    if recording:
        remark += "\n" + translate("ConfirmDialog", "The recording is finished and kept.")
    return ConfirmDialog(
        translate("ConfirmDialog", "You are live. Stop and quit?"),
        remark,
        translate("ConfirmDialog", "Stop and quit"),
        parent,
    )
