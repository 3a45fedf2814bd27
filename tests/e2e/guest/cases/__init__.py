"""What is shown, in this order: what one would miss most comes first."""

from __future__ import annotations

from typing import Final

from tests.e2e.guest.case import Case
from tests.e2e.guest.cases import installing, pattern

CASES: Final = (
    Case("nothing installed: named, with the fix", installing.nothing_installed, share=True),
    Case("camera install makes the device", installing.install, share=True),
    Case("coded pattern, read by OpenCV", pattern.opencv, share=True),
    Case("coded pattern, read by ffmpeg", pattern.ffmpeg, share=True),
    Case("camera remove undoes it", installing.remove),
    Case("doctor names the virtual camera", installing.doctor),
)
