"""``camera``: makes the virtual camera, removes it, says how it is, shows a test picture in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from app.command_configs import CameraAction, CameraConfig
from app.commands import camera_helper
from app.commands.camera_helper import PLANS, Plan
from app.errors import SinkError
from app.pipeline.sinks.devices import check_virtual_camera, list_virtual_cameras
from app.pipeline.sinks.loopback_setup import (
    MAKE_OURS,
    RIGHTS_FIX,
    SECURE_BOOT_HINT,
    LinuxSystem,
    loopback_setup,
)
from app.pipeline.sinks.spec import DEFAULT_LABEL
from app.pipeline.v4l2 import find_node

HIDDEN_HELPER: Final = "camera-helper"
"""Starts the helper in a packaged program, which has no separate interpreter."""

_REFUSED_BY_PKEXEC: Final = (126, 127)
_SIGNATURE_MARKS: Final = ("key was rejected", "required key not available", "operation not permitted")

Runner: TypeAlias = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


def _run_program(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """The password is asked for on the terminal or in a window, past what is captured."""
    return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the command acts on; replaced in tests.

    Attributes:
        platform: ``sys.platform``.
        root: Of the file system.
        run: Runs a program to its end.
        which: Finds a program, as ``shutil.which``.
        is_root: Whether we are the administrator.
        is_terminal: Whether somebody can be asked for a password on a terminal.
    """

    platform: str = sys.platform
    root: Path = Path("/")
    run: Runner = _run_program
    which: Callable[[str], str | None] = shutil.which
    is_root: bool = field(default_factory=lambda: hasattr(os, "geteuid") and os.geteuid() == 0)
    is_terminal: bool = field(default_factory=lambda: sys.stdin is not None and sys.stdin.isatty())


def camera(config: CameraConfig, around: Surroundings | None = None) -> bool:
    """Makes, removes, checks or tries the virtual camera.

    Args:
        config: What to do.
        around: What to act on, None for this machine.

    Returns:
        Whether the virtual camera is now as it was asked for.

    Raises:
        SinkError: It cannot be done.
    """
    around = around or Surroundings()
    if config.action is CameraAction.STATUS:
        return _status()
    if config.action is CameraAction.TEST:
        return _test(config)
    if not around.platform.startswith("linux"):
        return _say_what_to_do_instead(config.action)
    return _change(config, around)


def _status() -> bool:
    check = check_virtual_camera()
    for device in list_virtual_cameras():
        optional = f". {device.fix}" if device.fix and device.id == "pipewire" else ""
        _say(f"{device.name}: {'ready' if device.available else 'not available'}{optional}")
    _say(f"virtual camera: {check.detail}" + (f". {check.fix}" if check.fix else ""))
    return check.ok


def _say_what_to_do_instead(action: CameraAction) -> bool:
    """Other systems' drivers come with installers of their own."""
    check = check_virtual_camera()
    if action is CameraAction.REMOVE:
        _say("Nothing to undo here: remove Unity Capture or OBS Studio the way they were installed.")
        return True
    _say(f"{check.detail} is there." if check.ok else f"{check.fix}.")
    return check.ok


def _change(config: CameraConfig, around: Surroundings) -> bool:
    """Says what will be done as root, and has it done."""
    name = config.action.value
    what = f"cannot {name} the virtual camera"
    plan = PLANS[name](around.root)
    for note in plan.notes:
        _say(f"Note: {note}.")
    if not plan.steps and not plan.obstacle:
        _say("Nothing to do.")
        return True
    if plan.steps:
        _say("To be done as root:")
    for step in plan.steps:
        _say(f"  {step}")
    _stop_at_obstacles(config.action, plan, what, around)
    if config.dry_run:
        return True
    _become_root(name, what, around)
    return _report(config.action, around)


def _stop_at_obstacles(action: CameraAction, plan: Plan, what: str, around: Surroundings) -> None:
    if plan.obstacle:
        fix = "Close the programs that use them, run: sudo modprobe -r v4l2loopback, and try again"
        raise SinkError(what, plan.obstacle, fix)
    system = LinuxSystem.here(around.root)
    if action is CameraAction.INSTALL and not (system.installed or system.loaded):
        setup = loopback_setup(system)
        packages = [command for command in setup.commands if command != MAKE_OURS]
        if system.kernel_without_headers:
            why = (
                f"v4l2loopback could not be built: the headers of {system.kernel_without_headers} are missing"
            )
        else:
            why = "the kernel module v4l2loopback is not installed"
        fix = packages[0] if packages else "Install v4l2loopback with your package manager"
        raise SinkError(what, why, f"{fix}, then try again")


def _become_root(name: str, what: str, around: Surroundings) -> None:
    helper = _helper_command(name)
    command = helper if around.is_root else [*_administrator(around, what, helper), *helper]
    try:
        ended = around.run(command)
    except OSError as error:
        raise SinkError(what, str(error), f"As root, run: {' '.join(helper)}") from error
    if ended.returncode:
        raise _failure(what, ended, command)


def _helper_command(name: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, HIDDEN_HELPER, name]
    return [sys.executable, "-I", str(Path(camera_helper.__file__).resolve()), name]


def _administrator(around: Surroundings, what: str, helper: Sequence[str]) -> list[str]:
    """Sudo asks on the terminal, pkexec in a window."""
    order = ("sudo", "pkexec") if around.is_terminal else ("pkexec", "sudo")
    for name in order:
        program = around.which(name)
        if program is not None:
            return [program]
    raise SinkError(what, "there is neither sudo nor pkexec", f"As root, run: {' '.join(helper)}")


def _failure(what: str, ended: subprocess.CompletedProcess[str], command: Sequence[str]) -> SinkError:
    said = " ".join((ended.stderr or "").split()) or f"exit status {ended.returncode}"
    if any(mark in said.lower() for mark in _SIGNATURE_MARKS):
        return SinkError(what, f"the kernel does not accept the module ({said})", SECURE_BOOT_HINT)
    if ended.returncode in _REFUSED_BY_PKEXEC and Path(command[0]).name == "pkexec":
        return SinkError(what, f"it was not permitted ({said})", "Try again, and enter the password")
    return SinkError(what, said, "See above for what was to be done; each line can be done by hand")


def _report(action: CameraAction, around: Surroundings) -> bool:
    dev = around.root / "dev"
    node = find_node(DEFAULT_LABEL, around.root / "sys/class/video4linux", dev)
    if action is CameraAction.REMOVE:
        _say("Removed." if node is None else f"{node.path} stays until the next restart.")
        return True
    if node is None:
        raise SinkError(
            "cannot install the virtual camera", "the device did not appear", "Restart the machine"
        )
    _say(f"{DEFAULT_LABEL} is {node.path}. Start the program before the meeting, and choose it there.")
    if node.path.exists() and not os.access(node.path, os.W_OK):
        _say(f"This user may not write to it yet. {RIGHTS_FIX}")
    return True


def _test(config: CameraConfig) -> bool:
    from app.commands.camera_test import show_test_picture

    frames = show_test_picture(config.size, config.fps, config.duration_s)
    _say(f"{frames} test pictures were sent.")
    return True
