"""Whether the processor can run the guest itself, or has to be emulated."""

from __future__ import annotations

import os
import platform
from enum import Enum
from pathlib import Path
from typing import Final

_HARDWARE: Final = ("kvm_intel", "kvm_amd")
"""Kinds of KVM that run any kernel; others, such as pvm, take kernels made for them."""


class Acceleration(Enum):
    """What runs the guest."""

    KVM = "kvm"
    EMULATION = "emulation"


def why_no_kvm(device: Path = Path("/dev/kvm"), modules: Path = Path("/sys/module")) -> str:
    """Why the guest has to be emulated, empty if KVM looks usable.

    Args:
        device: KVM's.
        modules: Where Linux lists its modules.
    """
    if platform.machine() != "x86_64":
        return f"the guest is x86_64, and this machine {platform.machine()}"
    if not device.exists():
        return "there is no /dev/kvm"
    if not os.access(device, os.R_OK | os.W_OK):
        return "this user may not use /dev/kvm: sudo usermod -aG kvm $USER"
    if not any((modules / name).exists() for name in _HARDWARE):
        kinds = ", ".join(sorted(found.name for found in modules.glob("kvm_*"))) or "none"
        return f"/dev/kvm is none of {' or '.join(_HARDWARE)}, and cannot run any kernel (found: {kinds})"
    return ""
