from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.commands import camera_helper
from app.commands.camera_helper import (
    FAILED,
    LABEL,
    LOAD_TEXT,
    MODPROBE_TEXT,
    OK,
    USAGE,
    RemoveFile,
    Run,
    WriteFile,
    main,
    perform,
    plan_install,
    plan_remove,
)

PACKAGING = Path(__file__).parents[3] / "packaging" / "linux"
OPTIONS, AUTOLOAD = "etc/modprobe.d/liveportrait-cam.conf", "etc/modules-load.d/liveportrait-cam.conf"
WRITE_BOTH = (WriteFile(OPTIONS, MODPROBE_TEXT), WriteFile(AUTOLOAD, LOAD_TEXT))
LOAD, UNLOAD = Run(("modprobe", "v4l2loopback")), Run(("modprobe", "-r", "v4l2loopback"))
ADD = Run(("v4l2loopback-ctl", "add", "-n", LABEL, "-x", "1"))
FOREIGN = "etc/modprobe.d/obs.conf"


def machine(
    root: Path, *devices: str, loaded: bool = False, adds: bool = False, users: int = 0, foreign: bool = False
) -> Path:
    """A root folder with loopback devices of these names."""
    files = {}
    if loaded:
        files["sys/module/v4l2loopback/refcnt"] = f"{users}\n"
    if adds:
        files["dev/v4l2loopback"] = ""
    if foreign:
        files[FOREIGN] = "# OBS\noptions  v4l2loopback devices=1 card_label=OBS\n"
    for number, name in enumerate(devices):
        files[f"sys/class/video4linux/video{number}/name"] = f"{name}\n"
        files[f"sys/class/video4linux/video{number}/max_openers"] = "10\n"
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def refuse(command: tuple[str, ...]) -> None:
    raise AssertionError(command)


def test_the_packaged_files_are_the_ones_it_writes() -> None:
    assert (PACKAGING / "modprobe.d/liveportrait-cam.conf").read_text() == MODPROBE_TEXT
    assert (PACKAGING / "modules-load.d/liveportrait-cam.conf").read_text() == LOAD_TEXT


def test_an_unloaded_module_is_configured_and_loaded(tmp_path: Path) -> None:
    assert plan_install(machine(tmp_path)).steps == (*WRITE_BOTH, LOAD)


def test_a_module_with_other_devices_gets_ours_added(tmp_path: Path) -> None:
    plan = plan_install(machine(tmp_path, "OBS Virtual Camera", loaded=True, adds=True, users=1))
    assert plan.steps == (*WRITE_BOTH, ADD)


def test_an_old_module_with_other_devices_is_left_alone(tmp_path: Path) -> None:
    plan = plan_install(machine(tmp_path, "OBS Virtual Camera", loaded=True))
    assert plan.steps == ()
    assert "/dev/video0 (OBS Virtual Camera)" in plan.obstacle


@pytest.mark.parametrize("users", [0, 1])
def test_an_old_module_with_a_nameless_device_is_loaded_anew_unless_in_use(
    tmp_path: Path, users: int
) -> None:
    plan = plan_install(machine(tmp_path, "Dummy video device (0x0000)", loaded=True, users=users))
    assert plan.steps == (() if users else (*WRITE_BOTH, UNLOAD, LOAD))
    assert bool(plan.obstacle) == bool(users)


def test_options_of_others_are_not_overridden(tmp_path: Path) -> None:
    plan = plan_install(machine(tmp_path, foreign=True))
    assert plan.steps == (LOAD, ADD)
    assert f"/{FOREIGN}" in plan.notes[0]


def test_what_is_there_is_not_done_again_and_remove_undoes_exactly_it(tmp_path: Path) -> None:
    machine(tmp_path)
    perform(plan_install(tmp_path).steps[:2], tmp_path, refuse)
    assert (tmp_path / OPTIONS).stat().st_mode & 0o777 == 0o644
    machine(tmp_path, LABEL, loaded=True)
    assert plan_install(tmp_path).steps == ()
    plan = plan_remove(tmp_path)
    assert plan.steps == (RemoveFile(OPTIONS), RemoveFile(AUTOLOAD), UNLOAD)
    perform(plan.steps[:2], tmp_path, refuse)
    assert not list((tmp_path / "etc").rglob("*.conf"))


def test_remove_deletes_only_our_device_and_our_files(tmp_path: Path) -> None:
    machine(tmp_path, "OBS Virtual Camera", LABEL, loaded=True, adds=True, foreign=True)
    (tmp_path / OPTIONS).write_text(MODPROBE_TEXT + "# and mine\n")
    plan = plan_remove(tmp_path)
    assert plan.steps == (Run(("v4l2loopback-ctl", "delete", "/dev/video1")),)
    assert "changed by somebody" in plan.notes[0]


@pytest.mark.parametrize(("devices", "users"), [((LABEL,), 1), ((LABEL, "OBS"), 0)])
def test_remove_leaves_a_module_others_need(tmp_path: Path, devices: tuple[str, ...], users: int) -> None:
    plan = plan_remove(machine(tmp_path, *devices, loaded=True, users=users))
    assert plan.steps == ()
    assert "next restart" in plan.notes[0]


def test_without_anything_there_is_nothing_to_remove(tmp_path: Path) -> None:
    assert plan_remove(tmp_path) == camera_helper.Plan()


@pytest.mark.parametrize("arguments", [[], ["install", "/"], ["--help"], ["install; true"]])
def test_nothing_but_its_two_words_is_understood(
    arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments, tmp_path) == USAGE
    assert "install|remove" in capsys.readouterr().err


def test_programs_are_run_without_a_shell_and_from_safe_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[tuple[list[str], dict[str, str]]] = []
    env_path = "/usr/sbin:/usr/bin:/sbin:/bin"

    def run(command: list[str], *, check: bool, env: dict[str, str]) -> None:
        assert check
        ran.append((command, env))

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr("shutil.which", lambda name, path: f"/sbin/{name}" if path == env_path else None)
    assert main(["install"], machine(tmp_path, loaded=True, adds=True)) == OK
    assert ran == [(["/sbin/v4l2loopback-ctl", *ADD.command[1:]], {"PATH": env_path, "LC_ALL": "C"})]
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    assert main(["install"], tmp_path) == FAILED
    assert "v4l2loopback-ctl is not installed" in capsys.readouterr().err


def test_it_runs_by_itself_without_our_packages() -> None:
    command = [sys.executable, "-I", "-S", camera_helper.__file__, "nonsense"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (ended.returncode, "install|remove" in ended.stderr) == (USAGE, True)
