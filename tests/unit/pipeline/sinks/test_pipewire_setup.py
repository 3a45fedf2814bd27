from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.pipeline.sinks.devices import VirtualCameraDevice, pipewire_outputs
from app.pipeline.sinks.pipewire_setup import PIPEWIRE_NAME, PipeWireSystem
from app.pipeline.sinks.spec import PipeWireOutput, parse_sink
from app.pipeline.sinks.virtual_camera.pipewire_daemon import DaemonLink, daemon_socket
from tests.unit.pipeline.sinks.virtual_camera.pipewire_stage import FakeDaemon

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="PipeWire is Linux's")

LAUNCHER = "usr/bin/gst-launch-1.0"
PLUGINS = ("libgstrawparse.so", "libgstpipewire.so")


@pytest.fixture
def daemon() -> Iterator[FakeDaemon]:
    daemon = FakeDaemon()
    yield daemon
    daemon.close()


def machine(root: Path, *plugins: str, folder: str = "usr/lib/x86_64-linux-gnu/gstreamer-1.0") -> None:
    (root / "etc").mkdir()
    (root / "etc/os-release").write_text('ID=linuxmint\nID_LIKE="ubuntu debian"\n')
    for file in (LAUNCHER, *(f"{folder}/{name}" for name in plugins)):
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).touch()


def look(root: Path, environment: dict[str, str]) -> PipeWireSystem:
    launcher = root / LAUNCHER
    return PipeWireSystem.here(root, environment, lambda _: str(launcher) if launcher.exists() else None)


@pytest.mark.parametrize("lib", ["lib/x86_64-linux-gnu", "lib64", "lib"])
def test_a_machine_with_all_parts_is_ready_wherever_its_plugins_lie(
    tmp_path: Path, daemon: FakeDaemon, lib: str
) -> None:
    machine(tmp_path, *PLUGINS, folder=f"usr/{lib}/gstreamer-1.0")
    system = look(tmp_path, daemon.environment)
    assert not system.obstacle
    assert not system.fix
    assert pipewire_outputs(system) == (VirtualCameraDevice("pipewire", PIPEWIRE_NAME, True),)
    assert parse_sink(pipewire_outputs(system)[0].id) == PipeWireOutput()


def test_plugins_may_lie_where_a_variable_says(tmp_path: Path, daemon: FakeDaemon) -> None:
    machine(tmp_path, *PLUGINS, folder="opt/plugins")
    assert "libgstpipewire.so" in look(tmp_path, daemon.environment).obstacle
    variables = {**daemon.environment, "GST_PLUGIN_PATH": f"/nowhere:{tmp_path / 'opt/plugins'}"}
    assert not look(tmp_path, variables).obstacle


def test_missing_packages_are_named_as_the_distribution_names_them(
    tmp_path: Path, daemon: FakeDaemon
) -> None:
    machine(tmp_path, PLUGINS[0])
    (output,) = pipewire_outputs(look(tmp_path, daemon.environment))
    assert not output.available
    assert output.fix.startswith("sudo apt install")
    assert "gstreamer1.0-pipewire" in output.fix
    (tmp_path / LAUNCHER).unlink()
    assert "gst-launch-1.0" in look(tmp_path, daemon.environment).obstacle


@pytest.mark.parametrize(
    ("distribution", "package"),
    [("fedora", "pipewire-gstreamer"), ("arch", "gst-plugin-pipewire"), ("void", "PipeWire plug-in")],
)
def test_other_distributions_have_other_packages(tmp_path: Path, distribution: str, package: str) -> None:
    assert package in PipeWireSystem((distribution,), tmp_path).fix


def test_a_machine_without_pipewire_is_not_offered_it(tmp_path: Path) -> None:
    machine(tmp_path, *PLUGINS)
    system = look(tmp_path, {"XDG_RUNTIME_DIR": str(tmp_path)})
    assert pipewire_outputs(system) == ()
    assert "systemctl --user start pipewire" in system.fix


def test_the_daemon_is_found_as_its_own_clients_find_it(tmp_path: Path, daemon: FakeDaemon) -> None:
    folder = str(daemon.folder)
    assert daemon_socket({"XDG_RUNTIME_DIR": folder}) == daemon.path
    assert daemon_socket({"PIPEWIRE_RUNTIME_DIR": folder, "XDG_RUNTIME_DIR": "/nowhere"}) == daemon.path
    assert daemon_socket({"PIPEWIRE_REMOTE": str(daemon.path)}) == daemon.path
    assert daemon_socket({"XDG_RUNTIME_DIR": folder, "PIPEWIRE_REMOTE": "other"}) is None
    (tmp_path / "pipewire-0").touch()
    assert daemon_socket({"XDG_RUNTIME_DIR": str(tmp_path)}) is None


def test_a_link_lasts_as_long_as_the_daemon(daemon: FakeDaemon) -> None:
    link = DaemonLink(daemon.path)
    assert not link.ended
    daemon.die()
    assert link.ended
    link.close()
    link.close()
    with pytest.raises(OSError, match="No such file"):
        DaemonLink(daemon.path)
