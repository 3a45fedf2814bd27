from __future__ import annotations

import pytest

from app.errors import SourceError
from app.pipeline.sources.devices import CameraDevice, find_camera, list_cameras

CAMERAS = [
    CameraDevice(0, "Integrated Camera: Front", "/dev/video0", 200, "/dev/video0"),
    CameraDevice(2, "HD Pro Webcam C920", "/dev/video2", 200, "/dev/video2"),
    CameraDevice(4, "HD Pro Webcam C922", "/dev/video4", 200, "/dev/video4"),
    CameraDevice(6, "HD Pro", "/dev/video6", 200, "/dev/video6"),
]


@pytest.mark.parametrize(
    ("name", "index"),
    [("hd pro webcam c920", 2), ("integrated", 0), ("HD Pro Webcam C922", 4), ("hd pro", 6)],
)
def test_a_camera_is_found_by_its_name_or_its_beginning(name: str, index: int) -> None:
    assert find_camera(name, CAMERAS).index == index


def test_an_unclear_beginning_names_the_candidates() -> None:
    with pytest.raises(SourceError, match=r"2 \(HD Pro Webcam C920\), 4 \(HD Pro Webcam C922\)"):
        find_camera("HD Pro Web", CAMERAS)


def test_an_absent_camera_names_those_that_are_there() -> None:
    with pytest.raises(SourceError, match=r"0 \(Integrated Camera: Front\)"):
        find_camera("Logitech", CAMERAS)
    with pytest.raises(SourceError, match="the cameras here are: none"):
        find_camera("Logitech", [])


def test_listing_works_on_any_machine() -> None:
    cameras = list_cameras()
    assert [camera.index for camera in cameras] == sorted(camera.index for camera in cameras)
