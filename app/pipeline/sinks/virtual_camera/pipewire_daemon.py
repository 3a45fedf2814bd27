"""PipeWire's daemon as seen from outside: where it listens, and whether it still does."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_FOLDERS: Final = ("PIPEWIRE_RUNTIME_DIR", "XDG_RUNTIME_DIR")
_ELSEWHERE: Final = Path("/run/pipewire")
"""Of a daemon that serves the whole machine."""

_NAME: Final = "pipewire-0"
_CONNECT_LIMIT_S: Final = 2.0


def daemon_socket(environment: Mapping[str, str]) -> Path | None:
    """Where the daemon listens that PipeWire's own clients would talk to, None where there is none.

    Args:
        environment: The variables of the process.
    """
    remote = Path(environment.get("PIPEWIRE_REMOTE") or _NAME)  # absolute, it replaces the folder
    folders = [Path(environment[name]) for name in _FOLDERS if environment.get(name)]
    places = (folder / remote for folder in (*folders, _ELSEWHERE))
    return next((place for place in places if place.is_socket()), None)


class DaemonLink:
    """A connection that says nothing and ends when the daemon does.

    GStreamer's sink of PipeWire 0.3 goes on into the void when the daemon dies; this is how we notice.

    Args:
        path: Where the daemon listens.

    Raises:
        OSError: Nobody listens there.
    """

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.settimeout(_CONNECT_LIMIT_S)
            self._socket.connect(str(path))
            self._socket.setblocking(False)
        except BaseException:
            self._socket.close()
            raise

    @property
    def ended(self) -> bool:
        """Whether the daemon is gone; does not wait."""
        try:
            return self._socket.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        """Hangs up. May be called twice."""
        self._socket.close()
