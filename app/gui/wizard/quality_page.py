"""Fourth page: LivePortrait's weights, or the mesh engine without them."""

from __future__ import annotations

from app.gui.dialogs.download import DownloadPanel
from app.gui.dialogs.parts import Remark
from app.gui.wizard.page import GuidePage
from app.gui.wizard.services import WizardServices


class QualityPage(GuidePage):
    """Nothing here must be done: the mesh engine is always there."""

    def __init__(self, services: WizardServices) -> None:
        super().__init__(services)
        self.head(
            self.tr("LivePortrait quality"),
            self.tr("Neural networks that bring a portrait to life, on a graphics card."),
        )
        self.panel = DownloadPanel()
        self.panel.start_asked.connect(services.start_download)
        self.panel.cancel_asked.connect(services.cancel_download)
        self.body.addWidget(self.panel)
        self.body.addStretch(1)
        self.body.addWidget(Remark(self.tr("You can go on: a download continues in the background.")))

    def refresh(self) -> None:
        """Shows how far the download is."""
        self.panel.show_view(self.services.download)
