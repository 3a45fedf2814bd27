"""The question after a crash: start as always, or carefully."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.gui.dialogs.parts import Remark, words


class SafeModeDialog(QDialog):
    """Offers safe mode; accepted means yes. Shown before there is a window, so it may be modal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Safe mode"))
        buttons = QDialogButtonBox()
        self.safe = buttons.addButton(self.tr("Start in safe mode"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.safe.setProperty("kind", "primary")
        self.usual = buttons.addButton(self.tr("Start as usual"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 16)
        layout.setSpacing(14)
        layout.addWidget(words(self.tr("The program did not close properly last time"), "title"))
        layout.addWidget(
            words(
                self.tr(
                    "Safe mode starts with default settings and draws on the processor. Your own settings, "
                    "portraits and presets stay where they are."
                )
            )
        )
        layout.addWidget(Remark(self.tr("If it happens again, send a report with the log file.")))
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)

    @classmethod
    def ask(cls) -> bool:
        """Asks and waits for the answer; True for safe mode."""
        return cls().exec() == QDialog.DialogCode.Accepted
