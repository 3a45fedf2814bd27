"""What a PipeWire camera needs of the Linux at hand, and how to get it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.pipeline.sinks.loopback_setup import LinuxSystem
from app.pipeline.sinks.spec import DEFAULT_LABEL
from app.pipeline.sinks.virtual_camera.pipewire_daemon import daemon_socket

PIPEWIRE_NAME: Final = f"{DEFAULT_LABEL} (PipeWire)"
"""In pickers and messages, to tell it from the camera of the same name that the kernel has."""

GST_LAUNCH: Final = "gst-launch-1.0"

_PLUGINS: Final = ("libgstrawparse.so", "libgstpipewire.so")
"""One of the base plug-ins stands for all: they come in one package."""

_FOLDER: Final = "gstreamer-1.0"
_PLUGIN_VARIABLES: Final = (
    "GST_PLUGIN_PATH_1_0",
    "GST_PLUGIN_PATH",
    "GST_PLUGIN_SYSTEM_PATH_1_0",
    "GST_PLUGIN_SYSTEM_PATH",
)
_INSTALL: Final = {
    "debian": "sudo apt install gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-pipewire",
    "ubuntu": "sudo apt install gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-pipewire",
    "fedora": "sudo dnf install gstreamer1 gstreamer1-plugins-base pipewire-gstreamer",
    "rhel": "sudo dnf install gstreamer1 gstreamer1-plugins-base pipewire-gstreamer",
    "arch": "sudo pacman -S --needed gstreamer gst-plugins-base gst-plugin-pipewire",
    "suse": "sudo zypper install gstreamer-utils gstreamer-plugins-base gstreamer-plugin-pipewire",
    "opensuse": "sudo zypper install gstreamer-utils gstreamer-plugins-base gstreamer-plugin-pipewire",
}
_INSTALL_SOMEHOW: Final = "Install GStreamer's tools, its base plug-ins and its PipeWire plug-in"
_START: Final = "Start it: systemctl --user start pipewire wireplumber; or use the kernel's: --output vcam"


@dataclass(frozen=True, slots=True)
class PipeWireSystem:
    """What there is on this machine.

    Attributes:
        distributions: This one and those it derives from, as in ``/etc/os-release``.
        socket: Where PipeWire listens, None where it does not run.
        launcher: The program that runs GStreamer's pipelines, None where there is none.
        missing: Files of the plug-ins that are not there.
    """

    distributions: tuple[str, ...] = ()
    socket: Path | None = None
    launcher: Path | None = None
    missing: tuple[str, ...] = ()

    @classmethod
    def here(
        cls,
        root: Path = Path("/"),
        environment: Mapping[str, str] = os.environ,
        which: Callable[[str], str | None] = shutil.which,
    ) -> PipeWireSystem:
        """This machine.

        Args:
            root: Of the file system, for the name of the distribution.
            environment: The variables of the process.
            which: Finds a program.
        """
        found = which(GST_LAUNCH)
        launcher = None if found is None else Path(found)
        folders = tuple(_plugin_folders(launcher, environment))
        missing = tuple(name for name in _PLUGINS if not any((folder / name).exists() for folder in folders))
        distributions = LinuxSystem.here(root).distributions
        return cls(distributions, daemon_socket(environment), launcher, missing)

    @property
    def obstacle(self) -> str:
        """What is in the way of a PipeWire camera; empty when nothing is."""
        if self.socket is None:
            return "PipeWire does not run for this user"
        if self.launcher is None:
            return f"there is no {GST_LAUNCH}"
        return f"GStreamer lacks {' and '.join(self.missing)}" if self.missing else ""

    @property
    def fix(self) -> str:
        """What to do about the obstacle, in one line; empty when there is none."""
        if not self.obstacle:
            return ""
        return _START if self.socket is None else self.install

    @property
    def install(self) -> str:
        """How to get all packages that are needed."""
        known = next((name for name in self.distributions if name in _INSTALL), None)
        return _INSTALL_SOMEHOW if known is None else _INSTALL[known]


def _plugin_folders(launcher: Path | None, environment: Mapping[str, str]) -> Iterator[Path]:
    """Where GStreamer looks: what it is told, and beside its programs."""
    for name in _PLUGIN_VARIABLES:
        yield from (Path(part) for part in environment.get(name, "").split(os.pathsep) if part)
    if launcher is not None:
        prefix = launcher.resolve().parent.parent
        yield from prefix.glob(f"lib*/{_FOLDER}")
        yield from prefix.glob(f"lib*/*/{_FOLDER}")
