"""A PipeWire that only listens, and a GStreamer that only notes what it gets."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path

from app.pipeline.sinks.virtual_camera.fake_gstreamer import FakeFault

_LAUNCHER = """#!{python}
import sys
from app.pipeline.sinks.virtual_camera.fake_gstreamer import main
sys.exit(main(({file!r}, {fault!r}, *sys.argv[1:])))
"""


class FakeDaemon:
    """Listens where PipeWire would.

    Its folder is a short one: sockets take no long paths.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pw"))
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PIPEWIRE")},
            "XDG_RUNTIME_DIR": str(self.folder),
        }
        self._listener: socket.socket | None = None
        self.start()

    def start(self) -> None:
        """Listens; takes no notice of who comes."""
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen()

    @property
    def path(self) -> Path:
        """Where."""
        return self.folder / "pipewire-0"

    def die(self) -> None:
        """Hangs up on everybody."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Leaves nothing."""
        self.die()
        shutil.rmtree(self.folder)


def fake_launcher(path: Path, notes: Path, fault: FakeFault = FakeFault.NONE) -> str:
    """A program that stands in for ``gst-launch-1.0``.

    Args:
        path: Where to write it.
        notes: What it gets.
        fault: What goes wrong with it.
    """
    notes.touch()
    path.write_text(_LAUNCHER.format(python=sys.executable, file=str(notes), fault=fault.value))
    path.chmod(0o700)
    return str(path)
