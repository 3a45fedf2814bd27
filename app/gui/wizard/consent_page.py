"""First page: agreeing to use faces fairly."""

from __future__ import annotations

from app.gui.dialogs.consent import ConsentPanel
from app.gui.dialogs.parts import Remark
from app.gui.wizard.page import GuidePage
from app.gui.wizard.services import WizardServices


class ConsentPage(GuidePage):
    """The box must be ticked to go on; a page that is skipped is asked again before the first start.

    Args:
        services: The program.
        agreed: Whether the person agreed before.
    """

    def __init__(self, services: WizardServices, agreed: bool) -> None:
        super().__init__(services)
        self.head(self.tr("Welcome"), self.tr("A portrait will move as you do. First, a word about faces."))
        self.panel = ConsentPanel()
        self.panel.box.setChecked(agreed)
        self.panel.toggled.connect(self.completeChanged)
        self.body.addWidget(self.panel)
        self.body.addStretch(1)
        self.body.addWidget(
            Remark(self.tr("If you skip this, you are asked again before the first start."), "info")
        )

    def isComplete(self) -> bool:  # noqa: N802 - Qt's name
        """Whether the box is ticked."""
        return self.panel.agreed
