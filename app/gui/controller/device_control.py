"""Cameras and outputs to choose from, as they come and go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.gui.views import DeviceChoice
from app.settings.model import AppSettings, StreamSettings

if TYPE_CHECKING:
    from app.pipeline.backstage import Backstage
    from app.pipeline.sinks.devices import VirtualCameraDevice
    from app.pipeline.sources.devices import CameraDevice

DEMO_CAMERA = "demo:"
NO_OUTPUT = "null"
PIPEWIRE = "pipewire"
FIRST_CAMERA = StreamSettings().camera_id
"""Whichever comes first: what is asked for until somebody chooses."""

_NOT_LOOKED = 0
"""Serial of a snapshot that was not taken yet."""


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
        rows = [DeviceChoice(camera.id, camera.name) for camera in self._found_cameras]
        rows.append(DeviceChoice(DEMO_CAMERA, self.tr("Demo performer (no camera)")))
        if all(row.id != stream.camera_id for row in rows):
            name = stream.camera_name or self._name_of(stream.camera_id)
            there = not self._has_looked or self._is_no_device(stream.camera_id)
            rows.insert(0, DeviceChoice(stream.camera_id, name, connected=there))
        return tuple(rows)

    @property
    def outputs(self) -> tuple[DeviceChoice, ...]:
        """The virtual cameras, the choice of none, and the saved one wherever it is."""
        saved = self._settings().stream.output
        found = self._found_outputs
        rows = [
            DeviceChoice(one.id, one.name, fix="" if one.available else self._lacks(one)) for one in found
        ]
        if all(row.id != "vcam" for row in rows):
            rows.insert(0, DeviceChoice("vcam", "LivePortrait Cam"))
        if all(row.id != saved for row in rows) and saved != NO_OUTPUT:
            name = "LivePortrait Cam (PipeWire)" if saved == PIPEWIRE else saved.partition(":")[2] or saved
            rows.append(DeviceChoice(saved, name, connected=not self._has_looked))
        rows.append(DeviceChoice(NO_OUTPUT, self.tr("No virtual camera (preview only)")))
        return tuple(rows)

    @property
    def first_camera(self) -> DeviceChoice | None:
        """The camera to begin with: the first real one; None before the first look or without one."""
        return next((DeviceChoice(camera.id, camera.name) for camera in self._found_cameras), None)

    def poll(self) -> None:
        """Looks for changes; called by the controller's timer."""
        if self._backstage is None:
            return
        snapshot = self._backstage.devices.snapshot()
        if snapshot.serial == self._serial:
            return
        first, self._serial = self._serial <= _NOT_LOOKED, snapshot.serial
        usable = frozenset(one.id for one in snapshot.outputs if one.available)
        came, self._usable = usable - self._usable, usable
        self.changed.emit()
        if came and not first:
            self.outputs_came.emit()

    @property
    def _found_cameras(self) -> tuple[CameraDevice, ...]:
        return () if self._backstage is None else self._backstage.devices.snapshot().cameras

    @property
    def _found_outputs(self) -> tuple[VirtualCameraDevice, ...]:
        return () if self._backstage is None else self._backstage.devices.snapshot().outputs

    @property
    def _has_looked(self) -> bool:
        """Before the first look nothing can be called disconnected."""
        return self._backstage is not None and self._backstage.devices.snapshot().serial > _NOT_LOOKED

    def _name_of(self, camera: str) -> str:
        return self.tr("First camera") if camera == FIRST_CAMERA else camera

    def _lacks(self, output: VirtualCameraDevice) -> str:
        """The exact fix of the kernel's is long; the help has it, with a button that copies it."""
        if output.id == PIPEWIRE:
            return self.tr("Parts of GStreamer are missing: {fix}").format(fix=output.fix)
        return self.tr("Not set up yet: choose “Set up the virtual camera…” in the Help menu.")

    @staticmethod
    def _is_no_device(camera: str) -> bool:
        """A video, a stream or a fake cannot be unplugged; told as the pipeline tells them."""
        from app.pipeline.sources.spec import CameraByIndex, CameraByName, CameraByPath, parse_source

        try:
            return not isinstance(parse_source(camera), CameraByIndex | CameraByName | CameraByPath)
        except AppError:
            return False
