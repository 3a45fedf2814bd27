"""Makes or removes our v4l2loopback device: the only code of the program that runs as root.

``python -I camera_helper.py install`` or ``remove``; nothing else is taken from whoever starts it, and
nothing but the standard library is imported. What is to be done is planned first and told to the user
from the same plan.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

LABEL: Final = "LivePortrait Cam"
MODPROBE_TEXT: Final = (
    f'# LivePortrait Cam\'s virtual camera\noptions v4l2loopback exclusive_caps=1 card_label="{LABEL}"\n'
)
LOAD_TEXT: Final = "# LivePortrait Cam's virtual camera\nv4l2loopback\n"

_FILE: Final = "liveportrait-cam.conf"
_OWN_FILES: Final = ((f"etc/modprobe.d/{_FILE}", MODPROBE_TEXT), (f"etc/modules-load.d/{_FILE}", LOAD_TEXT))
_OPTION_FOLDERS: Final = ("etc/modprobe.d", "run/modprobe.d", "usr/lib/modprobe.d", "lib/modprobe.d")
_SAFE_PATH: Final = "/usr/sbin:/usr/bin:/sbin:/bin"
_UNNAMED: Final = "Dummy video device"
"""What v4l2loopback calls its device when nobody says otherwise."""

OK, FAILED, USAGE = 0, 1, 2


@dataclass(frozen=True)
class WriteFile:
    """A file to write, by its path below the root folder."""

    path: str
    text: str

    def __str__(self) -> str:
        lines = [line for line in self.text.splitlines() if not line.startswith("#")]
        return f"write /{self.path}: {'; '.join(lines)}"


@dataclass(frozen=True)
class RemoveFile:
    """A file to remove, by its path below the root folder."""

    path: str

    def __str__(self) -> str:
        return f"remove /{self.path}"


@dataclass(frozen=True)
class Run:
    """A program to run, without a shell."""

    command: tuple[str, ...]

    def __str__(self) -> str:
        return "run " + " ".join(f'"{word}"' if " " in word else word for word in self.command)


Step: TypeAlias = "WriteFile | RemoveFile | Run"


@dataclass(frozen=True)
class Plan:
    """What to do.

    Attributes:
        steps: In this order.
        notes: What the user should know of it.
        obstacle: Why the device cannot be made or removed now; empty if it can.
    """

    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    obstacle: str = ""


_LOAD: Final = Run(("modprobe", "v4l2loopback"))
_UNLOAD: Final = Run(("modprobe", "-r", "v4l2loopback"))
_ADD: Final = Run(("v4l2loopback-ctl", "add", "-n", LABEL, "-x", "1"))


@dataclass(frozen=True)
class Loopbacks:
    """The module and its devices as they are.

    Attributes:
        loaded: The module is loaded.
        in_use: Programs have devices open.
        adds: Devices can be added and removed while it is loaded (0.13 and later).
        devices: Names of the loopback devices by their nodes, as in ``video0``.
        foreign_options: Files of others that say how the module is loaded, below the root folder.
    """

    loaded: bool
    in_use: bool
    adds: bool
    devices: dict[str, str]
    foreign_options: tuple[str, ...]

    @classmethod
    def of(cls, root: Path) -> Loopbacks:
        """What there is below a root folder."""
        module = root / "sys/module/v4l2loopback"
        entries = sorted((root / "sys/class/video4linux").glob("video*/max_openers"))
        return cls(
            module.exists(),
            _read(module / "refcnt").strip() not in ("", "0"),
            (root / "dev/v4l2loopback").exists(),
            {entry.parent.name: _read(entry.parent / "name").strip() for entry in entries},
            tuple(_foreign_options(root)),
        )

    @property
    def ours(self) -> str | None:
        """Our device's node."""
        return next((node for node, name in self.devices.items() if name == LABEL), None)

    @property
    def only_unnamed(self) -> bool:
        """Whether all devices are such as come with a module that was loaded without options."""
        return all(name.startswith(_UNNAMED) for name in self.devices.values())


