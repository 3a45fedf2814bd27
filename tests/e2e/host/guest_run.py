"""The cases in their machine, from booting it to the last result."""

from __future__ import annotations

import shlex
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.e2e.host.acceleration import Acceleration, why_no_kvm
from tests.e2e.host.initramfs import make_initramfs
from tests.e2e.host.kernel import GuestKernel
from tests.e2e.host.machine import Ending, Machine
from tests.e2e.host.options import Options
from tests.e2e.host.table import row, say
from tests.e2e.results import Result, Verdict, not_reached, read_results

ROOT: Final = Path(__file__).parents[3]
_UP_WITHIN_S: Final = {Acceleration.KVM: 30.0, Acceleration.EMULATION: 120.0}
_PATIENCE: Final = {Acceleration.KVM: 1, Acceleration.EMULATION: 12}
_TRIES: Final = {Acceleration.KVM: 1, Acceleration.EMULATION: 2}
_LAST_WORDS_S: Final = 15.0
"""The guest ends that long before it is ended."""

_ENDED_ITSELF: Final = ("0", "1")
_TIME_IS_OVER: Final = ("124", "143")
"""What ``timeout`` ends with; busybox's, and others'."""


@dataclass
class GuestRun:
    """The cases in their machine: on KVM or, where that does not come up, emulated.

    Attributes:
        kernel: What is booted.
        options: What is asked for.
        out: Where results and logs go.
        begin: When all of it began, on ``time.monotonic``.
        ran_by: What runs the machine.
        results: What is known so far.
    """

    kernel: GuestKernel
    options: Options
    out: Path
    begin: float
    ran_by: Acceleration = Acceleration.KVM
    results: list[Result] = field(default_factory=list)

    def run(self) -> Sequence[Result]:
        """Runs them, and says what came of each as soon as it is known."""
        for acceleration in self._accelerations():
            self.ran_by = acceleration
            ending = self._boot(acceleration)
            if ending is not Ending.NEVER_UP:
                self._add_unfinished(ending)
                return self.results
            say(f"{acceleration.value}: {ending.value}; see {self.out / 'console.log'}")
        return [Result("the emulated machine", Verdict.FAILED, Ending.NEVER_UP.value, 0.0)]

    def _accelerations(self) -> list[Acceleration]:
        if self.options.acceleration is not None:
            return [self.options.acceleration]
        why_not = why_no_kvm()
        if why_not:
            say(f"emulated: {why_not}")
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
        share = self.out / "guest"
        share.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="e2e-") as work:
            initramfs = make_initramfs(self.kernel, settings, Path(work))
            machine = Machine(self.kernel.image, initramfs, share, self.out / "console.log")
            return machine.boot(
                acceleration, up_within_s=_UP_WITHIN_S[acceleration], limit_s=left, look=self._look
            )

    def _look(self) -> None:
        """Says what the guest has found out since the last look."""
        file = self.out / "guest/results.jsonl"
        found = read_results(file.read_text(encoding="utf-8")) if file.exists() else []
        for result in found[len(self.results) :]:
            say(row(result))
        self.results = found

    def _add_unfinished(self, ending: Ending) -> None:
        """What is to be said besides the cases, if the guest's program did not end by itself."""
        file = self.out / "guest/status"
        status = file.read_text().strip() if file.exists() else ""
        if status in _ENDED_ITSELF or self.options.command:
            return
        if ending is Ending.TOO_LONG or status in _TIME_IS_OVER:
            result = not_reached("all that was to be shown", share=self.options.share)
        else:
            said = " ".join((self.out / "guest/guest.log").read_text(errors="replace").split())[-300:]
            result = Result("the guest's program ends", Verdict.FAILED, f"{ending.value}: {said}", 0.0)
        self.results.append(result)
        say(row(result))


def _guest_command(options: Options, acceleration: Acceleration, limit_s: float) -> str:
    """For the guest's shell; nothing in it comes from anybody but us."""
    if options.command:
        return f"cd {shlex.quote(str(ROOT))}; {options.command}"
    python = Path(sys.prefix) / "bin/python"
    how = (f"--patience={_PATIENCE[acceleration]}", f"--tries={_TRIES[acceleration]}")
    words = [*how, f"--limit={limit_s:.0f}"]
    words += ["--share"] if options.share else []
    program = shlex.join([str(python), "-m", "tests.e2e.guest", *words, *options.cases])
    return f"cd {shlex.quote(str(ROOT))} && {program}"
