"""Last page: what is set up, what to choose elsewhere, and off we go."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from app.gui.dialogs.parts import Card, Remark, words
from app.gui.theme import Tone
from app.gui.wizard.page import GuidePage
from app.gui.wizard.services import WizardServices


class DonePage(GuidePage):
    """A list of what was chosen, each with a sign for ready or missing."""

    def __init__(self, services: WizardServices) -> None:
        super().__init__(services)
        self.head(self.tr("All set"), self.tr("Everything here can be changed in the window at any time."))
        self.rows = tuple(Remark() for _ in range(4))
        card = Card()
        for remark in self.rows:
            card.body.addWidget(remark)
        self.advice = words("")
        again = self.tr("You can open this guide again from the Help menu: “Set up again…”.")
        self.start = QCheckBox(self.tr("&Start now"))
        self.start.setChecked(True)
        self.body.addWidget(card)
        self.body.addWidget(self.advice)
        self.body.addWidget(words(again, "muted"))
        self.body.addStretch(1)
        self.body.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> None:
        """Shows what is set up now."""
        for remark, (text, ready) in zip(self.rows, self._findings(), strict=True):
            remark.say(text, "good" if ready else "warning", Tone.GOOD if ready else Tone.WARNING)
        self.advice.setText(
            self.tr(
                "In Zoom, Meet, Teams or OBS, choose “{name}” as the camera. Look ahead with a relaxed "
                "face and press Recentre once you are live."
            ).format(name=self.services.output.name)
        )

    def _findings(self) -> Iterator[tuple[str, bool]]:
        camera = next((one for one in self.services.cameras if one.id == self.services.camera), None)
        if camera is not None and camera.connected:
            yield self.tr("Camera: {name}").format(name=camera.name), True
        else:
            yield self.tr("Camera: none yet"), False
        portrait = next((one for one in self.services.portraits if one.id == self.services.portrait), None)
        if portrait is not None:
            yield self.tr("Portrait: {name}").format(name=portrait.name), True
        else:
            yield self.tr("Portrait: none yet"), False
        yield self._engine(), True
        output = self.services.output
        if output.ready:
            yield self.tr("Virtual camera: {name}").format(name=output.name), True
        else:
            yield self.tr("Virtual camera: not yet; preview and recording work without it"), False

    def _engine(self) -> str:
        download = self.services.download
        if download.running:
            return self.tr("Engine: mesh, until LivePortrait is downloaded")
        if download.installed and download.gpu:
            return self.tr("Engine: LivePortrait")
        return self.tr("Engine: mesh")
