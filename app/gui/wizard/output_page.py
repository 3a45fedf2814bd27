"""Fifth page: the virtual camera that the others see."""

from __future__ import annotations

from app.gui.dialogs.output_help import OutputPanel
from app.gui.dialogs.parts import Remark
from app.gui.wizard.page import GuidePage
from app.gui.wizard.services import WizardServices


class OutputPage(GuidePage):
    """Looks once when it is opened, and whenever it is asked to."""

    def __init__(self, services: WizardServices) -> None:
        super().__init__(services)
        self.head(
            self.tr("Virtual camera"),
            self.tr("What you choose in Zoom, Meet, Teams or OBS instead of your camera."),
        )
        self.panel = OutputPanel()
        self.panel.check_asked.connect(services.check_output)
        self.body.addWidget(self.panel)
        self.body.addStretch(1)
        self.body.addWidget(
            Remark(self.tr("Without it you can still see the preview, record and take snapshots."))
        )

    def initializePage(self) -> None:  # noqa: N802 - Qt's name
        """Looks at the virtual camera."""
        self.services.check_output()

    def refresh(self) -> None:
        """Shows what was found."""
        self.panel.show_check(self.services.output)
