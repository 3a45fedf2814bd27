from __future__ import annotations

import itertools
import struct
import sys
from pathlib import Path

import pytest

from app.pipeline.v4l2 import captures, change_mark, node_name, video_nodes
from tests.unit.pipeline.video4linux import FakeVideo4Linux

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Linux only")


@pytest.fixture
def machine(tmp_path: Path) -> FakeVideo4Linux:
    return FakeVideo4Linux(tmp_path)


def test_a_machine_without_video_has_none(tmp_path: Path) -> None:
    assert video_nodes(tmp_path / "nothing", tmp_path / "dev") == []
    assert change_mark(tmp_path / "nothing", tmp_path / "dev") == change_mark(tmp_path / "nothing", tmp_path)


def test_nodes_come_by_number_with_their_best_stable_name(machine: FakeVideo4Linux) -> None:
    machine.plug(10, "Loop", loopback=True)
    machine.plug(2, "C920", serial="usb-C920_A1-video-index0", plug="pci-usb-1-video-index0")
    machine.plug(4, "No serial", plug="pci-usb-2-video-index0")
    machine.sysfs.joinpath("v4l-touch0").mkdir()
    by_index = {node.index: node for node in video_nodes(machine.sysfs, machine.dev)}
    assert list(by_index) == [2, 4, 10]
    assert by_index[2].stable_path == machine.dev / "v4l/by-id/usb-C920_A1-video-index0"
    assert by_index[4].stable_path == machine.dev / "v4l/by-path/pci-usb-2-video-index0"
    assert by_index[10].stable_path == by_index[10].path == machine.dev / "video10"
    assert [node.loopback for node in by_index.values()] == [False, False, True]


def test_a_name_is_found_through_a_link(machine: FakeVideo4Linux) -> None:
    machine.plug(2, "C920", serial="usb-C920")
    assert node_name(machine.dev / "v4l/by-id/usb-C920", machine.sysfs) == "C920"
    assert node_name(machine.dev / "video9", machine.sysfs) is None
    assert node_name(Path("nul\0byte"), machine.sysfs) is None


def test_the_mark_changes_with_every_coming_and_going(machine: FakeVideo4Linux) -> None:
    marks = [change_mark(machine.sysfs, machine.dev)]
    machine.plug(0, "A")
    marks.append(change_mark(machine.sysfs, machine.dev))
    assert marks[-1] == change_mark(machine.sysfs, machine.dev)
    machine.plug(1, "B", serial="b")
    marks.append(change_mark(machine.sysfs, machine.dev))
    machine.dev.joinpath("video1").chmod(0o600)
    marks.append(change_mark(machine.sysfs, machine.dev))
    machine.unplug(1)
    marks.append(change_mark(machine.sysfs, machine.dev))
    assert all(before != after for before, after in itertools.pairwise(marks))


@pytest.mark.parametrize(
    ("driver", "device", "expected"),
    [
        (0x84A00001, 0x04200001, True),
        (0x84A00001, 0x04A00000, False),  # the metadata node of a camera
        (0x00000001, 0, True),  # an old driver has no capabilities by device
        (0x80000002, 0x00000002, False),
    ],
)
def test_capture_is_told_by_the_devices_own_capabilities(
    machine: FakeVideo4Linux, monkeypatch: pytest.MonkeyPatch, driver: int, device: int, expected: bool
) -> None:
    machine.plug(0, "A")

    def answer(_node: object, _request: int, buffer: bytearray) -> int:
        buffer[84:92] = struct.pack("=II", driver, device)
        return 0

    monkeypatch.setattr("fcntl.ioctl", answer)
    assert captures(machine.dev / "video0") is expected


def test_a_node_that_cannot_be_asked_counts_as_a_camera(machine: FakeVideo4Linux) -> None:
    machine.plug(0, "A")
    assert captures(machine.dev / "video0")
    assert captures(machine.dev / "video99")
