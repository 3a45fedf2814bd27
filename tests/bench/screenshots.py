"""Pictures of every screen and state of the window, to be looked at.

    python -m tests.bench.screenshots out/screenshots [--size 1280x800] [--theme dark] [--language en]

Each is made through the real pipeline with the demo performer, in folders of its own. Scale 2 comes
with ``QT_SCALE_FACTOR=2``; ``make screenshots`` makes all combinations under Xvfb.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic

import numpy as np
from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QScrollArea, QTabWidget, QWidget

from app.config import EngineChoice
from app.errors import AppError, Reason
from app.facs import ActionUnit
from app.gui.application import make_application
from app.gui.controller import Controller, Folders
from app.gui.controller.wording import problem_title
from app.gui.dialogs.confirm import confirm_close_live
from app.gui.dialogs.safe_mode import SafeModeDialog
from app.gui.environment import clean_qt_environment
from app.gui.main_window import MainWindow
from app.gui.theme import apply_theme
from app.gui.translation import install_translations
from app.gui.views import Notice, Remedy, Severity, StreamState
from app.gui.wizard.guide import Guide
from app.settings.hotkeys import Action
from app.settings.model import AppSettings, InterfaceSettings, StreamSettings, Theme
from app.tuning import ActionUnitGains

_PATIENCE_S = 30.0


class Studio:
    """A window that is driven from state to state and photographed in each."""

    def __init__(self, application: QApplication, folder: Path, settings: AppSettings, size: tuple[int, int]):
        self._application = application
        self._folder = folder
        self._home = Path(tempfile.mkdtemp(prefix="liveportrait-cam-"))
        home = self._home
        folders = Folders(home / "settings.json", home / "presets", home / "portraits", home / "logs")
        interface = replace(settings.interface, recordings_folder=home, snapshots_folder=home)
        self.controller = Controller(replace(settings, interface=interface), folders)
        self.window = MainWindow(self.controller)
        self.window.resize(*size)
        self._count = 0

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Lets the window live until the condition holds."""
        until = monotonic() + _PATIENCE_S
        while not condition():
            if monotonic() > until:
                raise TimeoutError(what)
            self.rest(0.02)

    def rest(self, seconds: float) -> None:
        """Lets the window live for a while."""
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Photographs the window, or another widget."""
        self.rest(0.15)
        self._count += 1
        (widget or self.window).grab().save(str(self._folder / f"{self._count:02d}-{name}.png"))

    def dialog(self) -> QDialog:
        """The dialog that is open."""
        self.rest(0.1)
        return next(one for one in self.window.findChildren(QDialog) if one.isVisible())

    def take_dialog(self, name: str) -> QDialog:
        """Photographs the dialog that is open."""
        dialog = self.dialog()
        self.take(name, dialog)
        return dialog

    def close(self) -> None:
        """Ends everything."""
        self.window.leave()
        done: list[bool] = []
        self.controller.closed.connect(lambda: done.append(True))
        self.wait(lambda: bool(done), "the end")


def photograph(studio: Studio) -> None:
    """Goes through all of it."""
    for part in (_stopped, _live, _troubles, _dialogs, _guide):
        part(studio)


def _stopped(studio: Studio) -> None:
    window, controller = studio.window, studio.controller
    window.show()
    studio.take("opening")
    controller.open()
    studio.wait(lambda: controller.is_open and len(window.thumbnails) >= 3, "the gallery")
    studio.rest(1.0)
    studio.take("stopped")
    _add_portrait_without_face(studio)
    studio.take("portrait-without-face")


def _live(studio: Studio) -> None:
    controller = studio.controller
    controller.start()
    studio.take("starting")
    studio.wait(lambda: controller.stream.view.state is StreamState.LIVE, "live")
    studio.rest(3.0)
    studio.take("live")
    controller.do(Action.SHOW_LANDMARKS)
    studio.rest(0.5)
    studio.take("landmarks")
    interface = replace(controller.settings.interface, show_camera=True)
    controller.change(replace(controller.settings, interface=interface))
    studio.rest(0.5)
    studio.take("camera-inset")
    controller.change(replace(controller.settings, interface=replace(interface, show_camera=False)))
    controller.do(Action.SHOW_STATISTICS)
    studio.rest(0.8)
    studio.take("statistics")
    controller.do(Action.SHOW_STATISTICS)
    controller.do(Action.RECENTER)
    studio.take("countdown")
    controller.stream.call_off_recenter()
    controller.do(Action.FREEZE)
    studio.take("frozen")
    controller.do(Action.FREEZE)
    controller.do(Action.PANIC)
    studio.rest(0.3)
    studio.take("panic")
    controller.do(Action.PANIC)
    controller.do(Action.RECORD)
    studio.wait(lambda: controller.stream.view.recording is not None, "recording")
    studio.rest(1.5)
    studio.take("recording")
    controller.do(Action.RECORD)
    studio.wait(lambda: controller.stream.view.recording is None, "the end of the recording")
    studio.rest(0.6)
    studio.take("recording-saved")
    tuning = controller.settings.tuning
    controller.tune(replace(tuning, controls=replace(tuning.controls, smile=0.8, wink=0.6, head_roll=-0.3)))
    studio.rest(0.6)
    studio.take("tuned")
    _show_action_units(studio)
    controller.do(Action.NEXT_PORTRAIT)
    controller.choose_size((720, 1280))
    studio.rest(1.5)
    studio.take("upright")
    controller.choose_size((1280, 720))
    controller.do(Action.RESET_TUNING)
    studio.rest(0.6)


def _show_action_units(studio: Studio) -> None:
    panel, tuning = studio.window.tuning, studio.controller.settings.tuning
    gains = ActionUnitGains(lip_corner_puller=1.6, blink=0.4, micro_expressions=0.6)
    studio.controller.tune(replace(tuning, action_units=gains))
    others = [section for section in panel.sections[:-2] if section.is_expanded()]
    for section in others:
        section.set_expanded(False)
    panel.action_units_section.set_expanded(True)
    studio.rest(1.0)
    studio.take("action-units")
    scroll = panel.findChild(QScrollArea)
    if scroll is not None:
        scroll.ensureWidgetVisible(panel.action_units.units[ActionUnit.MOUTH_STRETCH])
    studio.take("action-units-below")
    panel.action_units_section.set_expanded(False)
    for section in others:
        section.set_expanded(True)


def _troubles(studio: Studio) -> None:
    controller = studio.controller
    controller.choose_camera("Studio webcam that is gone")
    controller.choose_output("vcam")
    studio.rest(2.0)
    studio.take("camera-gone")
    controller.notices.complain(
        "recording",
        "",
        AppError(
            "the recording stopped",
            "the disk is full",
            "Free some space, then record again",
            reason=Reason.DISK_FULL,
        ),
    )
    for count in range(3):
        controller.notices.post(
            Notice(f"note {count}", Severity.INFO, "Snapshot saved", "a file", remedy=Remedy.OPEN_FOLDER)
        )
    studio.take("notices")
    _drop_notices(controller)
    hangs = "it has been busy for seconds with what takes a moment, and does not come back"
    fix = "Restart the computer if it happens again"
    lost = AppError("the liveportrait engine hangs", hangs, fix, reason=Reason.ENGINE_FAILED)
    else_there = "somebody else is in front of the camera"
    fix = "Recentre, and it follows this person"
    stranger = AppError("the portrait does not move", else_there, fix, reason=Reason.SOMEBODY_ELSE)
    for part, error, remedy in (
        ("engine", lost, Remedy.RETRY),
        ("driver", stranger, Remedy.RECENTER),
    ):
        controller.notices.complain(part, problem_title(part), error, remedy=remedy, fatal=False)
    studio.take("engine-lost-and-somebody-else")
    _drop_notices(controller)
    controller.choose_camera("demo:")
    controller.choose_output("null")
    studio.wait(lambda: controller.stream.view.face_seen is True, "the camera again")


def _drop_notices(controller: Controller) -> None:
    for notice in controller.notices.notices:
        controller.notices.drop(notice.key)


def _dialogs(studio: Studio) -> None:
    window, desk = studio.window, studio.window.desk
    desk.open_preferences()
    preferences = studio.dialog()
    (tabs,) = preferences.findChildren(QTabWidget)
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        studio.take(f"preferences-{place + 1}", preferences)
    preferences.reject()
    for name, show in _plain_dialogs(studio):
        show()
        studio.rest(0.6)
        studio.take_dialog(name).reject()
        studio.rest(0.1)
    confirm = confirm_close_live(True, window)
    confirm.open()
    studio.take("confirm-close", confirm)
    confirm.reject()
    safe = SafeModeDialog(window)
    safe.open()
    studio.take("safe-mode", safe)
    safe.reject()
    for menu in window.menuBar().actions():
        popup = menu.menu()
        if not isinstance(popup, QMenu):
            raise TypeError(f"{menu.text()} is no menu")
        popup.popup(window.mapToGlobal(window.menuBar().actionGeometry(menu).bottomLeft()))
        studio.take(f"menu-{menu.text().replace('&', '')}", popup)
        popup.hide()
    window.tray.menu.popup(window.mapToGlobal(window.rect().center()))
    studio.take("tray-menu", window.tray.menu)
    window.tray.menu.hide()


def _plain_dialogs(studio: Studio) -> Iterator[tuple[str, Callable[[], None]]]:
    desk = studio.window.desk
    yield "hotkeys", desk.open_hotkeys
    yield "about", desk.open_about
    yield "consent", desk.ask_consent
    yield "virtual-camera", desk.open_output_help
    yield "download", desk.open_download
    yield "preset-save", desk.save_preset
    yield "preset-rename", lambda: desk.rename_preset("Calm")
    yield "preset-delete", lambda: desk.delete_preset("Calm")


def _guide(studio: Studio) -> None:
    studio.controller.stream.stop()
    studio.wait(lambda: studio.controller.stream.view.state is StreamState.STOPPED, "stopped")
    studio.window.desk.open_guide()
    guide = studio.dialog()
    if not isinstance(guide, Guide):
        raise TypeError(f"this is no guide: {guide}")
    for page in range(len(guide.pageIds())):
        studio.rest(1.2 if page == 1 else 0.4)
        studio.take(f"guide-{page + 1}", guide)
        guide.skip()
    guide.reject()


def _add_portrait_without_face(studio: Studio) -> None:
    plain = Path(tempfile.mkdtemp()) / "A very long name of a landscape.png"
    rows = np.linspace(60, 200, 300, dtype=np.uint8)[:, None, None]
    Image.fromarray(np.broadcast_to(rows, (300, 400, 3)).copy()).save(plain)
    here = studio.controller.settings.stream.portrait
    before = len(studio.window.thumbnails)
    studio.controller.gallery.add_files([plain])
    studio.wait(lambda: len(studio.window.thumbnails) > before, "its thumbnail")
    studio.rest(0.5)
    stream = replace(studio.controller.settings.stream, portrait=here)
    studio.controller.change(replace(studio.controller.settings, stream=stream))
    studio.rest(0.5)


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--theme", choices=[theme.value for theme in Theme], default="dark")
    parser.add_argument("--language", default="en")
    arguments = parser.parse_args()
    width, _, height = arguments.size.partition("x")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    clean_qt_environment()
    application = make_application()
    theme = Theme(arguments.theme)
    apply_theme(application, theme)
    install_translations(application, arguments.language)
    settings = AppSettings(
        stream=StreamSettings(camera_id="demo:", output="null", engine=EngineChoice.MESH),
        interface=InterfaceSettings(theme=theme, language=arguments.language),
        first_run_done=True,
        consent_given=True,
    )
    studio = Studio(application, arguments.folder, settings, (int(width), int(height)))
    try:
        photograph(studio)
    finally:
        studio.close()


if __name__ == "__main__":
    main()
