"""Whether the program ended well the last time, and what to start with when it did not."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from filelock import FileLock, Timeout

from app.config import EngineChoice, NetworkConfig
from app.settings.model import AppSettings, InterfaceSettings, StreamSettings

_log = logging.getLogger(__name__)


class Sentinel:
    """A file that is there while the program runs, and stays behind when it crashes.

    Beside it the running program holds a lock, which the system lets go however the program ends:
    a number of a process could by then be another's.

    Args:
        folder: Where to keep both, such as ``paths.state_dir()``; made if need be.
    """

    def __init__(self, folder: Path) -> None:
        self._mark = folder / "running"
        self._lock = FileLock(folder / "running.lock", timeout=0, thread_local=False)

    def begin(self) -> bool:
        """Says that the program runs; call it once, first of all.

        Returns:
            Whether the last run ended uncleanly. A run that still goes on has not, and a folder
            that cannot be written tells nothing.
        """
        try:
            self._mark.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout:
            return False
        except (OSError, NotImplementedError) as error:
            _log.warning("an unclean end could not be noticed: %s", error)
            return False
        unclean = False
        try:
            unclean = self._mark.exists()
            self._mark.write_text(f"{os.getpid()}\n", encoding="ascii")
        except OSError as error:
            _log.warning("an unclean end could not be noticed: %s", error)
        return unclean

    def end(self) -> None:
        """Says that the program ended well; does nothing if it did not begin, or twice."""
        if not self._lock.is_locked:
            return
        try:
            self._mark.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("the next start will take this end for a crash: %s", error)
        self._lock.release()


def safe_settings(settings: AppSettings) -> AppSettings:
    """What safe mode starts with: defaults on the CPU, with nothing tuned.

    Kept is what lets a person find their way and cannot bring a crash back: keys, theme, language,
    folders, and what has been agreed to.
    """
    interface = settings.interface
    return AppSettings(
        stream=StreamSettings(engine=EngineChoice.MESH, networks=NetworkConfig(device="cpu")),
        interface=InterfaceSettings(
            theme=interface.theme,
            language=interface.language,
            recordings_folder=interface.recordings_folder,
            snapshots_folder=interface.snapshots_folder,
        ),
        hotkeys=settings.hotkeys,
        first_run_done=settings.first_run_done,
        consent_given=settings.consent_given,
    )
