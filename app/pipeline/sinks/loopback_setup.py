"""How to get our v4l2loopback device on the Linux at hand."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.pipeline.sinks.spec import DEFAULT_LABEL

_MODULE = "v4l2loopback"
_LOAD: Final = f'sudo modprobe {_MODULE} exclusive_caps=1 card_label="{DEFAULT_LABEL}"'
_UNLOAD: Final = f"sudo modprobe -r {_MODULE}"

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
_NEEDS_RPM_FUSION: Final = ("fedora", "rhel")

_SECURE_BOOT_VARIABLE: Final = "SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
_SECURE_BOOT_HINT: Final = (
    "Secure Boot is on: if the module does not load, enrol the key that signs it "
    "(the package asks for a password; confirm it in the blue screen at the next start)"
)


@dataclass(frozen=True, slots=True)
class LinuxSystem:
    """What the advice depends on.

    Attributes:
        distributions: This one and those it derives from, as in ``/etc/os-release``.
        installed: The module lies on the disk, for the running kernel.
        loaded: The module is loaded, with other devices than ours.
        secure_boot: The kernel takes signed modules only.
    """

    distributions: tuple[str, ...] = ()
    installed: bool = False
    loaded: bool = False
    secure_boot: bool = False

    @classmethod
    def here(cls, root: Path = Path("/"), kernel: str | None = None) -> LinuxSystem:
        """This machine.

        Args:
            root: Of the file system.
            kernel: Release of the running kernel, None to ask.
        """
        release = kernel or platform.release()
        return cls(
            _distributions(root),
            f"/{_MODULE}.ko" in _read(root / "lib/modules" / release / "modules.dep"),
            (root / "sys/module" / _MODULE).exists(),
            _secure_boot(root / "sys/firmware/efi/efivars" / _SECURE_BOOT_VARIABLE),
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


def loopback_setup(system: LinuxSystem) -> LoopbackSetup:
    """The shortest way from the system as it is to a device of our name."""
    if system.loaded:
        commands: tuple[str, ...] = (_UNLOAD, _LOAD)
        lead = "v4l2loopback is loaded under other names; close the programs that use it and load it anew"
    elif system.installed:
        commands, lead = (_LOAD,), "v4l2loopback is installed; load it"
    else:
        commands, lead = _install(system)
    hint = f". {_SECURE_BOOT_HINT}" if system.secure_boot and not system.loaded else ""
    return LoopbackSetup(f"{lead}: {' && '.join(commands)}{hint}", commands)


def _install(system: LinuxSystem) -> tuple[tuple[str, ...], str]:
    known = next((name for name in system.distributions if name in _INSTALL), None)
    if known is None:
        return (_LOAD,), "Install v4l2loopback with your package manager, then load it"
    source = " from RPM Fusion" if known in _NEEDS_RPM_FUSION else ""
    return (_INSTALL[known], _LOAD), f"Install v4l2loopback{source} and load it"


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
