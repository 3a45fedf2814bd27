"""The guest's first files: what it takes to reach this machine's own."""

from __future__ import annotations

import gzip
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.e2e.host.commands import find
from tests.e2e.host.errors import UnavailableError
from tests.e2e.host.kernel import GuestKernel

_INIT: Final = Path(__file__).parents[1] / "guest" / "init.sh"
_LIMIT_S: Final = 60.0


def make_initramfs(kernel: GuestKernel, settings: Mapping[str, str], work: Path) -> Path:
    """Packs busybox, the modules of the root file system, and the first program with its settings.

    Args:
        kernel: Whose modules.
        settings: Variables for ``init.sh``.
        work: An empty folder.

    Raises:
        UnavailableError: There is no busybox or no cpio.
    """
    busybox = find("busybox")
    if busybox is None:
        raise UnavailableError("busybox-static is not installed")
    tree = work / "initramfs"
    (tree / "bin").mkdir(parents=True)
    (tree / "modules").mkdir()
    shutil.copy(busybox, tree / "bin/busybox")
    shutil.copyfile(_INIT, tree / "init")
    (tree / "init").chmod(0o755)
    names = [file.name for file in kernel.boot_modules()]
    for file in kernel.boot_modules():
        shutil.copyfile(file, tree / "modules" / file.name)
    words = {**settings, "MODULES": " ".join(names)}
    lines = (f"{name}={shlex.quote(value)}\n" for name, value in words.items())
    (tree / "settings").write_text("".join(lines), encoding="utf-8")
    return _pack(tree, work / "initramfs.gz")


def _pack(tree: Path, packed: Path) -> Path:
    cpio = find("cpio")
    if cpio is None:
        raise UnavailableError("cpio is not installed")
    names = "\n".join(str(path.relative_to(tree)) for path in sorted(tree.rglob("*")))
    ended = subprocess.run(  # noqa: S603 - our own words
        [str(cpio), "-o", "-H", "newc", "--quiet"],
        cwd=tree,
        input=names.encode(),
        stdout=subprocess.PIPE,
        timeout=_LIMIT_S,
        check=True,
    )
    packed.write_bytes(gzip.compress(ended.stdout, 1))
    return packed
