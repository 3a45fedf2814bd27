from __future__ import annotations

import os
import platform
from pathlib import Path

import pytest

from tests.e2e.host.acceleration import why_no_kvm


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """With a KVM that runs any kernel."""
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    (tmp_path / "kvm").touch()
    (tmp_path / "modules/kvm_amd").mkdir(parents=True)
    return tmp_path


def why(machine: Path) -> str:
    return why_no_kvm(machine / "kvm", machine / "modules")


def test_kvm_is_used_where_the_processor_has_it(machine: Path) -> None:
    assert why(machine) == ""


def test_a_machine_without_the_device_says_so(machine: Path) -> None:
    (machine / "kvm").unlink()
    assert why(machine) == "there is no /dev/kvm"


def test_a_kvm_for_kernels_made_for_it_is_told_from_one_for_all(machine: Path) -> None:
    (machine / "modules/kvm_amd").rename(machine / "modules/kvm_pvm")
    assert "kvm_pvm" in why(machine)


def test_a_device_of_others_comes_with_the_fix(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert "usermod -aG kvm" in why(machine)


def test_another_processor_is_emulated(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    assert "aarch64" in why(machine)
