"""What all pages of the guide have in common."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWizardPage

from app.gui.dialogs.parts import words
from app.gui.wizard.services import WizardServices


class GuidePage(QWizardPage):
    """Shows what the services know, as long as it is seen.

    Args:
        services: The program.
    """

    def __init__(self, services: WizardServices) -> None:
        super().__init__()
        self.services = services
        self._watching = False
        self._step = words("", "small")
        self._title = words("", "title")
        self._subtitle = words("", "muted")
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(4)
        for label in (self._step, self._title, self._subtitle):
            layout.addWidget(label)
        layout.addSpacing(12)
        layout.addLayout(self.body, 1)

    def head(self, title: str, subtitle: str) -> None:
        """Names the page. QWizard's own head would be drawn in one style only."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self.setAccessibleName(title)

    def number(self, step: int, steps: int) -> None:
        """Tells which page of how many this is, from 1."""
        self._step.setText(self.tr("Step {step} of {steps}").format(step=step, steps=steps))

    def refresh(self) -> None:
        """Shows what the services know now."""

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Keeps up with the services from now on."""
        super().showEvent(event)
        if not self._watching:
            self._watching = True
            self.services.changed.connect(self.refresh)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Lets the services be."""
        super().hideEvent(event)
        if self._watching:
            self._watching = False
            self.services.changed.disconnect(self.refresh)
