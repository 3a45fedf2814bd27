"""The guest's v4l2loopback: loaded and unloaded as an administrator would."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from app.pipeline.v4l2 import SYSFS, find_node
from tests.e2e.guest.program import run_tool
from tests.e2e.guest.setting import Guest, MissedError, expect

LABEL: Final = "LivePortrait Cam"
OPTION_FILES: Final = (
    Path("/etc/modprobe.d/liveportrait-cam.conf"),
    Path("/etc/modules-load.d/liveportrait-cam.conf"),
)
_LOADED: Final = Path("/sys/module/v4l2loopback")
_LIMIT_S: Final = 5.0


def clear(guest: Guest) -> None:
    """No module and no settings for it."""
    for file in OPTION_FILES:
        file.unlink(missing_ok=True)
    unload(guest)


def unload(guest: Guest) -> None:
    """Takes the module out once nobody uses it.

    Raises:
        MissedError: Somebody does.
    """
    if _LOADED.exists():
        used = _LOADED / "refcnt"
        guest.until(lambda: used.read_text().strip() == "0", "nobody uses the driver any more")
        _modprobe(guest, "-r", "v4l2loopback")


def load(guest: Guest, labels: Sequence[str], *options: str) -> None:
    """Loads the module anew with devices of these names, and further options."""
    clear(guest)
    many = (f"devices={len(labels)}", f"exclusive_caps={','.join('1' for _ in labels)}")
    _modprobe(guest, "v4l2loopback", *many, f'card_label="{",".join(labels)}"', *options)


def load_ours(guest: Guest) -> Path:
    """Our device alone; gives its node. One that is there stays."""
    names = [entry.read_text().strip() for entry in sorted(SYSFS.glob("video*/name"))]
    if names != [LABEL]:
        load(guest, [LABEL])
    return our_node()


def our_node() -> Path:
    """Our device's node.

    Raises:
        MissedError: There is none.
    """
    node = find_node(LABEL)
    if node is None:
        raise MissedError(f"no device is called {LABEL!r}")
    return node.path


def listed(guest: Guest) -> str:
    """What ``v4l2-ctl --list-devices`` prints."""
    if shutil.which("v4l2-ctl") is None:
        raise MissedError("v4l2-ctl is not installed")
    return run_tool("v4l2-ctl", "--list-devices", limit_s=_LIMIT_S * guest.patience).said


def _modprobe(guest: Guest, *words: str) -> None:
    ended = run_tool("/usr/sbin/modprobe", *words, limit_s=_LIMIT_S * guest.patience)
    expect(ended.code == 0, f"modprobe {' '.join(words)}: {ended.said}")
