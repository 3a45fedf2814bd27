"""From nothing to a table of results."""

from __future__ import annotations

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.e2e.host import debian
from tests.e2e.host.errors import UnavailableError
from tests.e2e.host.guest_run import ROOT, GuestRun
from tests.e2e.host.kernel import prepare_kernel
from tests.e2e.host.options import Options
from tests.e2e.host.table import markdown, say, summary
from tests.e2e.results import Verdict

_CACHE: Final = ROOT / "out/e2e-kernels"
_OUT: Final = ROOT / "out/e2e"

_PACKAGES: Final = (
    *("qemu-system-x86", "seabios", "busybox-static", "cpio", "kmod", "binutils"),
    *("v4l-utils", "ffmpeg", "chromium"),
)
_GUESTS_OWN: Final = ("/mnt", "/run", "/dev", "/proc", "/sys")

_LEAST_S: Final = 60.0
"""With less than that left no machine is started."""


def run(options: Options) -> bool:
    """Makes the machine, boots it, and says what came of each case.

    Returns:
        Whether none failed.

    Raises:
        UnavailableError: The machine cannot be had here.
    """
    begin = time.monotonic()
    _CACHE.mkdir(parents=True, exist_ok=True)
    with _alone(_CACHE / "lock"):
        return _run_alone(options, begin)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Two runs at a time would write into the same folder, and slow each other down."""
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise UnavailableError("another run of it is going on") from error
        yield


def need_visible(checkout: Path) -> None:
    """Looks whether the guest can see the checkout: it has folders of its own over some of the host's.

    Raises:
        UnavailableError: It cannot.
    """
    hidden = next((folder for folder in _GUESTS_OWN if checkout.resolve().is_relative_to(folder)), None)
    if hidden is not None:
        raise UnavailableError(f"the guest has a {hidden} of its own, and this checkout lies there")


def _run_alone(options: Options, begin: float) -> bool:
    shutil.rmtree(_OUT, ignore_errors=True)
    _OUT.mkdir(parents=True)
    debian.need_debian()
    need_visible(ROOT)
    if missing := debian.lacking(_PACKAGES):
        say(f"installing {' '.join(missing)}")
        debian.install(missing)
    kernel = prepare_kernel(_CACHE)
    where, ready_s = f"Linux {kernel.release}, v4l2loopback {kernel.driver}", time.monotonic() - begin
    say(f"{where}: ready after {ready_s:.0f} s")
    if ready_s > options.limit_s - _LEAST_S:
        raise UnavailableError(f"making the machine took {ready_s:.0f} s")
    guest = GuestRun(kernel, options, _OUT, begin)
    results = guest.run()
    if options.command:
        say((_OUT / "guest/guest.log").read_text(encoding="utf-8", errors="replace"))
        return True
    took = f"{where}, {guest.ran_by.value}, {time.monotonic() - begin:.0f} s in all"
    (_OUT / "results.md").write_text(markdown(results, took), encoding="utf-8")
    say(summary(results, took))
    return bool(results) and all(result.verdict is not Verdict.FAILED for result in results)
