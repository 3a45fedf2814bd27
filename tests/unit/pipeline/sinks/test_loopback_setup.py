from __future__ import annotations

from pathlib import Path

import pytest

from app.pipeline.sinks.loopback_setup import LinuxSystem, loopback_setup

LOAD = "liveportrait-cam camera install"


def system(root: Path, release: str, **more: str | bytes) -> LinuxSystem:
    """A machine with that ``os-release`` and these other files."""
    files: dict[str, str | bytes] = {"etc/os-release": release, **more}
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return LinuxSystem.here(root, "6.12.1")


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ("ID=debian\n", "sudo apt install v4l2loopback-dkms"),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', "sudo apt install v4l2loopback-dkms"),
        ("ID=fedora\n", "sudo dnf install akmod-v4l2loopback"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "sudo dnf install akmod-v4l2loopback"),
        ("ID=manjaro\nID_LIKE=arch\n", "sudo pacman -S --needed v4l2loopback-dkms linux-headers"),
        ('ID="opensuse-tumbleweed"\n', "sudo zypper install v4l2loopback-kmp-default"),
    ],
)
def test_each_distribution_has_its_command(tmp_path: Path, release: str, command: str) -> None:
    setup = loopback_setup(system(tmp_path, release))
    assert setup.commands == (command, LOAD)
    assert f"{command} && {LOAD}" in setup.fix
    assert ("RPM Fusion" in setup.fix) == ("dnf" in command)


@pytest.mark.parametrize("release", ["ID=plan9\n", "", "no equals sign\n=\n==="])
def test_an_unknown_one_still_gets_the_load_line(tmp_path: Path, release: str) -> None:
    setup = loopback_setup(system(tmp_path, release))
    assert setup.commands == (LOAD,)
    assert "package manager" in setup.fix


def test_without_an_os_release(tmp_path: Path) -> None:
    assert LinuxSystem.here(tmp_path, "6.12.1") == LinuxSystem()


def test_an_installed_module_needs_no_package(tmp_path: Path) -> None:
    found = system(
        tmp_path, "ID=debian", **{"lib/modules/6.12.1/modules.dep": "updates/dkms/v4l2loopback.ko.xz: \n"}
    )
    assert loopback_setup(found).commands == (LOAD,)


def test_a_module_loaded_under_other_names_is_loaded_anew(tmp_path: Path) -> None:
    found = system(tmp_path, "ID=debian", **{"sys/module/v4l2loopback/version": "0.15"})
    assert loopback_setup(found).commands == ("sudo modprobe -r v4l2loopback", LOAD)


def test_a_module_that_takes_further_devices_gets_ours(tmp_path: Path) -> None:
    found = system(
        tmp_path, "ID=debian", **{"sys/module/v4l2loopback/version": "0.15", "dev/v4l2loopback": ""}
    )
    assert loopback_setup(found).commands == (LOAD,)
    assert loopback_setup(found, "My Cam").commands == ('sudo v4l2loopback-ctl add -n "My Cam" -x 1',)


def test_a_device_of_another_name_is_made_by_hand(tmp_path: Path) -> None:
    command = 'sudo modprobe v4l2loopback exclusive_caps=1 card_label="My Cam"'
    assert loopback_setup(system(tmp_path, "ID=debian"), "My Cam").commands[-1] == command


@pytest.mark.parametrize(("value", "on"), [(b"\6\0\0\0\1", True), (b"\6\0\0\0\0", False), (b"", False)])
def test_secure_boot_is_hinted_at(tmp_path: Path, value: bytes, on: bool) -> None:
    name = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"
    setup = loopback_setup(system(tmp_path, "ID=ubuntu", **{name: value}))
    assert ("Secure Boot" in setup.fix) == on
