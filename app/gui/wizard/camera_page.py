"""Second page: which camera, and whether it sees a face."""

from __future__ import annotations

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel

from app.gui.dialogs.parts import Remark
from app.gui.theme import Tone
from app.gui.views import DeviceChoice
from app.gui.wizard.camera_preview import CameraPreview
from app.gui.wizard.page import GuidePage
from app.gui.wizard.services import WizardServices


class CameraPage(GuidePage):
    """A list of cameras that follows what is plugged in, and the picture of the chosen one."""

    def __init__(self, services: WizardServices) -> None:
        super().__init__(services)
        self.head(
            self.tr("Your camera"),
            self.tr("It is read for your movements only. Nobody but you sees this picture."),
        )
        self.picker = QComboBox()
        self.picker.setAccessibleName(self.tr("Camera"))
        self.picker.activated.connect(self._choose)
        self.preview = CameraPreview(services.pull_camera)
        self.preview.face_changed.connect(self._say)
        self.remark = Remark()
        label = QLabel(self.tr("&Camera"))
        label.setBuddy(self.picker)
        choice = QHBoxLayout()
        choice.addWidget(label)
        choice.addWidget(self.picker, 1)
        self.body.addLayout(choice)
        self.body.addWidget(self.preview, 1)
        self.body.addWidget(self.remark)

    def refresh(self) -> None:
        """Shows the cameras there are now."""
        self._show_cameras(self.services.cameras, self.services.camera)
        self._say()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Opens the camera."""
        self.services.watch_camera(True)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Lets the camera go."""
        super().hideEvent(event)
        self.services.watch_camera(False)

    def _show_cameras(self, cameras: tuple[DeviceChoice, ...], chosen: str) -> None:
        rows = [(self._name(camera), camera.id) for camera in cameras]
        shown = [(self.picker.itemText(row), self.picker.itemData(row)) for row in range(self.picker.count())]
        if rows != shown:
            self.picker.clear()
            for name, key in rows:
                self.picker.addItem(name, key)
        self.picker.setCurrentIndex(next((row for row, (_, key) in enumerate(rows) if key == chosen), -1))

    def _name(self, camera: DeviceChoice) -> str:
        gone = self.tr("{camera} (disconnected)")
        return camera.name if camera.connected else gone.format(camera=camera.name)

    def _choose(self, row: int) -> None:
        key = self.picker.itemData(row)
        if key != self.services.camera:
            self.preview.clear()
            self.services.choose_camera(key)

    def _say(self) -> None:
        if self.services.camera_problem:
            self.remark.say(self.services.camera_problem, "error", Tone.BAD)
        elif not self.preview.has_picture:
            self._say_waiting()
        elif self.preview.sees_face:
            self.remark.say(self.tr("Your face was found."), "good", Tone.GOOD)
        else:
            text = self.tr("No face found yet. Look into the camera, and let some light fall on your face.")
            self.remark.say(text, "no-face", Tone.WARNING)

    def _say_waiting(self) -> None:
        chosen = next((one for one in self.services.cameras if one.id == self.services.camera), None)
        if chosen is not None and chosen.connected:
            self.remark.say(self.tr("Opening the camera…"), "hourglass")
            return
        text = self.tr(
            "No camera was found. Plug one in: it appears here by itself. If it is plugged in, close other "
            "programs that use it, and allow the camera in the system's privacy settings. The demo "
            "performer in the list shows everything without a camera."
        )
        self.remark.say(text, "disconnected", Tone.WARNING)
