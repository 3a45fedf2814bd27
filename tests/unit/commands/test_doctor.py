from __future__ import annotations

import json

import pytest

import app.commands.doctor as doctor_module
from app.command_configs import DoctorConfig
from app.commands import checks
from app.commands.doctor import doctor
from app.commands.findings import Finding, Verdict
from app.pipeline.sinks import devices
from app.pipeline.sinks.devices import VirtualCameraCheck, VirtualCameraDevice


def _with_checks(monkeypatch: pytest.MonkeyPatch, *verdicts: Verdict) -> None:
    findings = [Finding(f"thing {verdict.value}", verdict, "seen", "mend it") for verdict in verdicts]
    monkeypatch.setattr(doctor_module, "CHECKS", (lambda: findings,))


def test_warnings_are_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    _with_checks(monkeypatch, Verdict.OK, Verdict.WARN)
    assert doctor(DoctorConfig())
    _with_checks(monkeypatch, Verdict.OK, Verdict.FAIL)
    assert not doctor(DoctorConfig())


def test_json_is_the_findings(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    _with_checks(monkeypatch, Verdict.WARN)
    doctor(DoctorConfig(json=True))
    assert json.loads(capsys.readouterr().out) == [
        {"check": "thing warn", "verdict": "warn", "detail": "seen", "fix": "mend it"}
    ]


def test_lines_name_the_verdict_and_the_fix(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _with_checks(monkeypatch, Verdict.FAIL)
    doctor(DoctorConfig())
    assert capsys.readouterr().out == "fail  thing fail: seen. mend it\n"


def test_every_real_check_finds_something_and_what_is_wrong_has_a_fix() -> None:
    findings = [finding for check in checks.CHECKS for finding in check()]
    assert len(findings) >= len(checks.CHECKS)
    assert all(finding.detail for finding in findings)
    assert all(finding.fix for finding in findings if finding.verdict is Verdict.FAIL)


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (VirtualCameraCheck(True, "/dev/video7"), Verdict.OK),
        (VirtualCameraCheck(False, "there is none", "install one"), Verdict.WARN),
    ],
)
def test_a_missing_virtual_camera_is_a_warning_with_a_fix(
    monkeypatch: pytest.MonkeyPatch, found: VirtualCameraCheck, verdict: Verdict
) -> None:
    monkeypatch.setattr(devices, "check_virtual_camera", lambda: found)
    assert checks.check_virtual_camera() == [Finding("virtual camera", verdict, found.detail, found.fix)]


@pytest.mark.parametrize(
    ("outputs", "details"),
    [
        ((), []),
        ((VirtualCameraDevice("pipewire", "Cam", True),), ["--output pipewire: ready"]),
        (
            (VirtualCameraDevice("pipewire", "Cam", False, "install it"),),
            ["--output pipewire: optional, to have it: install it"],
        ),
    ],
)
def test_pipewires_camera_is_told_of_where_pipewire_runs(
    monkeypatch: pytest.MonkeyPatch, outputs: tuple[VirtualCameraDevice, ...], details: list[str]
) -> None:
    monkeypatch.setattr("app.pipeline.sinks.devices.list_virtual_cameras", lambda: outputs)
    findings = checks.check_pipewire()
    assert [one.detail for one in findings] == details
    assert all(one.verdict is Verdict.OK for one in findings)
