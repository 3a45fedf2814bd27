"""Agreeing to use faces fairly: in the first-start guide, and before the first start of the stream."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.gui.dialogs.parts import Card, Remark, words
from app.gui.theme import Tone


class ConsentPanel(QWidget):
    """What is asked of the person, and the box to tick."""

    toggled = Signal(bool)
    """The person agreed, or took it back."""

    def __init__(self) -> None:
        super().__init__()
        card = Card()
        for icon_name, text in self._terms():
            card.body.addWidget(Remark(text, icon_name, Tone.ACCENT))
        self.box = QCheckBox(self.tr("I &agree, and will use only portraits I may use"))
        self.box.toggled.connect(self.toggled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(14)
        layout.addWidget(card)
        layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def agreed(self) -> bool:
        """Whether the box is ticked."""
        return self.box.isChecked()

    def _terms(self) -> tuple[tuple[str, str], ...]:
        return (
            (
                "image",
                self.tr(
                    "Use only portraits you may use: your own, those of people who agreed, or pictures "
                    "whose rights allow it. Never pretend to be someone to deceive or to hurt."
                ),
            ),
            (
                "face",
                self.tr("Tell your viewers that they see an animated portrait and not your camera."),
            ),
            (
                "camera",
                self.tr(
                    "Your camera's picture stays on this computer: it is only read for your movements, "
                    "and is never sent, shown to others or kept."
                ),
            ),
        )


class ConsentDialog(QDialog):
    """Asks before the stream starts for the first time; accepted means agreed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Before you start"))
        self.panel = ConsentPanel()
        buttons = QDialogButtonBox()
        self.start_button = buttons.addButton(self.tr("Start"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.start_button.setProperty("kind", "primary")
        self.start_button.setEnabled(False)
        buttons.addButton(self.tr("Not now"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.panel.toggled.connect(self.start_button.setEnabled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 16)
        layout.setSpacing(14)
        layout.addWidget(words(self.tr("Faces are personal"), "title"))
        layout.addWidget(self.panel)
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.resize(540, 360)

    def accept(self) -> None:
        """Closes as agreed; does nothing while the box is not ticked."""
        if self.panel.agreed:
            super().accept()
