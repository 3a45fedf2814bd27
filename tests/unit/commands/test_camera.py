from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.cli import main
from app.command_configs import CameraAction, CameraConfig
from app.commands import camera as command
from app.commands import camera_helper
from app.commands.camera import Surroundings, camera
from app.commands.camera_test import show_test_picture
from app.errors import SinkError
from app.pipeline.clock import ManualClock
from app.pipeline.sinks.devices import VirtualCameraCheck
from app.pipeline.sinks.null import NullSink
from app.pipeline.sinks.virtual_camera.pattern import read_number

INSTALL, REMOVE = CameraConfig(CameraAction.INSTALL), CameraConfig(CameraAction.REMOVE)


class Administrator:
    """Runs nothing, or what a test puts in its place."""

    def __init__(self, status: int = 0, said: str = "", effect: Callable[[], None] = lambda: None) -> None:
        self._status, self._said, self._effect = status, said, effect
        self.asked: list[list[str]] = []

    def __call__(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        self.asked.append(list(command))
        self._effect()
        return subprocess.CompletedProcess(command, self._status, "", self._said)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine with the module, not loaded."""
    import platform

    modules = tmp_path / "lib/modules" / platform.release()
    modules.mkdir(parents=True)
    (modules / "modules.dep").write_text("updates/dkms/v4l2loopback.ko:\n")
    return tmp_path


def around(root: Path, run: Administrator, *, programs: tuple[str, ...] = ("sudo", "pkexec")) -> Surroundings:
    def which(name: str) -> str | None:
        return f"/usr/bin/{name}" if name in programs else None

    return Surroundings("linux", root, run, which, is_root=False, is_terminal=True)


def make_device(root: Path) -> None:
    entry = root / "sys/class/video4linux/video0"
    entry.mkdir(parents=True)
    (entry / "name").write_text("LivePortrait Cam\n")
    (entry / "max_openers").touch()
    (root / "dev").mkdir()
    (root / "dev/video0").touch()


def test_install_says_what_it_does_and_has_it_done(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Administrator(effect=lambda: make_device(root))
    assert camera(INSTALL, around(root, run))
    helper = str(Path(camera_helper.__file__).resolve())
    assert run.asked == [["/usr/bin/sudo", sys.executable, "-I", helper, "install"]]
    told = capsys.readouterr().out
    assert "write /etc/modprobe.d/liveportrait-cam.conf: options v4l2loopback exclusive_caps=1" in told
    assert "run modprobe v4l2loopback" in told
    assert f"LivePortrait Cam is {root}/dev/video0" in told


def test_a_dry_run_only_tells(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Administrator()
    assert camera(CameraConfig(CameraAction.INSTALL, dry_run=True), around(root, run))
    assert run.asked == []
    assert "run modprobe v4l2loopback" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("programs", "is_terminal", "expected"),
    [
        (("sudo", "pkexec"), True, "sudo"),
        (("sudo", "pkexec"), False, "pkexec"),
        (("pkexec",), True, "pkexec"),
    ],
)
def test_the_administrator_is_asked_where_somebody_sees_it(
    root: Path, programs: tuple[str, ...], is_terminal: bool, expected: str
) -> None:
    run = Administrator(effect=lambda: make_device(root))
    here = around(root, run, programs=programs)
    camera(INSTALL, Surroundings("linux", root, run, here.which, is_root=False, is_terminal=is_terminal))
    assert run.asked[0][0] == f"/usr/bin/{expected}"


def test_root_asks_nobody_and_others_are_told_the_command(root: Path) -> None:
    run = Administrator(effect=lambda: make_device(root))
    camera(INSTALL, Surroundings("linux", root, run, lambda _: None, is_root=True))
    assert run.asked[0][0] == sys.executable
    with pytest.raises(SinkError, match="neither sudo nor pkexec") as caught:
        camera(CameraConfig(CameraAction.REMOVE), around(_with_files(root), Administrator(), programs=()))
    assert "camera_helper.py remove" in caught.value.fix


def _with_files(root: Path) -> Path:
    camera_helper.perform(camera_helper.plan_install(root).steps, root, lambda _: None)
    return root


@pytest.mark.parametrize(
    ("status", "said", "why", "fix"),
    [
        (
            1,
            "modprobe: ERROR: could not insert: Key was rejected by service",
            "does not accept",
            "Secure Boot",
        ),
        (126, "Error: Request dismissed", "not permitted", "password"),
        (1, "modprobe: FATAL: disk on fire", "disk on fire", "by hand"),
    ],
)
def test_failures_are_named(root: Path, status: int, said: str, why: str, fix: str) -> None:
    with pytest.raises(SinkError) as caught:
        camera(INSTALL, around(root, Administrator(status, said), programs=("pkexec",)))
    assert why in caught.value.why
    assert fix in caught.value.fix


def test_a_device_that_does_not_appear_is_an_error(root: Path) -> None:
    with pytest.raises(SinkError, match="did not appear"):
        camera(INSTALL, around(root, Administrator()))


def test_a_missing_module_and_missing_headers_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/os-release").write_text("ID=debian\n")
    with pytest.raises(SinkError, match="not installed") as caught:
        camera(INSTALL, around(tmp_path, Administrator()))
    assert "sudo apt install v4l2loopback-dkms" in caught.value.fix
    (tmp_path / "usr/src/v4l2loopback-0.12.7").mkdir(parents=True)
    with pytest.raises(SinkError, match=r"headers of .* are missing") as caught:
        camera(INSTALL, around(tmp_path, Administrator()))
    assert "sudo apt install linux-headers-" in caught.value.fix
    assert "run modprobe" in capsys.readouterr().out


def test_remove_undoes_and_says_what_stays(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = Administrator()
    assert camera(REMOVE, around(root, run))
    assert "Nothing to do" in capsys.readouterr().out
    assert camera(REMOVE, around(_with_files(root), run))
    assert run.asked[0][-1] == "remove"
    told = capsys.readouterr().out
    assert "remove /etc/modules-load.d/liveportrait-cam.conf" in told
    assert "Removed." in told


@pytest.mark.parametrize("ok", [True, False])
@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_are_told_what_to_do_instead(
    ok: bool, platform: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    check = VirtualCameraCheck(ok, "OBS Virtual Camera", "" if ok else "Install OBS Studio")
    monkeypatch.setattr(command, "check_virtual_camera", lambda: check)
    run = Administrator()
    assert camera(INSTALL, Surroundings(platform, run=run)) == ok
    assert camera(REMOVE, Surroundings(platform, run=run))
    assert run.asked == []
    assert ("OBS Virtual Camera is there" if ok else "Install OBS Studio") in capsys.readouterr().out


def test_status_is_the_exit_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for ok in (True, False):
        check = VirtualCameraCheck(ok, "/dev/video7", "" if ok else "Do this")
        monkeypatch.setattr(command, "check_virtual_camera", lambda check=check: check)
        assert main(["camera", "status"]) == (0 if ok else 1)
    assert "/dev/video7. Do this" in capsys.readouterr().out


def test_the_test_picture_counts_and_keeps_time(capsys: pytest.CaptureFixture[str]) -> None:
    sink, clock = NullSink(), ManualClock()
    assert show_test_picture((128, 48), 25, 2.0, clock=clock, open_camera=lambda *_: sink) == 50
    assert clock.now() == pytest.approx(2.0)
    assert sink.last is not None
    assert read_number(sink.last[..., 1]) == 49
    assert "null" in capsys.readouterr().out


def test_the_hidden_commands_reach_their_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["camera-helper", "nonsense"]) == camera_helper.USAGE
    assert "install|remove" in capsys.readouterr().err
    with pytest.raises(ValueError, match="no order"):
        main(["camera-process", "nonsense"])
