"""Debian's packages: what is installed, and what can be had."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.e2e.host.commands import find, run
from tests.e2e.host.errors import UnavailableError

_LOCK: Final = ("-o", "DPkg::Lock::Timeout=60")
_UPDATE_LIMIT_S, _FETCH_LIMIT_S, _ASK_LIMIT_S = 120.0, 300.0, 30.0


def need_debian() -> None:
    """Looks whether this is Debian, or something made of it.

    Raises:
        UnavailableError: It is not.
    """
    if find("apt-get") is None or find("dpkg-deb") is None:
        raise UnavailableError("the machine is made of Debian's packages, and there is no apt here")


def lacking(packages: Sequence[str]) -> list[str]:
    """Those that are not installed."""
    return [package for package in packages if not _is_installed(package)]


def install(packages: Sequence[str]) -> None:
    """Installs packages.

    Raises:
        UnavailableError: They cannot be had, or we are not root.
    """
    names = " ".join(packages)
    if not _may_install():
        raise UnavailableError(f"packages are missing: sudo apt-get install {names}")
    update()
    quiet = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", *_LOCK)
    run([*quiet, *packages], limit_s=_FETCH_LIMIT_S)


def update() -> None:
    """Asks which packages there are; what is known stands if nobody answers or we are not root."""
    if not _may_install():
        return
    try:
        run(["apt-get", "update", "-qq", *_LOCK], limit_s=_UPDATE_LIMIT_S)
    except UnavailableError as error:
        if not any(Path("/var/lib/apt/lists").glob("*_Packages*")):
            raise UnavailableError(f"no list of Debian's packages can be had: {error}") from error


def depends(package: str) -> list[str]:
    """What a package depends on directly; empty where the package is not known."""
    try:
        listed = run(["apt-cache", "depends", package], limit_s=_ASK_LIMIT_S)
    except UnavailableError:
        return []
    lines = (line.split() for line in listed.splitlines())
    return [words[-1] for words in lines if words[0] in ("Depends:", "|Depends:")]


def unpack(packages: Sequence[str], folder: Path, into: Path) -> None:
    """Downloads packages and unpacks them somewhere; nothing is installed.

    Args:
        packages: Their names.
        folder: Where the files go.
        into: Where their contents go.

    Raises:
        UnavailableError: They cannot be had.
    """
    folder.mkdir(parents=True, exist_ok=True)
    run(["apt-get", "download", "-qq", *packages], limit_s=_FETCH_LIMIT_S, cwd=folder)
    for file in sorted(folder.glob("*.deb")):
        run(["dpkg-deb", "-x", file, into], limit_s=_FETCH_LIMIT_S)
        file.unlink()


def _is_installed(package: str) -> bool:
    try:
        return (
            run(["dpkg-query", "-W", "-f=${db:Status-Status}", package], limit_s=_ASK_LIMIT_S) == "installed"
        )
    except UnavailableError:
        return False


def _may_install() -> bool:
    return os.geteuid() == 0
