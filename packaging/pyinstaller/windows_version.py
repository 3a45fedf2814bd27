"""The version resource of the Windows programs: what their properties show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyInstaller.utils.win32.versioninfo import VSVersionInfo

_ENGLISH_UNICODE = "040904B0"
_ENGLISH, _UNICODE = 0x0409, 1200
_WINDOWS_NT, _APPLICATION = 0x40004, 0x1


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """``1.2.3`` or ``1.2.3rc1`` as Windows wants it; what is no number counts as nothing."""
    leading = []
    for part in version.split(".")[:4]:
        digits = part[: next((i for i, letter in enumerate(part) if not letter.isdigit()), len(part))]
        leading.append(int(digits or 0))
        if digits != part:
            break
    first, second, third, fourth = (*leading, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def fields(version: str, name: str) -> dict[str, str]:
    """The words in it.

    Args:
        version: The program's version.
        name: The executable's, without its ending.
    """
    return {
        "CompanyName": "The LivePortrait Cam authors",
        "FileDescription": "LivePortrait Cam",
        "FileVersion": version,
        "InternalName": name,
        "LegalCopyright": "MIT licence; the package as a whole: GPL, see its LICENCES",
        "OriginalFilename": f"{name}.exe",
        "ProductName": "LivePortrait Cam",
        "ProductVersion": version,
    }


def resource(version: str, name: str) -> VSVersionInfo:
    """What PyInstaller writes into the executable."""
    from PyInstaller.utils.win32 import versioninfo as win

    numbers = four_numbers(version)
    words = [win.StringStruct(key, value) for key, value in fields(version, name).items()]
    return win.VSVersionInfo(
        ffi=win.FixedFileInfo(filevers=numbers, prodvers=numbers, OS=_WINDOWS_NT, fileType=_APPLICATION),
        kids=[
            win.StringFileInfo([win.StringTable(_ENGLISH_UNICODE, words)]),
            win.VarFileInfo([win.VarStruct("Translation", [_ENGLISH, _UNICODE])]),
        ],
    )
