"""The controller: the one object through which the window reaches the pipeline.

It owns the settings, the notices and one control each for stream, portraits, devices, presets and
weights. The pipeline is heavy to import, so it is opened by a chore after the window is on the
screen; until then wishes are remembered. Nothing here waits: what would is a chore, and a timer
polls what came of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.config import EngineChoice, StreamConfig
from app.errors import AppError
from app.gui.controller.actions import Actions
from app.gui.controller.camera_control import CameraControl
from app.gui.controller.chores import Chores
from app.gui.controller.device_control import FIRST_CAMERA, DeviceControl
from app.gui.controller.driver_control import DriverControl
from app.gui.controller.folders import Folders, own_folders
from app.gui.controller.gallery_control import GalleryControl
from app.gui.controller.notices import NoticeBoard
from app.gui.controller.preset_control import PresetControl
from app.gui.controller.reports import find_virtual_camera, gather_diagnostics, read_licences
from app.gui.controller.settings_keeper import SettingsKeeper
from app.gui.controller.stream_control import StreamControl
from app.gui.controller.stream_wish import stream_config
from app.gui.controller.weights_control import WeightsControl
from app.settings.hotkeys import Action
from app.settings.model import AppSettings, StreamSettings
from app.settings.presets import PresetLibrary
from app.tuning import Tuning

if TYPE_CHECKING:
    from app.licences import Licensed
    from app.pipeline.backstage import Backstage

_POLL_LIVE_MS = 100
_POLL_IDLE_MS = 300

_START = "start"
"""Key of the notice that the pipeline cannot be opened."""


OpenBackstage = Callable[[StreamConfig, Tuning, Path], "Backstage"]


def _open_backstage(config: StreamConfig, tuning: Tuning, portraits: Path) -> Backstage:
    from app.pipeline.backstage import open_backstage

    return open_backstage(config, tuning, portraits)


class Controller(QObject):
    """Holds everything the window shows and does everything it asks for.

    Args:
        settings: As they were read.
        keep: Whether changed settings are written; safe mode leaves the person's own alone.
        folders: Where the program keeps its things.
        open_backstage: Opens the pipeline; called on another thread.

    Attributes:
        notices: What the banners show.
        stream: The stream's buttons and figures.
        driver: What the window sees of the driver.
        gallery: The portraits.
        devices: Cameras and outputs.
        camera: A look through the camera.
        presets: Named tunings.
        weights: LivePortrait's networks.
    """

    ready = Signal()
    """The pipeline is open."""

    settings_changed = Signal(object)
    """``AppSettings``."""

    consent_wanted = Signal()
    """Start was pressed before the person agreed to the terms."""

    virtual_camera_checked = Signal(object)
    """``VirtualCameraCheck``."""

    diagnostics_ready = Signal(str)
    """Text for the clipboard."""

    closed = Signal()
    """Everything has ended; the program may go."""

    def __init__(
        self,
        settings: AppSettings,
        folders: Folders | None = None,
        *,
        keep: bool = True,
        open_backstage: OpenBackstage = _open_backstage,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.folders = folders or own_folders()
        self._open_backstage = open_backstage
        self._backstage: Backstage | None = None
        self._closing = False
        self._opening_failed = False
        self._chores = Chores()
        self._opening = Chores("backstage")
        self.notices = NoticeBoard(self)
        self._keeper = SettingsKeeper(settings, self.folders.settings if keep else None, self._chores, self)
        self.stream = StreamControl(lambda: self.settings, self.notices, self._chores, self)
        self.driver = DriverControl()
        self.gallery = GalleryControl(self._chores, self.notices, self)
        self.devices = DeviceControl(lambda: self.settings, self)
        self.camera = CameraControl(lambda: self.settings, self._chores, self)
        self.presets = PresetControl(PresetLibrary(self.folders.presets), self._chores, self.notices, self)
        self.weights = WeightsControl(self.notices, parent=self)
        self._actions = Actions(self)
        self._connect()
        self._timer = QTimer(self, interval=_POLL_IDLE_MS)
        self._timer.timeout.connect(self._poll)

    @property
    def settings(self) -> AppSettings:
        """Those in use."""
        return self._keeper.settings

    @property
    def is_open(self) -> bool:
        """Whether the pipeline is open."""
        return self._backstage is not None

    def open(self) -> None:
        """Opens the pipeline behind the window's back; ``ready`` says when."""
        self._timer.start()
        self._open_pipeline()
        self.presets.refresh()

    def change(self, settings: AppSettings) -> None:
        """Uses other settings; what they say of the stream is applied while it is live."""
        self._keeper.change(settings)

    def tune(self, tuning: Tuning) -> None:
        """Uses other controls and strengths, from the next frame on."""
        self.change(replace(self.settings, tuning=tuning))

    def choose_camera(self, key: str) -> None:
        """Uses another camera."""
        name = next((row.name for row in self.devices.cameras if row.id == key), "")
        self._change_stream(replace(self.settings.stream, camera_id=key, camera_name=name))

    def choose_output(self, key: str) -> None:
        """Uses another output, or none besides the preview."""
        self._change_stream(replace(self.settings.stream, output=key))

    def choose_engine(self, engine: EngineChoice) -> None:
        """Lets another engine draw."""
        self._change_stream(replace(self.settings.stream, engine=engine))

    def choose_size(self, size: tuple[int, int]) -> None:
        """Uses another size of the output, pixels."""
        self._change_stream(replace(self.settings.stream, size=size))

    def choose_fps(self, fps: float) -> None:
        """Uses another frame rate of the output."""
        self._change_stream(replace(self.settings.stream, fps=fps))

    def do(self, action: Action) -> None:
        """Does what a button or a hotkey stands for."""
        self._actions.do(action)

    def start(self) -> None:
        """Goes live, once the person has agreed to the terms."""
        if not self.settings.consent_given:
            self.consent_wanted.emit()
            return
        if self._closing:
            return
        if self._opening_failed:
            self._open_pipeline()
        self.stream.expect()
        self.camera.make_way(self._go_live)

    def give_consent(self, given: bool = True) -> None:
        """Notes that the person agreed, or took it back."""
        self.change(replace(self.settings, consent_given=given))

    def check_virtual_camera(self) -> None:
        """Looks whether there is one; ``virtual_camera_checked`` tells."""
        self._chores.run(find_virtual_camera, self.virtual_camera_checked.emit, self._not_checked)

    def collect_diagnostics(self) -> None:
        """Gathers the text for a fault report; ``diagnostics_ready`` brings it."""
        settings, logs = self.settings, self.folders.logs
        self._opening.run(
            lambda: gather_diagnostics(settings, logs), self.diagnostics_ready.emit, self._complain
        )

    def collect_licences(self, done: Callable[[tuple[Licensed, ...]], None]) -> None:
        """Reads whose work the program is made of."""
        self._chores.run(read_licences, done, self._complain)

    def close(self) -> None:
        """Ends everything in order, behind the window's back; ``closed`` says when."""
        if self._closing:
            return
        self._closing = True
        self.stream.stop()
        self.camera.watch(False)
        self.weights.cancel()
        self._keep_settings()
        backstage, camera = self._backstage, self.camera
        self._timer.start(_POLL_LIVE_MS)
        self._opening.run(lambda: _close(backstage, camera), lambda _: self._ended(), lambda _: self._ended())

    def _connect(self) -> None:
        self._keeper.changed.connect(self._settings_changed)
        self._keeper.not_kept.connect(self._settings_not_kept)
        self.gallery.chosen.connect(self._choose_portrait)
        self.gallery.removed.connect(self._replace_portrait)
        self.presets.applied.connect(self._use_preset)
        self.presets.saved.connect(self._name_preset)
        self.presets.renamed.connect(self._rename_preset)
        self.presets.deleted.connect(lambda name: self._rename_preset(name, ""))
        self.weights.installed.connect(self._use_weights)
        self.camera.watched.connect(self.driver.watch)
        self.stream.view_changed.connect(self._pace)
        self.devices.changed.connect(self._adopt_camera)
        self.devices.outputs_came.connect(lambda: self.stream.retry("output"))

    def _open_pipeline(self) -> None:
        self._opening_failed = False
        self.notices.drop(_START)
        config, tuning, portraits = stream_config(self.settings), self.settings.tuning, self.folders.portraits
        self._opening.run(
            lambda: self._open_backstage(config, tuning, portraits), self._opened, self._not_opened
        )

    def _not_opened(self, error: AppError) -> None:
        self._opening_failed = True  # the next start tries again
        self.stream.stop()
        self.notices.complain(_START, self.tr("The program cannot start"), error)

    def _go_live(self) -> None:
        if self.stream.is_expected:
            self.stream.start()

    def _opened(self, backstage: Backstage) -> None:
        if self._closing:
            backstage.close()
            return
        self._backstage = backstage
        # Both may have changed while it was being opened.
        backstage.studio.configure(stream_config(self.settings))
        backstage.studio.tune(self.settings.tuning)
        self.gallery.attach(backstage)
        self.devices.attach(backstage)
        self.camera.attach(backstage)
        self.driver.attach(backstage)
        self.stream.attach(backstage)
        self.ready.emit()

    def _ended(self) -> None:
        self._timer.stop()
        self._keep_settings()  # what dialogs changed as they went
        self._backstage = None
        self.weights.close()
        self._chores.close()
        # This very function is a result of the last pool, so that one ends after it.
        QTimer.singleShot(0, self._end_last)

    def _end_last(self) -> None:
        self._opening.close()
        self.closed.emit()

    def _poll(self) -> None:
        self._chores.poll()
        self._opening.poll()
        self.weights.poll()
        self.devices.poll()
        self.gallery.poll()
        self.camera.poll()
        self.stream.poll()

    def _pace(self) -> None:
        live = self.stream.view.state.is_running
        self._timer.setInterval(_POLL_LIVE_MS if live else _POLL_IDLE_MS)

    def _settings_changed(self, before: AppSettings, now: AppSettings) -> None:
        if self._backstage is not None:
            if stream_config(before) != stream_config(now):
                self._backstage.studio.configure(stream_config(now))
            if before.tuning != now.tuning:
                self._backstage.studio.tune(now.tuning)
        self.settings_changed.emit(now)

    def _settings_not_kept(self, error: AppError) -> None:
        self.notices.complain("settings", "", error, fatal=False)

    def _keep_settings(self) -> None:
        try:
            self._keeper.keep_now()
        except AppError as error:  # nobody is there any more to read a banner
            self.notices.complain("settings", "", error, fatal=False)

    def _choose_portrait(self, portrait: Path) -> None:
        self._change_stream(replace(self.settings.stream, portrait=portrait))

    def _replace_portrait(self, gone: Path, neighbour: Path | None) -> None:
        """One that is taken out of the gallery goes off the air."""
        if self.gallery.shows(gone, self.settings.stream.portrait):
            self._change_stream(replace(self.settings.stream, portrait=neighbour))

    def _use_weights(self) -> None:
        """Whoever left the choice to the program, or asked for LivePortrait, gets it now."""
        if self.settings.stream.engine is not EngineChoice.MESH:
            self.stream.retry("engine")

    def _change_stream(self, stream: StreamSettings) -> None:
        self.change(replace(self.settings, stream=stream))

    def _adopt_camera(self) -> None:
        """Until somebody chooses, the first camera that is there is the chosen one, by its own name."""
        first = self.devices.first_camera
        if self.settings.stream.camera_id == FIRST_CAMERA and first is not None:
            self.choose_camera(first.id)

    def _use_preset(self, name: str, tuning: Tuning) -> None:
        self.change(replace(self.settings, tuning=tuning, preset=name))

    def _name_preset(self, name: str) -> None:
        self.change(replace(self.settings, preset=name))

    def _rename_preset(self, old: str, new: str) -> None:
        if self.settings.preset == old:
            self._name_preset(new)

    def _complain(self, error: AppError) -> None:
        self.notices.complain("program", "", error, fatal=False)

    def _not_checked(self, error: AppError) -> None:
        from app.pipeline.sinks.devices import VirtualCameraCheck

        self.virtual_camera_checked.emit(VirtualCameraCheck(False, error.why, error.fix))


def _close(backstage: Backstage | None, camera: CameraControl) -> bool:
    camera.close()
    return backstage is None or backstage.close()
