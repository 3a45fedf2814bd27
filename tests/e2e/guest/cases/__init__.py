"""What is shown: first what every submission has to pass, the quick before the slow, then the rest."""

from __future__ import annotations

from typing import Final

from tests.e2e.guest.case import Case
from tests.e2e.guest.cases import company, faults, installing, live, meeting, pattern, starting

CASES: Final = (
    Case("nothing installed: named, with the fix", installing.nothing_installed, share=True),
    Case("camera install makes the device", installing.install, share=True),
    Case("coded pattern, read by OpenCV", pattern.opencv, share=True),
    Case("five stops and starts under one reader", starting.five_starts, share=True),
    Case("the camera's process killed", faults.sink_process_killed, share=True),
    Case("the program killed", faults.program_killed, share=True),
    Case("two devices, ours second", company.ours_second, share=True),
    Case("ours absent: told, the recording goes on", company.ours_absent, share=True),
    Case("Chromium plays it under its name", meeting.chromium, share=True),
    Case("the performer moves the portrait", live.performer, share=True),
    Case("coded pattern, read by ffmpeg", pattern.ffmpeg),
    Case("another size and rate under one reader", starting.other_size),
    Case("no permission: named, with the fix", faults.no_permission),
    Case("camera install beside another's device", company.install_beside),
    Case("camera remove undoes it", installing.remove),
    Case("doctor names the virtual camera", installing.doctor),
)
