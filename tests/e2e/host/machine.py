"""The emulated machine: started, watched, and ended in any case."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from tests.e2e.host.acceleration import Acceleration
from tests.e2e.host.commands import find
from tests.e2e.host.errors import UnavailableError

_MEMORY_MB: Final = 3072
_MOST_CORES: Final = 4
_LOOK_EVERY_S: Final = 0.2
_END_LIMIT_S: Final = 10.0
_QUIET: Final = "console=ttyS0 quiet loglevel=3 panic=-1"
_QUICK: Final = "mitigations=off nokaslr random.trust_cpu=on"
# A processor without AVX: QEMU 7.2 was the first to emulate that, and NumPy crashed in it, one run in twelve.
_EMULATED: Final = ("-accel", "tcg,thread=multi,tb-size=1024", "-cpu", "Nehalem")
_HARDWARE: Final = ("-accel", "kvm", "-cpu", "host")


class Ending(Enum):
    """How a machine ended."""

    OFF = "it switched itself off"
    NEVER_UP = "it did not start"
    TOO_LONG = "its time was over"


@dataclass(frozen=True, slots=True)
class Machine:
    """What is booted.

    Attributes:
        image: Kernel.
        initramfs: Its first files.
        share: Folder of this machine that the guest writes to; it makes the file ``up`` there first.
        console: Where its console goes.
    """

    image: Path
    initramfs: Path
    share: Path
    console: Path

    def boot(
        self, acceleration: Acceleration, *, up_within_s: float, limit_s: float, look: Callable[[], None]
    ) -> Ending:
        """Runs the machine until it is off.

        Args:
            acceleration: What runs it.
            up_within_s: It is given up when it is not up by then.
            limit_s: It is ended after that.
            look: Called a few times a second meanwhile.

        Raises:
            UnavailableError: QEMU is not there.
        """
        begin = time.monotonic()
        with self._running(acceleration) as process:
            while process.poll() is None:
                look()
                passed = time.monotonic() - begin
                if passed > up_within_s and not (self.share / "up").exists():
                    return Ending.NEVER_UP
                if passed > limit_s:
                    return Ending.TOO_LONG
                time.sleep(_LOOK_EVERY_S)
        look()
        return Ending.OFF if (self.share / "up").exists() else Ending.NEVER_UP

    @contextmanager
    def _running(self, acceleration: Acceleration) -> Iterator[subprocess.Popen[bytes]]:
        command = self._command(acceleration)
        with self.console.open("wb") as console:
            process = subprocess.Popen(  # noqa: S603 - our own words, no shell
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT
            )
            try:
                yield process
            finally:
                process.kill()
                process.wait(_END_LIMIT_S)

    def _command(self, acceleration: Acceleration) -> list[str]:
        qemu = find("qemu-system-x86_64")
        if qemu is None:
            raise UnavailableError("qemu-system-x86 is not installed")
        cores = min(os.cpu_count() or 1, _MOST_CORES)
        how = _HARDWARE if acceleration is Acceleration.KVM else _EMULATED
        shape = ("-M", "pc,usb=off,vmport=off", "-smp", str(cores), "-m", str(_MEMORY_MB))
        bare = ("-nodefaults", "-display", "none", "-serial", "stdio", "-monitor", "none", "-net", "none")
        files = ("-kernel", str(self.image), "-initrd", str(self.initramfs))
        return [
            *(str(qemu), *shape, *how, *bare, "-no-reboot", *files, "-append", f"{_QUIET} {_QUICK}"),
            *_folder("host", Path("/"), ",readonly=on,multidevs=remap"),
            *_folder("share", self.share, ""),
        ]


def _folder(tag: str, path: Path, options: str) -> tuple[str, ...]:
    """A folder of this machine that the guest sees."""
    local = f"local,id={tag},path={path},security_model=none{options}"
    return "-fsdev", local, "-device", f"virtio-9p-pci,fsdev={tag},mount_tag={tag}"
