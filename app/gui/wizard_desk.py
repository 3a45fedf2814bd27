"""What the first-start guide asks of the program, answered by the controller."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.gui.controller import Controller
from app.gui.dialogs.output_help import OutputCheck
from app.gui.sentences import what_is_missing
from app.gui.views import BGRAImage, DeviceChoice, DownloadView, PortraitChoice, PreviewPicture

if TYPE_CHECKING:
    from app.pipeline.sinks.devices import VirtualCameraCheck


class WizardDesk(QObject):
    """``WizardServices`` over the controller.

    Args:
        controller: The program.
        thumbnails: Those the window has already, by id of the portrait.
    """

    changed = Signal()

    def __init__(
        self, controller: Controller, thumbnails: Mapping[str, BGRAImage], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._controller = controller
        self._thumbnails = thumbnails
        self._output = OutputCheck(checking=True)
        controller.devices.changed.connect(self.changed)
        # A method and no lambda: the connection ends with this object.
        for signal in (
            controller.settings_changed,
            controller.gallery.portraits_changed,
            controller.weights.changed,
        ):
            signal.connect(self._tell)
        controller.virtual_camera_checked.connect(self._checked)
        controller.weights.look()

    @property
    def cameras(self) -> tuple[DeviceChoice, ...]:
        """See ``WizardServices``."""
        return self._controller.devices.cameras

    @property
    def camera(self) -> str:
        """See ``WizardServices``."""
        return self._controller.settings.stream.camera_id

    @property
    def camera_problem(self) -> str:
        """See ``WizardServices``."""
        return self._controller.camera.problem

    def choose_camera(self, key: str) -> None:
        """See ``WizardServices``."""
        self._controller.choose_camera(key)

    def watch_camera(self, watched: bool) -> None:
        """See ``WizardServices``."""
        self._controller.camera.watch(watched)

    def pull_camera(self, width: int, height: int, after: int) -> PreviewPicture | None:
        """See ``WizardServices``."""
        return self._controller.camera.pull(width, height, after)

    @property
    def portraits(self) -> tuple[PortraitChoice, ...]:
        """See ``WizardServices``."""
        return self._controller.gallery.portraits

    @property
    def portrait(self) -> str:
        """See ``WizardServices``."""
        return self._controller.gallery.id_of(self._controller.settings.stream.portrait)

    def thumbnail(self, key: str) -> BGRAImage | None:
        """See ``WizardServices``."""
        return self._thumbnails.get(key)

    def choose_portrait(self, key: str) -> None:
        """See ``WizardServices``."""
        self._controller.gallery.choose(key)

    def add_portraits(self, paths: Sequence[Path]) -> None:
        """See ``WizardServices``."""
        self._controller.gallery.add_files(paths)

    @property
    def download(self) -> DownloadView:
        """See ``WizardServices``."""
        return self._controller.weights.view

    def start_download(self) -> None:
        """See ``WizardServices``."""
        self._controller.weights.download()

    def cancel_download(self) -> None:
        """See ``WizardServices``."""
        self._controller.weights.cancel()

    @property
    def output(self) -> OutputCheck:
        """See ``WizardServices``."""
        return self._output

    def check_output(self) -> None:
        """See ``WizardServices``."""
        self._output = replace(self._output, checking=True)
        self.changed.emit()
        self._controller.devices.refresh()
        self._controller.check_virtual_camera()

    def _tell(self, _: object) -> None:
        self.changed.emit()

    def _checked(self, check: VirtualCameraCheck) -> None:
        self._output = output_check(check)
        self.changed.emit()


def output_check(check: VirtualCameraCheck) -> OutputCheck:
    """What was found, as the dialogs show it."""
    problem = "" if check.ok else what_is_missing(check.reason, check.detail)
    return OutputCheck(ready=check.ok, problem=problem, fix=check.fix, commands="\n".join(check.commands))
