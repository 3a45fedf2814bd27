"""Packs ``dist/liveportrait-cam`` as a Debian package: ``dist/liveportrait-cam_VERSION_ARCHITECTURE.deb``.

    python packaging/linux/debian_package.py

It runs on any Debian or Ubuntu whose C library is as new as the builder's Python asks, whatever Python there
is. There are no maintainer scripts: Debian's own triggers refresh the menus, and the camera is made by two
files in /etc.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as Xml
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from man_page import man_page

ROOT: Final = Path(__file__).resolve().parent.parent.parent
HERE: Final = ROOT / "packaging" / "linux"
NAME: Final = "liveportrait-cam"
BUNDLE: Final = ROOT / "dist" / NAME
METAINFO: Final = HERE / "cam.liveportrait.app.metainfo.xml"
ICONS: Final = ROOT / "build" / "icons"
LIBRARY: Final = f"usr/lib/{NAME}"

CONTROL: Final = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Section: video
Priority: optional
Maintainer: The LivePortrait Cam authors <authors@liveportrait-cam.invalid>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: v4l2loopback-dkms, v4l2loopback-utils, pkexec | policykit-1 | sudo
Suggests: {suggests}
Description: be a portrait in your next call
 LivePortrait Cam watches your face through the webcam, moves a portrait the
 way you move, and hands the result to Zoom, Meet, Teams, Discord or OBS as a
 camera. The picture that is sent is drawn from the portrait; camera pixels
 never reach an output.
 .
 This package brings its own Python. It draws with the mesh engine, which needs
 no graphics card; LivePortrait's neural networks are not part of it.
"""

_OPTIONAL: Final = ("platformthemes/libqgtk3.so", "wayland-", "libQt6Wayland", "libqwayland")
"""Libraries in the package that are loaded only where what they need is there."""

_SUGGESTED: Final = ("gstreamer1.0-tools", "gstreamer1.0-plugins-base", "gstreamer1.0-pipewire")
"""For ``--output pipewire``."""


def debian_version(number: str) -> str:
    """``0.2.0rc1`` and ``0.2.0.dev1`` come before ``0.2.0``: Debian says so with a tilde."""
    for mark in ("a", "b", "rc", ".dev"):
        before, found, after = number.partition(mark)
        if found:
            return f"{before}~{found.lstrip('.')}{after}"
    return number


def release_date() -> str:
    """When the newest release in the AppStream metadata came out."""
    release = Xml.parse(METAINFO).getroot().find("releases/release")  # noqa: S314 - our own file
    if release is None:
        raise ValueError(f"{METAINFO} names no release")
    return release.attrib["date"]


def stage(tree: Path, number: str) -> None:
    """Lays the files out as they will lie on the disk.

    Args:
        tree: Folder that stands for the root; empty.
        number: The program's version.
    """
    shutil.copytree(BUNDLE, tree / LIBRARY, symlinks=True)
    program = tree / "usr/bin" / NAME
    program.parent.mkdir(parents=True)
    program.symlink_to(f"../lib/{NAME}/{NAME}")
    for source, target in _files():
        (tree / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, tree / target)
    _compress(tree / f"usr/share/man/man1/{NAME}.1.gz", man_page(number, release_date()).encode())
    documents = tree / "usr/share/doc" / NAME
    _compress(documents / "changelog.gz", (ROOT / "CHANGELOG.md").read_bytes())
    (documents / "copyright").write_text(copyright_text(), encoding="utf-8")
    _set_modes(tree)


def _files() -> Iterator[tuple[Path, str]]:
    yield HERE / f"{NAME}.desktop", f"usr/share/applications/{NAME}.desktop"
    yield METAINFO, f"usr/share/metainfo/{METAINFO.name}"
    yield HERE / f"modprobe.d/{NAME}.conf", f"etc/modprobe.d/{NAME}.conf"
    yield HERE / f"modules-load.d/{NAME}.conf", f"etc/modules-load.d/{NAME}.conf"
    yield ROOT / f"assets/icons/{NAME}.svg", f"usr/share/icons/hicolor/scalable/apps/{NAME}.svg"
    for png in sorted(ICONS.glob("*.png")):
        yield png, f"usr/share/icons/hicolor/{png.stem}x{png.stem}/apps/{NAME}.png"


