"""Builds the program as one folder that needs no Python: ``dist/liveportrait-cam``.

    python packaging/build_bundle.py [--torch REQUIREMENT]

An environment of its own, ``build/bundle-env``, gets the pinned packages without torch, and is kept for the
next time. ``--torch`` puts torch in; say which, as ``torch==2.13.0``, and by pip's own variables from where.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT: Final = Path(__file__).resolve().parent.parent
BUILD: Final = ROOT / "build"
BUNDLE: Final = ROOT / "dist" / "liveportrait-cam"
_ENVIRONMENT: Final = BUILD / "bundle-env"
_PYINSTALLER: Final = "pyinstaller>=6.14,<7"
_LICENCES: Final = Path("/usr/share/common-licenses")
_TEXTS: Final = ("GPL-2", "GPL-3", "LGPL-3", "Apache-2.0")


def requirements() -> list[str]:
    """What the program needs besides torch, with OpenCV as the build that has no windows of its own."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [line for line in project["dependencies"] if not line.startswith("torch")]


def headless() -> str:
    """The OpenCV that stands in for the two that the program and MediaPipe name, at their version."""
    pinned = next(line for line in requirements() if line.startswith("opencv-python=="))
    return pinned.replace("opencv-python", "opencv-python-headless")


def prepare(torch: str | None) -> Path:
    """Makes the environment, or brings it up to date.

    Args:
        torch: Requirement that brings torch, None to leave it out.

    Returns:
        Its interpreter.
    """
    python = _ENVIRONMENT / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(_ENVIRONMENT, with_pip=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check"]
    pinned = ["--constraint", str(ROOT / "constraints.txt")]
    _run([*pip, "install", "--quiet", *pinned, *requirements(), _PYINSTALLER])
    _run([*pip, "uninstall", "--quiet", "--yes", "opencv-python", "opencv-contrib-python"])
    _run([*pip, "install", "--quiet", "--no-deps", "--force-reinstall", headless()])
    if torch:
        _run([*pip, "install", "--quiet", torch])
    _run([*pip, "install", "--quiet", "--no-deps", "--editable", str(ROOT)])
    return python


def build(python: Path, *, with_torch: bool) -> None:
    """Packs what the environment has."""
    _run([str(python), str(ROOT / "packaging" / "icons.py"), str(BUILD / "icons")])
    spec = ROOT / "packaging" / "pyinstaller" / "liveportrait_cam.spec"
    places = ["--distpath", str(BUNDLE.parent), "--workpath", str(BUILD / "pyinstaller")]
    variables = {"LIVEPORTRAIT_CAM_TORCH": "1" if with_torch else "0"}
    options = ["--noconfirm", "--log-level", "WARN", *places]
    _run([str(python), "-m", "PyInstaller", *options, str(spec)], variables)


def finish(python: Path) -> None:
    """Adds the list of licences with the texts that packages leave out, and drops debug symbols of Python."""
    listing = str(ROOT / "packaging" / "licence_list.py")
    _run([str(python), listing, str(BUNDLE / "_internal"), str(BUNDLE / "LICENCES.txt")])
    for name in _TEXTS:
        if (_LICENCES / name).is_file():
            shutil.copyfile(_LICENCES / name, BUNDLE / f"{name}.txt")
    strip = shutil.which("strip")
    if strip is not None and sys.platform == "linux":
        for library in (BUNDLE / "_internal").glob("libpython*.so*"):
            _run([strip, "--strip-unneeded", str(library)])


def bundle_size() -> int:
    """Bytes of the folder."""
    return sum(file.stat().st_size for file in BUNDLE.rglob("*") if file.is_file() and not file.is_symlink())


def _run(command: Sequence[str], variables: Mapping[str, str] | None = None) -> None:
    environment = {**os.environ, **(variables or {})}
    subprocess.run(command, check=True, cwd=ROOT, env=environment)  # noqa: S603 - our own words; no shell


def main() -> int:
    """Builds, and says how large it became."""
    parser = argparse.ArgumentParser(description="Build the program as one folder.")
    parser.add_argument("--torch", metavar="REQUIREMENT", help="put torch in, for LivePortrait's networks")
    torch = parser.parse_args().torch
    begin = time.monotonic()
    python = prepare(torch)
    build(python, with_torch=bool(torch))
    finish(python)
    sys.stdout.write(f"{BUNDLE}: {bundle_size() / 1e6:.0f} MB, built in {time.monotonic() - begin:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