def plan_install(root: Path) -> Plan:
    """How our device comes to be, now and after each start of the machine."""
    found = Loopbacks.of(root)
    steps: list[Step] = []
    notes: tuple[str, ...] = ()
    if found.foreign_options:
        notes = (_foreign_note(found.foreign_options),)
    else:
        steps += [WriteFile(path, text) for path, text in _OWN_FILES if _read(root / path) != text]
    if found.ours is not None:
        return Plan(tuple(steps), notes)
    if not found.loaded:
        steps += [_LOAD, _ADD] if found.foreign_options else [_LOAD]
    elif found.adds:
        steps.append(_ADD)
    elif found.only_unnamed and not found.in_use and not found.foreign_options:
        steps += [_UNLOAD, _LOAD]
    else:
        names = ", ".join(f"/dev/{node} ({name})" for node, name in found.devices.items())
        return Plan(obstacle=f"v4l2loopback is loaded for {names}, and this version adds no devices to them")
    return Plan(tuple(steps), notes)


def plan_remove(root: Path) -> Plan:
    """Undoes what ``plan_install`` plans, and nothing else."""
    found = Loopbacks.of(root)
    steps: list[Step] = []
    notes: list[str] = []
    for path, text in _OWN_FILES:
        there = _read(root / path)
        if there == text:
            steps.append(RemoveFile(path))
        elif there:
            notes.append(f"/{path} was changed by somebody and stays")
    if found.ours is not None:
        if found.adds:
            steps.append(Run(("v4l2loopback-ctl", "delete", f"/dev/{found.ours}")))
        elif len(found.devices) == 1 and not found.in_use and not found.foreign_options:
            steps.append(_UNLOAD)
        else:
            notes.append(f"/dev/{found.ours} is in use or has company, and goes with the next restart")
    return Plan(tuple(steps), tuple(notes))


PLANS: Final = {"install": plan_install, "remove": plan_remove}


def perform(steps: Sequence[Step], root: Path, run: Callable[[tuple[str, ...]], None]) -> None:
    """Does what was planned.

    Args:
        steps: In their order.
        root: Folder that paths are below.
        run: Runs a program.

    Raises:
        OSError: A file cannot be written or removed, or a program is not there.
        subprocess.CalledProcessError: A program failed.
    """
    for step in steps:
        if isinstance(step, WriteFile):
            path = root / step.path
            path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            path.write_text(step.text, encoding="utf-8")
            path.chmod(0o644)
        elif isinstance(step, RemoveFile):
            (root / step.path).unlink(missing_ok=True)
        else:
            run(step.command)


def main(arguments: Sequence[str], root: Path = Path("/")) -> int:
    """Plans and performs; says what failed on standard error."""
    if len(arguments) != 1 or arguments[0] not in PLANS:
        sys.stderr.write("usage: camera_helper install|remove\n")
        return USAGE
    plan = PLANS[arguments[0]](root)
    if plan.obstacle:
        sys.stderr.write(f"{plan.obstacle}\n")
        return FAILED
    try:
        perform(plan.steps, root, _run)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    return OK


def _run(command: tuple[str, ...]) -> None:
    program = shutil.which(command[0], path=_SAFE_PATH)
    if program is None:
        raise FileNotFoundError(f"{command[0]} is not installed")
    environment = {"PATH": _SAFE_PATH, "LC_ALL": "C"}
    subprocess.run([program, *command[1:]], check=True, env=environment)  # noqa: S603 - planned above


def _foreign_options(root: Path) -> list[str]:
    found = []
    for folder in _OPTION_FOLDERS:
        for file in sorted((root / folder).glob("*.conf")):
            lines = (line.split() for line in _read(file).splitlines())
            if file.name != _FILE and any(words[:2] == ["options", "v4l2loopback"] for words in lines):
                found.append(str(file.relative_to(root)))
    return found


def _foreign_note(files: Sequence[str]) -> str:
    return (
        f"/{files[0]} says already which devices v4l2loopback makes, and is left alone: after a restart, "
        f'run this again, or add our device there (devices=2, card_label="...,{LABEL}", exclusive_caps=1,1)'
    )


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main(sys.argv[1:]))
