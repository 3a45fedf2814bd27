"""Debian's kernel, and v4l2loopback built for it; kept in a folder from run to run."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.e2e.host import debian
from tests.e2e.host.commands import run
from tests.e2e.host.errors import UnavailableError

_META: Final = "linux-image-amd64"
_LOOPBACK_SOURCE: Final = "v4l2loopback-dkms"
_BOOT_MODULES: Final = ("virtio_pci", "9pnet_virtio", "9p", "overlay")
_BUILD_LIMIT_S: Final = 240.0
_LIMIT_S: Final = 60.0
_COMPLETE: Final = "driver"
"""A file that says the driver's version; written last."""


@dataclass(frozen=True, slots=True)
class GuestKernel:
    """A kernel and its modules.

    Attributes:
        release: As in ``uname -r``.
        folder: Where it is kept.
    """

    release: str
    folder: Path

    @property
    def image(self) -> Path:
        """The kernel itself."""
        return self.folder / "vmlinuz"

    @property
    def modules(self) -> Path:
        """What belongs to ``/lib/modules/RELEASE``."""
        return self.folder / "lib/modules" / self.release

    @property
    def driver(self) -> str:
        """v4l2loopback's version; empty while the kernel is not complete."""
        file = self.folder / _COMPLETE
        return file.read_text(encoding="utf-8").strip() if file.exists() else ""

    def boot_modules(self) -> list[Path]:
        """The modules that the root file system needs, in the order they are loaded in."""
        return _with_needs(self.folder, self.release, _BOOT_MODULES)


def prepare_kernel(cache: Path) -> GuestKernel:
    """The newest kernel, from the cache or from Debian's packages.

    Raises:
        UnavailableError: It cannot be had.
    """
    release = _newest_release()
    if release is None:
        debian.update()
        release = _newest_release()
    if release is None:
        return _any_cached(cache)
    kernel = GuestKernel(release, cache / release)
    if not kernel.driver:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix="making-") as work:
            _make(kernel, Path(work))
    return kernel


def _newest_release() -> str | None:
    """As the meta package names it; it has another name for each release."""
    images = (name.removeprefix("linux-image-") for name in debian.depends(_META))
    return next((release for release in images if release[0].isdigit()), None)


def _any_cached(cache: Path) -> GuestKernel:
    for folder in sorted(cache.glob("*"), reverse=True):
        kernel = GuestKernel(folder.name, folder)
        if kernel.driver:
            return kernel
    raise UnavailableError(f"Debian's kernel ({_META}) is not in the lists of packages")


def _make(kernel: GuestKernel, work: Path) -> None:
    """Unpacks half a gigabyte, builds the driver, and keeps the 15 MB that are needed."""
    root, release = work / "root", kernel.release
    headers = f"linux-headers-{release}"
    needs = debian.depends(headers)
    compilers = [name for name in needs if name.startswith("linux-compiler-")]
    if missing := debian.lacking(_compiler_packages(compilers)):
        debian.install(missing)
    parts = [name for name in needs if name.startswith(("linux-headers-", "linux-kbuild-"))]
    packages = [f"linux-image-{release}", headers, *parts, _LOOPBACK_SOURCE]
    try:
        debian.unpack(packages, work / "packages", root)
    except UnavailableError:  # the lists are older than what the archive holds
        debian.update()
        debian.unpack(packages, work / "packages", root)
    version = _build_loopback(root, release)
    _keep(kernel, root)
    (kernel.folder / _COMPLETE).write_text(f"{version}\n", encoding="utf-8")


def _compiler_packages(meta: list[str]) -> list[str]:
    """What ``linux-compiler-gcc-12-x86`` stands for: ``gcc-12``."""
    return ["make", *(name for package in meta for name in debian.depends(package))]


def _build_loopback(root: Path, release: str) -> str:
    """Builds the module where ``modprobe`` looks; gives its version."""
    headers = root / "usr/src" / f"linux-headers-{release}"
    makefile = headers / "Makefile"  # has the one path that is not relative
    text = makefile.read_text(encoding="utf-8")
    makefile.write_text(text.replace("/usr/src/", f"{root}/usr/src/"), encoding="utf-8")
    source = next((root / "usr/src").glob("v4l2loopback-*"))
    run(["make", "-s", "-C", headers, f"M={source}", "modules"], limit_s=_BUILD_LIMIT_S)
    place = root / "lib/modules" / release / "updates/dkms"
    place.mkdir(parents=True, exist_ok=True)
    run(["strip", "-g", "-o", place / "v4l2loopback.ko", source / "v4l2loopback.ko"], limit_s=_LIMIT_S)
    run(["depmod", "-b", root, release], limit_s=_LIMIT_S)
    return source.name.partition("-")[2]


def _keep(kernel: GuestKernel, root: Path) -> None:
    """Copies kernel and needed modules into the cache."""
    shutil.rmtree(kernel.folder, ignore_errors=True)
    kernel.modules.mkdir(parents=True)
    shutil.copyfile(root / "boot" / f"vmlinuz-{kernel.release}", kernel.image)
    whole = root / "lib/modules" / kernel.release
    needed = _with_needs(root, kernel.release, (*_BOOT_MODULES, "v4l2loopback"))
    for file in (*needed, *whole.glob("modules.builtin*"), whole / "modules.order"):
        copy = kernel.modules / file.relative_to(whole)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    run(["depmod", "-b", kernel.folder, kernel.release], limit_s=_LIMIT_S)


def _with_needs(root: Path, release: str, modules: tuple[str, ...]) -> list[Path]:
    """The files of modules and of what they need, each once, in loading order."""
    files: dict[Path, None] = {}
    for module in modules:
        shown = run(["modprobe", "-d", root, "-S", release, "--show-depends", module], limit_s=_LIMIT_S)
        lines = (line.split() for line in shown.splitlines())
        files |= {Path(words[1]): None for words in lines if words[0] == "insmod"}
    return list(files)
