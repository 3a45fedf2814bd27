from __future__ import annotations

import icons
from build_bundle import headless, requirements
from PIL import Image

from tests.packaging.tools import PACKAGING


def test_torch_stays_out_unless_asked_for() -> None:
    names = requirements()
    assert not any(name.startswith("torch") for name in names)
    assert any(name.startswith("pyvirtualcam") for name in names)


def test_opencv_without_windows_has_the_same_version() -> None:
    (pinned,) = (name for name in requirements() if name.startswith("opencv-python=="))
    assert headless() == pinned.replace("python", "python-headless")


def test_icons_for_all_systems() -> None:
    """Drawn in the build; here, what they are drawn from, and the sizes that menus want."""
    assert PACKAGING.parent / "assets/icons/liveportrait-cam.svg" == icons.SOURCE
    assert icons.SOURCE.is_file()
    assert {16, 32, 48, 256} <= set(icons.SIZES)
    assert {".ICO", ".ICNS"} <= {ending.upper() for ending in Image.registered_extensions()}
