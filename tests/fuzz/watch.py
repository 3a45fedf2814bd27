"""Sees what a parser does beside parsing: files, programs, connections and code that it must not touch."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_FORBIDDEN = frozenset(
    {
        "os.system",
        "os.exec",
        "os.posix_spawn",
        "os.fork",
        "os.forkpty",
        "os.startfile",
        "subprocess.Popen",
        "socket.connect",
        "socket.getaddrinfo",
        "ctypes.dlopen",
        "shutil.rmtree",
        "pickle.find_class",
        "urllib.Request",
        "webbrowser.open",
    }
)

_HARMLESS_CLASSES = ("collections", "torch")
"""Whose names torch's restricted loader looks up by itself, without Python's unpickler."""


@dataclass(slots=True)
class Watch:
    """What was seen.

    Attributes:
        folder: Where files may be opened and written.
        seen: What must not have happened, a line each.
    """

    folder: Path
    seen: list[str] = field(default_factory=list)

    def note(self, event: str, arguments: tuple[object, ...]) -> None:
        """Takes one of Python's audit events."""
        if event in _FORBIDDEN:
            self.seen.append(f"{event} {arguments!r:.200}")
        elif event == "open" and arguments and isinstance(arguments[0], str | bytes | os.PathLike):
            path = Path(os.fsdecode(arguments[0])).absolute()
            if not self._is_allowed(path):
                self.seen.append(f"opened {path}")

    def _is_allowed(self, path: Path) -> bool:
        process = (Path("/proc/self"), Path(f"/proc/{os.getpid()}"))  # its own figures, memory among them
        own = (self.folder, Path(sys.prefix), Path(sys.base_prefix), _PROJECT, *process)
        return any(path.is_relative_to(place) for place in own)


_PROJECT = Path(__file__).parents[2]
_watches: list[Watch] = []
_hooked = False


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    for watch in _watches:
        watch.note(event, arguments)


@contextmanager
def watched(folder: Path) -> Iterator[Watch]:
    """While the block lasts, all that this process does is looked at."""
    global _hooked
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked = True
    watch = Watch(folder.absolute())
    _watches.append(watch)
    try:
        yield watch
    finally:
        _watches.remove(watch)
