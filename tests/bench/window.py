# ruff: noqa: T201 - a bench prints
"""What the window costs: its start, the longest stall of its event loop, processor time.

    python -m tests.bench.window [--seconds 20] [--rounds 3]

Run it under the platform to be measured (Xvfb, or a desktop). Everything goes through the real
pipeline with the demo performer at 1280 x 720 and 30 frames a second; the preview's share is the
difference between rounds with the window shown and hidden, taken in turn.
"""

from __future__ import annotations

# ruff: noqa: E402 - pools are limited before anything makes one, as the program does it
from app.pools import limit_memory_arenas, limit_thread_pools

limit_thread_pools()
limit_memory_arenas()

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import psutil
from PySide6.QtCore import QEventLoop, Qt, QTimer

from app.config import EngineChoice
from app.gui.application import make_application
from app.gui.controller import Controller, Folders
from app.gui.environment import clean_qt_environment
from app.gui.main_window import MainWindow
from app.gui.theme import apply_theme
from app.gui.translation import install_translations
from app.gui.views import StreamState
from app.settings.hotkeys import Action
from app.settings.model import AppSettings, StreamSettings, Theme

_BEAT_MS = 5
_STARTS = 5


class Control:
    """A process that only sleeps and wakes: what the machine itself adds to a stall."""

    def __init__(self, seconds: float) -> None:
        script = (
            "import sys, time\nworst, end = 0.0, time.time() + float(sys.argv[1])\n"
            "while time.time() < end:\n"
            "    at = time.perf_counter(); time.sleep(0.005)\n"
            "    worst = max(worst, time.perf_counter() - at - 0.005)\nprint(worst)"
        )
        command = [sys.executable, "-c", script, str(seconds)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own

    def worst(self) -> float:
        """Its longest stall, seconds."""
        return float(self._process.communicate()[0])


class Heartbeat:
    """A timer of the event loop that notes by how much it came too late."""

    def __init__(self) -> None:
        self._timer = QTimer(interval=_BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = 0.0
        self.stalls: list[float] = []

    def listen(self, seconds: float) -> float:
        """Lets the event loop run and returns its longest stall, seconds."""
        self.stalls, self._last = [], time.perf_counter()
        self._timer.start()
        rest(seconds)
        self._timer.stop()
        return max(self.stalls)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.stalls.append(now - self._last - _BEAT_MS / 1000)
        self._last = now


def rest(seconds: float) -> None:
    """Lets the event loop run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def wait(condition: Callable[[], bool]) -> None:
    """Lets the event loop run until the condition holds."""
    until = time.monotonic() + 60
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError
        rest(0.02)


def open_window() -> tuple[Controller, MainWindow]:
    """The window as a person gets it, in folders of its own."""
    clean_qt_environment()
    application = make_application()
    apply_theme(application, Theme.DARK)
    install_translations(application, "en")
    home = Path(tempfile.mkdtemp(prefix="liveportrait-cam-"))
    settings = AppSettings(
        stream=StreamSettings(camera_id="demo:", output="null", engine=EngineChoice.MESH),
        first_run_done=True,
        consent_given=True,
    )
    folders = Folders(home / "settings.json", home / "presets", home / "portraits", home / "logs")
    controller = Controller(settings, folders)
    window = MainWindow(controller)
    window.show_first()
    application.processEvents()
    return controller, window


def start_seconds() -> list[float]:
    """From the start of a process to its painted window, for several."""
    command = [sys.executable, "-m", "tests.bench.window", "--start"]
    return [float(_answer(command).split()[-1]) for _ in range(_STARTS)]


def _answer(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own


def processor_share(seconds: float) -> float:
    """Percent of one core that this process uses while the event loop runs."""
    process = psutil.Process()
    before, at = sum(process.cpu_times()[:2]), time.perf_counter()
    rest(seconds)
    return 100 * (sum(process.cpu_times()[:2]) - before) / (time.perf_counter() - at)


def acting(controller: Controller) -> Callable[[], None]:
    """Somebody who never sits still: slides, swaps portraits, mirrors, opens dialogs' data."""
    step = 0

    def act() -> None:
        nonlocal step
        step += 1
        tuning = controller.settings.tuning
        smile = (step % 20) / 20
        controller.tune(replace(tuning, controls=replace(tuning.controls, smile=smile)))
        if step % 20 == 10:
            controller.do(Action.NEXT_PORTRAIT)
        if step % 20 == 19:
            controller.do(Action.MIRROR)

    return act


def measure(seconds: float, rounds: int) -> None:
    """Prints the figures."""
    starts = start_seconds()
    print(
        f"start to painted window   {median(starts):6.2f} s "
        f"({_STARTS} starts: {min(starts):.2f} to {max(starts):.2f})"
    )
    controller, window = open_window()
    controller.open()
    wait(lambda: controller.is_open and len(window.thumbnails) >= 3)
    rest(2)
    idle = processor_share(seconds / 2)
    print(f"idle window               {idle:6.1f} % of a core")
    controller.start()
    wait(lambda: controller.stream.view.state is StreamState.LIVE)
    rest(3)
    shown, hidden = [], []
    for _ in range(rounds):
        window.show()
        rest(0.5)
        shown.append(processor_share(seconds / 2))
        window.hide()
        rest(0.5)
        hidden.append(processor_share(seconds / 2))
    window.show()
    rest(1)  # a whole window is painted when it comes back
    preview = median(one - other for one, other in zip(shown, hidden, strict=True))
    print(
        f"live preview adds         {preview:6.1f} % of a core "
        f"({median(shown):.0f} with the window shown, {median(hidden):.0f} with it hidden)"
    )
    heartbeat = Heartbeat()
    _tell_stalls("live", heartbeat, seconds, rounds)
    window.tuning.action_units_section.set_expanded(True)
    rest(1)
    _tell_stalls("with action units", heartbeat, seconds, rounds)
    window.tuning.action_units_section.set_expanded(False)
    person, act = QTimer(interval=100), acting(controller)
    person.timeout.connect(act)
    person.start()
    _tell_stalls("used", heartbeat, seconds, rounds)
    person.stop()
    statistics = controller.stream.view.statistics
    if statistics is not None:
        print(f"output meanwhile          {statistics.fps.value:6.1f} fps, {statistics.gaps} gaps")
    window.leave()
    ended: list[bool] = []
    controller.closed.connect(lambda: ended.append(True))
    wait(lambda: bool(ended))


def _tell_stalls(name: str, heartbeat: Heartbeat, seconds: float, rounds: int) -> None:
    control = Control(seconds)
    worst = [heartbeat.listen(seconds / rounds) for _ in range(rounds)]
    print(
        f"longest stall, {name}       {1000 * median(worst):6.1f} ms (worst {1000 * max(worst):.1f}; "
        f"a process that only sleeps: {1000 * control.worst():.1f})"
    )


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--start", action="store_true", help="only open the window and tell how long it took")
    arguments = parser.parse_args()
    if arguments.start:
        open_window()
        print(time.time() - psutil.Process().create_time())
        return
    measure(arguments.seconds, arguments.rounds)


if __name__ == "__main__":
    main()
