"""The virtual cameras that Windows has registered."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from enum import Enum
from typing import Final

_log = logging.getLogger(__name__)


class WindowsMaker(Enum):
    """Which program a registered virtual camera belongs to."""

    UNITY_CAPTURE = "Unity Capture"
    OBS = "OBS"


@dataclass(frozen=True, slots=True)
class WindowsCamera:
    """A virtual camera by the name meeting programs show."""

    name: str
    maker: WindowsMaker


_VIDEO_INPUTS: Final = r"CLSID\{860BB310-5D01-11d0-BD3B-00A0C911CE86}\Instance"
"""DirectShow's list of video inputs that are programs rather than plugs."""

_OBS_CLASS: Final = "{A3FCE0F5-3493-419F-958A-ABA1250EC20B}"
_UNITY_CLASS_END: Final = "-92AD-4999-8666-912BD3E70010}"
"""Of its 64-bit filters; each further device counts up in the first group."""


def maker_of(class_id: str) -> WindowsMaker | None:
    """Whose filter a class id names, None for all that we cannot write to."""
    known = class_id.strip().upper()
    if known == _OBS_CLASS:
        return WindowsMaker.OBS
    return WindowsMaker.UNITY_CAPTURE if known.endswith(_UNITY_CLASS_END) else None


def registered_cameras() -> tuple[WindowsCamera, ...]:
    """What the registry has; nothing on other systems or where it may not be read."""
    makers = ((name, maker_of(class_id)) for name, class_id in _registry_entries())
    return tuple(WindowsCamera(name, maker) for name, maker in makers if maker is not None)


def _registry_entries() -> list[tuple[str, str]]:
    """Name and class id of each registered video input."""
    if sys.platform != "win32":
        return []
    import winreg

    found = []
    try:
        with winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, _VIDEO_INPUTS) as inputs:
            for number in range(winreg.QueryInfoKey(inputs)[0]):
                with winreg.OpenKey(inputs, winreg.EnumKey(inputs, number)) as entry:
                    name, _ = winreg.QueryValueEx(entry, "FriendlyName")
                    class_id, _ = winreg.QueryValueEx(entry, "CLSID")
                    found.append((str(name), str(class_id)))
    except OSError as error:  # no such list, or it changed while we read
        _log.debug("cannot read the registered cameras: %s", error)
    return found
