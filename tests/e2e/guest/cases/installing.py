"""The device made and removed by the program itself, against the real module."""

from __future__ import annotations

import json

from tests.e2e.guest import driver
from tests.e2e.guest.program import run_program
from tests.e2e.guest.setting import Guest, expect

_DOCTOR_LIMIT_S = 30.0


def nothing_installed(guest: Guest) -> str:
    """What is missing is named, with the command that makes it."""
    driver.clear(guest)
    status = run_program(guest, "absent-status", "camera", "status")
    expect(status.code == 1, f"status ends with {status.code}")
    expect("camera install" in status.said, f"status does not name the fix: {status.said}")
    test = run_program(guest, "absent-test", "camera", "test")
    expect(test.code == 1, f"test ends with {test.code}")
    expect("no such device" in test.said and "camera install" in test.said, test.said)
    expect("Traceback" not in test.said, "there is a traceback")
    return "status and test end with 1 and name camera install"


def install(guest: Guest) -> str:
    """Made by one command, found by its label."""
    driver.clear(guest)
    made = run_program(guest, "install", "camera", "install")
    expect(made.code == 0, made.said)
    for file in driver.OPTION_FILES:
        expect(file.exists(), f"{file} was not written")
    names = [line for line in driver.listed(guest).splitlines() if line.startswith(driver.LABEL)]
    expect(len(names) == 1, f"v4l2-ctl lists {names}")
    again = run_program(guest, "install-again", "camera", "install")
    expect(again.code == 0 and "Nothing to do" in again.said, f"the second time: {again.said}")
    status = run_program(guest, "install-status", "camera", "status")
    expect(status.code == 0, status.said)
    return f"v4l2-ctl lists {names[0].strip()}"


def doctor(guest: Guest) -> str:
    """``doctor`` knows the device."""
    node = driver.load_ours(guest)
    ended = run_program(guest, "doctor", "doctor", "--json")
    findings = {one["check"]: one for one in json.loads(ended.said)}
    found = findings["virtual camera"]
    expect(found["verdict"] == "ok" and str(node) in found["detail"], str(found))
    expect(driver.LABEL not in findings["cameras"]["detail"], "ours is listed as a camera to be read from")
    return f"virtual camera: {found['detail']}"


def remove(guest: Guest) -> str:
    """Undone by one command."""
    driver.clear(guest)
    run_program(guest, "remove-install", "camera", "install")
    ended = run_program(guest, "remove", "camera", "remove")
    expect(ended.code == 0, ended.said)
    expect(driver.LABEL not in driver.listed(guest), "the device is still there")
    left = [str(file) for file in driver.OPTION_FILES if file.exists()]
    expect(not left, f"left behind: {left}")
    return "device and files are gone"
