"""From nothing to a table of results."""

from __future__ import annotations

import fcntl
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.e2e.host import debian
from tests.e2e.host.acceleration import Acceleration, why_no_kvm
from tests.e2e.host.errors import UnavailableError
from tests.e2e.host.initramfs import make_initramfs
from tests.e2e.host.kernel import GuestKernel, prepare_kernel
from tests.e2e.host.machine import Ending, Machine
from tests.e2e.host.table import markdown, row, summary
from tests.e2e.results import Result, Verdict, not_reached, read_results

ROOT: Final = Path(__file__).parents[3]
_CACHE: Final = ROOT / "out/e2e-kernels"
_OUT: Final = ROOT / "out/e2e"

_PACKAGES: Final = (
    *("qemu-system-x86", "seabios", "busybox-static", "cpio", "kmod", "binutils"),
    *("v4l-utils", "ffmpeg", "chromium"),
)
_UP_WITHIN_S: Final = {Acceleration.KVM: 30.0, Acceleration.EMULATION: 120.0}
LIMIT_S: Final = 570.0
_TIME_IS_OVER: Final = ("124", "143")
"""What ``timeout`` ends with; busybox's, and others'."""

_LEAST_S: Final = 60.0
_LAST_WORDS_S: Final = 15.0
"""The guest ends that long before it is ended."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is to be run.

    Attributes:
        acceleration: What runs the guest, None for the best there is.
        cases: Words that names of cases have; none for all.
        limit_s: All of it ends within that.
        share: Only the cases that every submission is to pass.
        command: Run in the guest's shell instead of the cases, for looking around; empty for the cases.
    """

    acceleration: Acceleration | None = None
    cases: tuple[str, ...] = ()
    limit_s: float = LIMIT_S
    share: bool = False
    command: str = ""


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


def _run_alone(options: Options, begin: float) -> bool:
    shutil.rmtree(_OUT, ignore_errors=True)
    _OUT.mkdir(parents=True)
    debian.need_debian()
    if missing := debian.lacking(_PACKAGES):
        _say(f"installing {' '.join(missing)}")
        debian.install(missing)
    kernel = prepare_kernel(_CACHE)
    where = f"Linux {kernel.release}, v4l2loopback {kernel.driver}"
    _say(f"{where}: ready after {time.monotonic() - begin:.0f} s")
    if time.monotonic() - begin > options.limit_s - _LEAST_S:
        raise UnavailableError(f"making the machine took {time.monotonic() - begin:.0f} s")
    watch = _Guest(kernel, options, begin)
    results = watch.run()
    if options.command:
        _say((_OUT / "guest/guest.log").read_text(encoding="utf-8", errors="replace"))
        return True
    took = f"{where}, {watch.ran_by.value}, {time.monotonic() - begin:.0f} s in all"
    (_OUT / "results.md").write_text(markdown(results, took), encoding="utf-8")
    _say(summary(results, took))
    return bool(results) and all(result.verdict is not Verdict.FAILED for result in results)


@dataclass
class _Guest:
    """One run of the cases, on KVM or, where that does not come up, emulated."""

    kernel: GuestKernel
    options: Options
    begin: float
    ran_by: Acceleration = Acceleration.KVM
    results: list[Result] = field(default_factory=list)

    def run(self) -> Sequence[Result]:
        for acceleration in self._accelerations():
            self.ran_by = acceleration
            ending = self._boot(acceleration)
            if ending is not Ending.NEVER_UP:
                return [*self.results, *self._unfinished(ending)]
            _say(f"{acceleration.value}: {ending.value}; see {_OUT / 'console.log'}")
        return [Result("the emulated machine", Verdict.FAILED, Ending.NEVER_UP.value, 0.0)]

    def _accelerations(self) -> list[Acceleration]:
        if self.options.acceleration is not None:
            return [self.options.acceleration]
        why_not = why_no_kvm()
        if why_not:
            _say(f"emulated: {why_not}")
            return [Acceleration.EMULATION]
        return [Acceleration.KVM, Acceleration.EMULATION]

    def _boot(self, acceleration: Acceleration) -> Ending:
        left = self.options.limit_s - (time.monotonic() - self.begin)
        settings = {
            "RELEASE": self.kernel.release,
            "KERNEL_MODULES": str(self.kernel.modules),
            "LIMIT_S": str(round(left - _LAST_WORDS_S)),
            "COMMAND": _guest_command(self.options, acceleration, left - 2 * _LAST_WORDS_S),
        }
        share = _OUT / "guest"
        share.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="e2e-") as work:
            initramfs = make_initramfs(self.kernel, settings, Path(work))
            machine = Machine(self.kernel.image, initramfs, share, _OUT / "console.log")
            return machine.boot(
                acceleration, up_within_s=_UP_WITHIN_S[acceleration], limit_s=left, look=self._look
            )

    def _look(self) -> None:
        """Says what the guest has found out since the last look."""
        file = _OUT / "guest/results.jsonl"
        found = read_results(file.read_text(encoding="utf-8")) if file.exists() else []
        for result in found[len(self.results) :]:
            _say(row(result))
        self.results = found

    def _unfinished(self, ending: Ending) -> list[Result]:
        """What is to be said besides the cases."""
        file = _OUT / "guest/status"
        status = file.read_text().strip() if file.exists() else ""
        if status in ("0", "1"):
            return []
        if ending is Ending.TOO_LONG or status in _TIME_IS_OVER:
            return [not_reached("what came after", share=self.options.share)]
        said = " ".join((_OUT / "guest/guest.log").read_text(errors="replace").split())[-300:]
        return [Result("the guest's program ends", Verdict.FAILED, f"{ending.value}: {said}", 0.0)]


def _guest_command(options: Options, acceleration: Acceleration, limit_s: float) -> str:
    """For the guest's shell; nothing in it comes from anybody but us."""
    if options.command:
        return f"cd '{ROOT}'; {options.command}"
    python = Path(sys.prefix) / "bin/python"
    words = [f"--patience={1 if acceleration is Acceleration.KVM else 12}", f"--limit={limit_s:.0f}"]
    words += ["--share"] if options.share else []
    return " ".join(["cd", f"'{ROOT}'", "&&", f"'{python}'", "-m", "tests.e2e.guest", *words, *options.cases])


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
