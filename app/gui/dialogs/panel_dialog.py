"""A panel in a window of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.gui.dialogs.parts import words

_WIDTH = 560


class PanelDialog(QDialog):
    """Shows a panel that is also a page elsewhere, with a button to close it.

    Args:
        title: Of the window.
        panel: What it shows; the dialog owns it.
        height: That it begins with, pixels.
        remark: What to know before closing it, empty for nothing.
        parent: Owner.
    """

    def __init__(
        self, title: str, panel: QWidget, height: int, remark: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        buttons = QDialogButtonBox()
        self.close_button = buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 16)
        layout.addWidget(panel)
        layout.addStretch(1)
        if remark:
            layout.addWidget(words(remark, "small"))
        layout.addWidget(buttons)
        self.resize(_WIDTH, height)
