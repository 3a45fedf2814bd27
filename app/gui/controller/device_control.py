"""Cameras and outputs to choose from, as they come and go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.gui.views import DeviceChoice
from app.settings.model import AppSettings, StreamSettings

if TYPE_CHECKING:
    from app.pipeline.backstage import Backstage

DEMO_CAMERA = "demo:"
NO_OUTPUT = "null"
FIRST_CAMERA = StreamSettings().camera_id
"""Whichever comes first: what is asked for until somebody chooses."""


class DeviceControl(QObject):
    """Turns what is plugged in into rows of the pickers; a saved device that is missing keeps its row.

    Args:
        settings: Gives the settings in use.
    """

    changed = Signal()
    """The rows are others."""

    outputs_came = Signal()
    """A virtual camera can be used that could not be before."""

    def __init__(self, settings: Callable[[], AppSettings], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._backstage: Backstage | None = None
        self._serial = -1
        self._usable: frozenset[str] = frozenset()

    def attach(self, backstage: Backstage) -> None:
        """Takes the pipeline over."""
        self._backstage = backstage
        self.poll()

    def refresh(self) -> None:
        """Looks again now."""
        if self._backstage is not None:
            self._backstage.devices.refresh()

    @property
    def cameras(self) -> tuple[DeviceChoice, ...]:
        """The cameras, the demo performer, and the saved one wherever it is."""
        stream = self._settings().stream
        found = self._backstage.devices.snapshot().cameras if self._backstage is not None else ()
        rows = [DeviceChoice(camera.id, camera.name) for camera in found]
        rows.append(DeviceChoice(DEMO_CAMERA, self.tr("Demo performer (no camera)")))
        if all(row.id != stream.camera_id for row in rows):
            name = stream.camera_name or self._name_of(stream.camera_id)
            rows.insert(0, DeviceChoice(stream.camera_id, name, connected=self._is_file(stream.camera_id)))
        return tuple(rows)

    @property
    def outputs(self) -> tuple[DeviceChoice, ...]:
        """The virtual cameras, the choice of none, and the saved one wherever it is."""
        saved = self._settings().stream.output
        found = self._backstage.devices.snapshot().outputs if self._backstage is not None else ()
        rows = [DeviceChoice(one.id, one.name, fix="" if one.available else self._lacks()) for one in found]
        if all(row.id != "vcam" for row in rows):
            rows.insert(0, DeviceChoice("vcam", "LivePortrait Cam"))
        if all(row.id != saved for row in rows) and saved != NO_OUTPUT:
            name = saved.partition(":")[2] or saved
            rows.append(DeviceChoice(saved, name, connected=False))
        rows.append(DeviceChoice(NO_OUTPUT, self.tr("No virtual camera (preview only)")))
        return tuple(rows)

    @property
    def first_camera(self) -> DeviceChoice | None:
        """The camera to begin with: the first real one; None before the first look or without one."""
        real = [row for row in self.cameras if row.connected and row.id != DEMO_CAMERA]
        return real[0] if real else None

    def poll(self) -> None:
        """Looks for changes; called by the controller's timer."""
        if self._backstage is None:
            return
        snapshot = self._backstage.devices.snapshot()
        if snapshot.serial == self._serial:
            return
        first, self._serial = self._serial < 0, snapshot.serial
        usable = frozenset(one.id for one in snapshot.outputs if one.available)
        came, self._usable = usable - self._usable, usable
        self.changed.emit()
        if came and not first:
            self.outputs_came.emit()

    def _name_of(self, camera: str) -> str:
        return self.tr("First camera") if camera == FIRST_CAMERA else camera

    def _lacks(self) -> str:
        """The exact fix is long; the help has it, with a button that copies it."""
        return self.tr("Not set up yet: see “Use it in Zoom…” in the Help menu.")

    @staticmethod
    def _is_file(camera: str) -> bool:
        """A video is no device that could be unplugged."""
        return "." in camera and not camera.startswith(("/dev/", "\\\\"))
