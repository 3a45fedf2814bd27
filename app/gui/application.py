"""The desktop program from its start to its end."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app import paths
from app.command_configs import AppConfig
from app.errors import AppError
from app.gui.controller import Controller, own_folders
from app.gui.dialogs.safe_mode import SafeModeDialog
from app.gui.environment import clean_qt_environment
from app.gui.main_window import MainWindow
from app.gui.single_instance import SingleInstance
from app.gui.theme import app_icon, apply_theme
from app.gui.translation import install_translations
from app.settings.sentinel import Sentinel, safe_settings
from app.settings.store import Loaded, load

_log = logging.getLogger(__name__)

_INSTANCE = "liveportrait-cam"
_SIGNALS_MS = 200


def run_application(config: AppConfig) -> int:
    """Shows the window until the person closes it.

    Args:
        config: How to start.

    Returns:
        The program's exit code.
    """
    clean_qt_environment()
    application = make_application()
    instance = SingleInstance(_INSTANCE, parent=application)
    if not instance.acquire():
        _log.info("the window is open already; it was asked to come to the front")
        return 0
    sentinel = Sentinel(paths.state_dir())
    unclean = sentinel.begin()
    try:
        code = _run(application, instance, config, unclean=unclean)
        sentinel.end()  # what a fault ended was no good end: the next start offers safe mode
        return code
    finally:
        instance.close()


def make_application() -> QApplication:
    """The one QApplication, with the program's name and icon."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(application, QApplication):
        raise AppError("cannot open the window", "another Qt program runs in this process", "Start it anew")
    application.setApplicationName(_INSTANCE)
    application.setApplicationDisplayName(paths.APP_NAME)
    application.setDesktopFileName(_INSTANCE)
    application.setWindowIcon(app_icon())
    application.setQuitOnLastWindowClosed(False)
    return application


def _run(
    application: QApplication,
    instance: SingleInstance,
    config: AppConfig,
    *,
    unclean: bool,
) -> int:
    loaded = load(paths.settings_file())
    for problem in loaded.problems:
        _log.warning("settings: %s", problem)
    apply_theme(application, loaded.settings.interface.theme)
    install_translations(application, loaded.settings.interface.language)
    safe = config.safe_mode or (unclean and SafeModeDialog.ask())
    settings = safe_settings(loaded.settings) if safe else loaded.settings
    controller = Controller(settings, own_folders(), keep=not safe, parent=application)
    window = MainWindow(controller)
    instance.raise_asked.connect(window.come_to_front)
    controller.closed.connect(application.quit)
    window.show_first(safe=safe)
    _tell(controller, loaded)
    # The window is painted first; the pipeline takes a second to import.
    QTimer.singleShot(0, controller.open)
    if config.start and not safe:
        QTimer.singleShot(0, controller.start)
    with _Watch(controller, application, window.leave):  # whoever sends a signal means it
        return application.exec()


def _tell(controller: Controller, loaded: Loaded) -> None:
    if loaded.problem is not None:
        controller.notices.complain("settings", "", loaded.problem, fatal=False)


class _Watch(QObject):
    """Ctrl-C closes in order, and a fault in a slot is logged and told instead of lost."""

    def __init__(self, controller: Controller, application: QApplication, close: Callable[[], None]) -> None:
        super().__init__(application)
        self._controller = controller
        self._close = close
        self._hook = sys.excepthook
        self._asked = False
        self._telling = False
        # Python runs its signal handlers between bytecodes, of which an idle event loop has none.
        self._pulse = QTimer(self, interval=_SIGNALS_MS)
        self._pulse.timeout.connect(self._look)

    def __enter__(self) -> _Watch:
        sys.excepthook = self._report
        self._before = {number: signal.signal(number, self._note) for number in _ENDING}
        self._pulse.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._pulse.stop()
        sys.excepthook = self._hook
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, *_: object) -> None:
        self._asked = True

    def _look(self) -> None:
        if self._asked:
            self._asked = False
            self._close()

    def _report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._asked = True
            return
        _log.error("a fault of the program", exc_info=(kind, error, trace))
        if self._telling:  # showing the last one is what went wrong
            return
        why, fix = f"{kind.__name__}: {error}", "Please report this with the log file"
        self._telling = True
        try:
            self._controller.notices.complain("fault", "", AppError("something did not work", why, fix))
        finally:
            self._telling = False


_ENDING = (signal.SIGINT, signal.SIGTERM)
