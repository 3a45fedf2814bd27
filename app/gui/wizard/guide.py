"""The guide of the first start, to be had again from the menu."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget, QWizard

from app.gui.dialogs.parts import dress
from app.gui.wizard.camera_page import CameraPage
from app.gui.wizard.consent_page import ConsentPage
from app.gui.wizard.done_page import DonePage
from app.gui.wizard.output_page import OutputPage
from app.gui.wizard.portrait_page import PortraitPage
from app.gui.wizard.quality_page import QualityPage
from app.gui.wizard.services import WizardServices

_SKIP = QWizard.WizardButton.CustomButton1


class Guide(QWizard):
    """Six pages, each of which can be skipped. What is chosen applies at once.

    ``finished`` comes however it ends; after it, the guide need not be shown by itself again.

    Args:
        services: The program.
        agreed: Whether the person agreed to the terms before.
        parent: The main window.
    """

    consent_changed = Signal(bool)
    """The person agreed to the terms, or took it back."""

    start_asked = Signal()
    """Finished with "Start now"."""

    def __init__(self, services: WizardServices, agreed: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Set up"))
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.consent = ConsentPage(services, agreed)
        self.camera = CameraPage(services)
        self.portrait = PortraitPage(services)
        self.quality = QualityPage(services)
        self.output = OutputPage(services)
        self.done_page = DonePage(services)
        pages = (self.consent, self.camera, self.portrait, self.quality, self.output, self.done_page)
        for step, page in enumerate(pages, 1):
            page.number(step, len(pages))
            self.addPage(page)
        self._name_buttons()
        self.consent.panel.toggled.connect(self.consent_changed)
        self.currentIdChanged.connect(self._page_changed)
        self.resize(720, 560)

    def accept(self) -> None:
        """Ends the guide, and starts the stream if that was wished."""
        super().accept()
        if self.done_page.start.isChecked():
            self.start_asked.emit()

    def skip(self) -> None:
        """Goes on, whatever this page still lacks."""
        self.next()

    def _name_buttons(self) -> None:
        kind = QWizard.WizardButton
        self.setOption(QWizard.WizardOption.HaveCustomButton1)
        names = (
            (kind.CancelButton, self.tr("Finish later")),
            (kind.BackButton, self.tr("&Back")),
            (_SKIP, self.tr("S&kip")),
            (kind.NextButton, self.tr("&Next")),
            (kind.FinishButton, self.tr("&Finish")),
        )
        for which, name in names:
            self.setButtonText(which, name)
        for which in (kind.NextButton, kind.FinishButton):
            dress(self.button(which), "primary")
        self.setButtonLayout(
            [
                kind.CancelButton,
                kind.Stretch,
                kind.BackButton,
                _SKIP,
                kind.NextButton,
                kind.FinishButton,
            ]
        )
        self.button(_SKIP).clicked.connect(self.skip)

    def _page_changed(self, _page: int) -> None:
        kind = QWizard.WizardButton
        last = self.nextId() == -1
        self.button(_SKIP).setVisible(not last)
        self.button(kind.CancelButton).setVisible(not last)
        self.button(kind.FinishButton if last else kind.NextButton).setFocus()