def copyright_text() -> str:
    """Whose work is in the package, with Debian's own copies of the long licences."""
    licences = (BUNDLE / "LICENCES.txt").read_text(encoding="utf-8")
    ours = (ROOT / "LICENSE").read_text(encoding="utf-8")
    texts = "\n".join(
        f"/usr/share/common-licenses/{name}" for name in ("GPL-2", "GPL-3", "LGPL-3", "Apache-2.0")
    )
    return f"{licences}\nOur own source:\n\n{ours}\nThe long texts on this machine:\n\n{texts}\n"


def _compress(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(data, 9, mtime=0))


def _set_modes(tree: Path) -> None:
    for path in tree.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
        elif not path.is_symlink():
            path.chmod(0o755 if path.name == NAME and path.parent == tree / LIBRARY else 0o644)


def describe(tree: Path, number: str) -> None:
    """Writes what dpkg wants to know of the staged files."""
    (tree / "DEBIAN").mkdir()
    files = sorted(path for path in tree.rglob("*") if path.is_file() and "DEBIAN" not in path.parts)
    depends, optional = dependencies(tree)
    control = CONTROL.format(
        name=NAME,
        version=debian_version(number),
        architecture=_said("dpkg", "--print-architecture").strip(),
        kilobytes=sum(path.lstat().st_size for path in files) // 1024,
        depends=", ".join(depends),
        suggests=", ".join([*_SUGGESTED, *optional]),
    )
    (tree / "DEBIAN/control").write_text(control, encoding="utf-8")
    settings = [f"/{path.relative_to(tree)}\n" for path in files if path.is_relative_to(tree / "etc")]
    (tree / "DEBIAN/conffiles").write_text("".join(settings), encoding="utf-8")
    sums = (f"{_md5(path)}  {path.relative_to(tree)}\n" for path in files if not path.is_symlink())
    (tree / "DEBIAN/md5sums").write_text("".join(sums), encoding="utf-8")


def dependencies(tree: Path) -> tuple[list[str], list[str]]:
    """Packages of the libraries that the staged ones load from the system: needed ones, and optional ones."""
    modules = tree / LIBRARY / "_internal"
    libraries = [path for path in modules.rglob("*.so*") if path.is_file() and not path.is_symlink()]
    needed, optional = [tree / LIBRARY / NAME], list[Path]()
    for library in sorted(libraries):
        wanted = any(mark in str(library) for mark in _OPTIONAL)
        (optional if wanted else needed).append(library)
    found = _shlibdeps(needed, modules)
    return found, [one for one in _shlibdeps(optional, modules) if one.split()[0] not in _names(found)]


def _names(packages: Sequence[str]) -> set[str]:
    return {one.split()[0] for one in packages}


def _shlibdeps(libraries: Sequence[Path], modules: Path) -> list[str]:
    """Asks dpkg-shlibdeps, which wants to be in a source package."""
    if not libraries:
        return []
    ours = sorted({str(path.parent) for path in modules.rglob("*.so*")} | {str(modules)})
    with tempfile.TemporaryDirectory() as folder:
        control = Path(folder) / "debian/control"
        control.parent.mkdir()
        control.write_text(f"Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n", encoding="utf-8")
        options = ["-O", "--ignore-missing-info", "--warnings=0", *(f"-l{place}" for place in ours)]
        answer = _said("dpkg-shlibdeps", *options, *(f"-e{library}" for library in libraries), folder=folder)
    return answer.strip().partition("shlibs:Depends=")[2].split(", ")


def build() -> Path:
    """Builds the package.

    Raises:
        FileNotFoundError: There is no bundle to pack.
    """
    if not (BUNDLE / NAME).is_file():
        raise FileNotFoundError(f"{BUNDLE} is not there: make bundle")
    number = version(NAME)
    architecture = _said("dpkg", "--print-architecture").strip()
    package = BUNDLE.parent / f"{NAME}_{debian_version(number)}_{architecture}.deb"
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        tree = Path(folder) / "tree"
        tree.mkdir(mode=0o755)
        stage(tree, number)
        describe(tree, number)
        _said("dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(tree), str(package))
    return package


def _said(*command: str, folder: str | None = None) -> str:
    return subprocess.run(  # noqa: S603 - our own words; no shell
        command,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    ).stdout


def _md5(path: Path) -> str:
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


if __name__ == "__main__":
    made = build()
    sys.stdout.write(f"{made}: {made.stat().st_size / 1e6:.0f} MB\n")
