from __future__ import annotations

import plistlib

from tests.packaging.tools import PACKAGING


def test_macos_is_told_why_the_camera_is_wanted() -> None:
    about = plistlib.loads((PACKAGING / "macos/Info.plist").read_bytes())
    assert "never leave" in about["NSCameraUsageDescription"]
    assert about["CFBundleDisplayName"] == "LivePortrait Cam"


def test_it_may_use_the_camera_and_nothing_else_of_yours() -> None:
    allowed = plistlib.loads((PACKAGING / "macos/entitlements.plist").read_bytes())
    assert allowed["com.apple.security.device.camera"] is True
    devices = {key for key in allowed if ".device." in key or ".personal-information." in key}
    assert devices == {"com.apple.security.device.camera"}
