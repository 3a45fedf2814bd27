from __future__ import annotations

from pathlib import Path

import icons
import pytest
from build_bundle import headless, requirements
from PIL import Image


def test_torch_stays_out_unless_asked_for() -> None:
    names = requirements()
    assert not any(name.startswith("torch") for name in names)
    assert any(name.startswith("pyvirtualcam") for name in names)


def test_opencv_without_windows_has_the_same_version() -> None:
    (pinned,) = (name for name in requirements() if name.startswith("opencv-python=="))
    assert headless() == pinned.replace("python", "python-headless")


@pytest.mark.usefixtures("qapp")
def test_icons_for_all_systems(tmp_path: Path) -> None:
    icons.draw_icons(tmp_path)
    assert {f"{size}.png" for size in icons.SIZES} < {file.name for file in tmp_path.iterdir()}
    for ending in ("ico", "icns"):
        with Image.open(tmp_path / f"liveportrait-cam.{ending}") as image:
            assert image.size[0] >= 256
    with Image.open(tmp_path / "64.png") as image:
        assert image.getpixel((13, 12)) == (42, 49, 102, 255)  # the canvas is blue
        assert image.getpixel((1, 63)) == (0, 0, 0, 0)
