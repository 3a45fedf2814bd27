"""The wires between the window's panels and the controller: values in, wishes out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.config import EngineChoice
from app.gui.controller import Controller
from app.gui.meter_wiring import MeterWiring
from app.gui.theme import apply_theme
from app.gui.views import BGRAImage, Notice, PortraitChoice, StreamState, StreamView
from app.settings.hotkeys import Action
from app.settings.model import AppSettings

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow

_INSET_FPS = 15
_INSET_SIDE = 240
"""Largest side of the camera's inset, device pixels at scale 1."""


class Wiring(QObject):
    """Connects both ways, and shows what the controller has at the start.

    Args:
        window: With its panels.
        controller: The program.
    """

    def __init__(self, window: MainWindow, controller: Controller) -> None:
        super().__init__(window)
        self._window = window
        self._controller = controller
        self._still_serial = -1
        self._shown: AppSettings | None = None
        self._inset = QTimer(self, interval=1000 // _INSET_FPS)
        self._inset.timeout.connect(self._show_camera)
        self.meters = MeterWiring(window.tuning, controller, self)
        self._connect_stream()
        self._connect_gallery()
        self._connect_tuning()
        self._connect_pickers()
        self._connect_notices()
        self._connect_menus()
        controller.settings_changed.connect(self._show_settings)
        self._show_settings(controller.settings)
        self._show_view(controller.stream.view)
        self._show_devices()

    def _connect_stream(self) -> None:
        window, controller = self._window, self._controller
        for panel in (window.transport, window.hotkeys, window.tray, window.menus):
            panel.triggered.connect(self._do)
        controller.stream.view_changed.connect(self._show_view)
        controller.stream.countdown_changed.connect(window.preview.show_countdown)
        controller.stream.still_came.connect(self._show_still)
        window.preview.installEventFilter(self)
        window.statistics.reset_asked.connect(controller.stream.reset_statistics)
        window.statistics.copy_asked.connect(window.desk.copy_diagnostics)

    def _connect_gallery(self) -> None:
        window, gallery = self._window, self._controller.gallery
        gallery.portraits_changed.connect(self._show_portraits)
        gallery.thumbnail_made.connect(self._show_thumbnail)
        window.gallery.chosen.connect(gallery.choose)
        window.gallery.renamed.connect(gallery.rename)
        window.gallery.removed.connect(gallery.remove)
        window.gallery.files_added.connect(gallery.add_files)
        window.gallery.image_added.connect(gallery.add_image)
        window.gallery.restore_shipped.connect(gallery.restore_shipped)
        window.desk.portraits_wanted.connect(window.gallery.add_from_dialog)
        window.desk.camera_wanted.connect(window.pickers.camera.setFocus)
        window.preview.files_dropped.connect(gallery.add_files)
        window.preview.image_dropped.connect(gallery.add_image)

    def _connect_tuning(self) -> None:
        window, presets, desk = self._window, self._controller.presets, self._window.desk
        window.tuning.tuning_changed.connect(self._controller.tune)
        row = window.tuning.presets
        row.preset_chosen.connect(presets.apply)
        row.save_asked.connect(desk.save_preset)
        row.rename_asked.connect(desk.rename_preset)
        row.delete_asked.connect(desk.delete_preset)
        row.import_asked.connect(desk.import_preset)
        row.export_asked.connect(desk.export_preset)
        presets.changed.connect(lambda _: self._show_presets())

    def _connect_pickers(self) -> None:
        pickers, controller = self._window.pickers, self._controller
        pickers.camera_chosen.connect(controller.choose_camera)
        pickers.engine_chosen.connect(controller.choose_engine)
        pickers.output_chosen.connect(controller.choose_output)
        pickers.size_chosen.connect(lambda width, height: controller.choose_size((width, height)))
        pickers.fps_chosen.connect(controller.choose_fps)
        controller.devices.changed.connect(self._show_devices)

    def _connect_notices(self) -> None:
        banners, notices = self._window.banners, self._controller.notices
        for notice in reversed(notices.notices):
            banners.post(notice)
        notices.posted.connect(self._show_notice)
        notices.dropped.connect(banners.withdraw)
        banners.dismissed.connect(notices.drop)
        banners.remedy_chosen.connect(self._remedy)

    def _connect_menus(self) -> None:
        window, desk, menus = self._window, self._window.desk, self._window.menus
        menus.add_portraits_asked.connect(window.gallery.add_from_dialog)
        menus.choose_video_asked.connect(desk.choose_video)
        menus.restore_portraits_asked.connect(self._controller.gallery.restore_shipped)
        menus.import_preset_asked.connect(desk.import_preset)
        menus.preferences_asked.connect(desk.open_preferences)
        menus.hotkeys_asked.connect(desk.open_hotkeys)
        menus.recordings_asked.connect(desk.open_recordings)
        menus.guide_asked.connect(desk.open_guide)
        menus.output_help_asked.connect(desk.open_output_help)
        menus.logs_asked.connect(desk.open_logs)
        menus.diagnostics_asked.connect(desk.copy_diagnostics)
        menus.about_asked.connect(desk.open_about)
        menus.camera_inset_toggled.connect(self._choose_camera_inset)
        menus.full_screen_toggled.connect(window.set_full_screen)
        menus.quit_asked.connect(window.ask_to_close)
        window.tray.quit_asked.connect(window.ask_to_close)

    def _do(self, action: Action) -> None:
        self._controller.do(action)

    def _show_notice(self, notice: Notice) -> None:
        if notice.count == 1:  # other words under the same key are no second time
            self._window.banners.withdraw(notice.key)
        self._window.banners.post(notice)

    def _remedy(self, notice: Notice) -> None:
        self._window.desk.remedy(notice)

    def _show_view(self, view: StreamView) -> None:
        window = self._window
        live = view.state is StreamState.LIVE
        if live and not window.preview.is_live:
            window.preview.set_live(self._controller.settings.stream.fps)
        elif not live and window.preview.is_live:
            window.preview.set_idle()
        self._follow_inset()
        window.preview.show_view(view)
        window.transport.show_view(view)
        window.tray.update_view(view)
        window.menus.show_stream(live=live)
        self._mark_portrait(self._controller.settings)
        window.pickers.set_recording(view.recording is not None)
        window.statistics.show_statistics(view.statistics)
        self._show_engine(view)

    def _show_still(self) -> None:
        """The portrait as Start would show it."""
        preview = self._window.preview
        size = preview.size() * preview.devicePixelRatioF()
        picture = self._controller.stream.pull_preview(size.width(), size.height(), -1)
        preview.show_still(None if picture is None else picture.pixels)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Fits the portrait anew when the preview has another size."""
        if event.type() is QEvent.Type.Resize and not self._window.preview.is_live:
            self._show_still()
        return super().eventFilter(watched, event)

    def _show_portraits(self, portraits: tuple[PortraitChoice, ...]) -> None:
        self._window.gallery.set_portraits(portraits)
        self._mark_portrait(self._controller.settings)

    def _mark_portrait(self, settings: AppSettings) -> None:
        on_air = self._controller.stream.view.state is StreamState.LIVE
        self._window.gallery.set_current(self._controller.gallery.id_of(settings.stream.portrait), on_air)

    def _show_thumbnail(self, key: str, pixels: BGRAImage) -> None:
        self._window.thumbnails[key] = pixels
        self._window.gallery.set_thumbnail(key, pixels)

    def _show_devices(self) -> None:
        stream, devices = self._controller.settings.stream, self._controller.devices
        self._window.pickers.set_cameras(devices.cameras, stream.camera_id)
        self._window.pickers.set_outputs(devices.outputs, stream.output)

    def _show_presets(self) -> None:
        used, presets = self._controller.settings.preset, self._controller.presets
        choice = presets.named(used)
        names = [one.name for one in presets.choices]
        self._window.tuning.set_presets(names, used, None if choice is None else choice.tuning)

    def _show_engine(self, view: StreamView) -> None:
        """Stopped, it is not known which one will draw; asked for by name it counts as possible."""
        asked = self._controller.settings.stream.engine
        name = view.engine or ("mesh" if asked is EngineChoice.MESH else "liveportrait")
        self._window.tuning.set_retargeting(name == "liveportrait")
        self._window.tuning.set_controls_only(view.engine == "liveportrait")

    def _show_settings(self, settings: AppSettings) -> None:
        before, self._shown = self._shown, settings
        window = self._window
        if before is None or before.stream != settings.stream:
            self._show_stream_settings(settings)
        if before is None or before.hotkeys != settings.hotkeys:
            for panel in (window.menus.show_hotkeys, window.transport.set_hotkeys, window.hotkeys.apply):
                panel(settings.hotkeys)
        if before is None or before.interface != settings.interface:
            self._show_interface(settings)
        if before is None or (before.tuning, before.preset) != (settings.tuning, settings.preset):
            window.tuning.set_tuning(settings.tuning)
            self._show_presets()

    def _show_stream_settings(self, settings: AppSettings) -> None:
        stream, window = settings.stream, self._window
        self._show_devices()
        window.pickers.set_engine(stream.engine)
        window.pickers.set_size(stream.size)
        window.pickers.set_fps(stream.fps)
        window.transport.set_mirrored(stream.mirror_output)
        self._mark_portrait(settings)
        if window.preview.is_live:
            window.preview.set_live(stream.fps)

    def _show_interface(self, settings: AppSettings) -> None:
        interface, window = settings.interface, self._window
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, interface.theme)
        window.preview.set_landmarks_shown(interface.show_landmarks)
        window.preview.set_badge_shown(interface.show_badge)
        window.statistics.setVisible(interface.show_statistics)
        window.tray.set_shown(interface.minimise_to_tray)
        window.menus.show_interface(
            landmarks=interface.show_landmarks,
            camera=interface.shows_camera,
            statistics=interface.show_statistics,
        )
        self._controller.driver.show(interface.shows_camera)
        self._follow_inset()

    def _follow_inset(self) -> None:
        wanted = self._controller.settings.interface.shows_camera and self._window.preview.is_live
        if wanted and not self._inset.isActive():
            self._inset.start()
        elif not wanted and self._inset.isActive():
            self._inset.stop()
            self._window.preview.show_camera(None)

    def _choose_camera_inset(self, shown: bool) -> None:
        settings = self._controller.settings
        interface = settings.interface
        if shown is not interface.shows_camera:
            landmarks = shown or interface.show_landmarks
            interface = replace(interface, show_camera=shown, show_landmarks=landmarks)
            self._controller.change(replace(settings, interface=interface))

    def _show_camera(self) -> None:
        side = round(_INSET_SIDE * self._window.devicePixelRatioF())
        self._window.preview.show_camera(self._controller.driver.pull(side, side))
