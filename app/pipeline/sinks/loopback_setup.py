"""How to get our v4l2loopback device on the Linux at hand."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.pipeline.sinks.spec import DEFAULT_LABEL

_MODULE = "v4l2loopback"
_LOAD: Final = 'sudo modprobe v4l2loopback exclusive_caps=1 card_label="{label}"'
_ADD: Final = 'sudo v4l2loopback-ctl add -n "{label}" -x 1'
_UNLOAD: Final = f"sudo modprobe -r {_MODULE}"

MAKE_OURS: Final = "liveportrait-cam camera install"
"""Loads the module or adds to it, and does so after each start of the machine; asks for the password."""

_INSTALL: Final = {
    "debian": "sudo apt install v4l2loopback-dkms",
    "ubuntu": "sudo apt install v4l2loopback-dkms",
    "fedora": "sudo dnf install akmod-v4l2loopback",
    "rhel": "sudo dnf install akmod-v4l2loopback",
    "arch": "sudo pacman -S --needed v4l2loopback-dkms linux-headers",
    "suse": "sudo zypper install v4l2loopback-kmp-default",
    "opensuse": "sudo zypper install v4l2loopback-kmp-default",
    "gentoo": "sudo emerge media-video/v4l2loopback",
}
_HEADERS: Final = {
    "debian": "sudo apt install linux-headers-{release}",
    "ubuntu": "sudo apt install linux-headers-{release}",
    "fedora": "sudo dnf install kernel-devel-{release}",
    "rhel": "sudo dnf install kernel-devel-{release}",
    "arch": "sudo pacman -S --needed linux-headers",
}
_NEEDS_RPM_FUSION: Final = ("fedora", "rhel")

_SECURE_BOOT_VARIABLE: Final = "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
SECURE_BOOT_HINT: Final = (
    "Secure Boot is on: if the module does not load, enrol the key that signs it "
    "(the package asks for a password; confirm it in the blue screen at the next start)"
)
RIGHTS_FIX: Final = "Add the user to the group 'video' and log in again: sudo usermod -aG video $USER"


@dataclass(frozen=True, slots=True)
class LinuxSystem:
    """What the advice depends on.

    Attributes:
        distributions: This one and those it derives from, as in ``/etc/os-release``.
        installed: The module lies on the disk, for the running kernel.
        loaded: The module is loaded, with other devices than ours.
        secure_boot: The kernel takes signed modules only.
        adds_devices: The loaded module (0.13 or later) takes further devices while it runs.
        kernel_without_headers: Release of the running kernel, if the module's source is installed and
            could not be built for want of that kernel's headers; otherwise empty.
    """

    distributions: tuple[str, ...] = ()
    installed: bool = False
    loaded: bool = False
    secure_boot: bool = False
    adds_devices: bool = False
    kernel_without_headers: str = ""

    @classmethod
    def here(cls, root: Path = Path("/"), kernel: str | None = None) -> LinuxSystem:
        """This machine.

        Args:
            root: Of the file system.
            kernel: Release of the running kernel, None to ask.
        """
        release = kernel or platform.release()
        modules = root / "lib/modules" / release
        installed = f"/{_MODULE}.ko" in _read(modules / "modules.dep")
        has_source = any((root / "usr/src").glob(f"{_MODULE}-*"))
        lacks_headers = has_source and not installed and not (modules / "build").exists()
        return cls(
            _distributions(root),
            installed,
            (root / "sys/module" / _MODULE).exists(),
            _secure_boot(root / "sys/firmware/efi/efivars" / _SECURE_BOOT_VARIABLE),
            (root / "dev" / _MODULE).exists(),
            release if lacks_headers else "",
        )


@dataclass(frozen=True, slots=True)
class LoopbackSetup:
    """What to do.

    Attributes:
        fix: In one line, for people.
        commands: The lines to type.
    """

    fix: str
    commands: tuple[str, ...]


def loopback_setup(system: LinuxSystem, label: str = DEFAULT_LABEL) -> LoopbackSetup:
    """The shortest way from the system as it is to a device of that name."""
    ours = label == DEFAULT_LABEL
    load = MAKE_OURS if ours else _LOAD.format(label=label)
    if system.loaded and system.adds_devices:
        commands: tuple[str, ...] = (MAKE_OURS if ours else _ADD.format(label=label),)
        lead = "v4l2loopback is loaded under other names; add a device"
    elif system.loaded:
        commands = (_UNLOAD, load)
        lead = "v4l2loopback is loaded under other names; close the programs that use it and load it anew"
    elif system.installed:
        commands, lead = (load,), "v4l2loopback is installed; make the camera with it"
    else:
        commands, lead = _install(system, load)
    hint = f". {SECURE_BOOT_HINT}" if system.secure_boot and not system.loaded else ""
    return LoopbackSetup(f"{lead}: {' && '.join(commands)}{hint}", commands)


def _install(system: LinuxSystem, load: str) -> tuple[tuple[str, ...], str]:
    known = next((name for name in system.distributions if name in _INSTALL), None)
    release = system.kernel_without_headers
    if release:
        lead = (
            f"v4l2loopback waits for the headers of the running kernel, {release}; install them and load it"
        )
        headers = _HEADERS.get(known or "")
        return ((load,), lead) if headers is None else ((headers.format(release=release), load), lead)
    if known is None:
        return (load,), "Install v4l2loopback with your package manager, then load it"
    source = " from RPM Fusion" if known in _NEEDS_RPM_FUSION else ""
    return (_INSTALL[known], load), f"Install v4l2loopback{source} and load it"


def _distributions(root: Path) -> tuple[str, ...]:
    """``ID`` and then ``ID_LIKE``, without the version some put behind a dash."""
    fields = dict(
        line.split("=", 1) for line in _read(root / "etc/os-release").splitlines() if line.count("=") >= 1
    )
    names = (fields.get(field, "").strip().strip("\"'") for field in ("ID", "ID_LIKE"))
    return tuple(name.partition("-")[0] for text in names for name in text.casefold().split())


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _secure_boot(variable: Path) -> bool:
    """The firmware's own variable: four bytes of attributes, then 1 for on."""
    try:
        return variable.read_bytes()[4:5] == b"\x01"
    except OSError:
        return False
