"""The Windows files, as far as they can be looked at elsewhere."""

from __future__ import annotations

import re

from app.pipeline.sinks.spec import DEFAULT_LABEL
from tests.packaging.tools import PACKAGING, check

SETUP = (PACKAGING / "windows/liveportrait-cam.iss").read_text(encoding="utf-8")
SCRIPT = PACKAGING / "windows/register-camera.ps1"
SECTIONS = {"Setup", "Languages", "Tasks", "Files", "Icons", "Registry", "Run", "Code"}


def _section(name: str) -> list[str]:
    lines = SETUP.partition(f"\n[{name}]\n")[2].partition("\n[")[0].splitlines()
    return [line for line in lines if line and not line.startswith(";")]


def test_the_sections_are_innos() -> None:
    assert set(re.findall(r"(?m)^\[(\w+)\]$", SETUP)) == SECTIONS


def test_every_entry_is_made_of_fields() -> None:
    for name in SECTIONS - {"Setup", "Code"}:
        for line in _section(name):
            assert re.fullmatch(r'(\w+: ("([^"]|"")*"|[^";]+)(; |$))+', line), line
    for line in _section("Setup"):
        assert re.fullmatch(r"\w+=.+", line), line


def test_what_it_packs_is_there() -> None:
    sources = [line.split('"')[1] for line in _section("Files")]
    assert sources[0] == r"{#Bundle}\*"
    assert all((PACKAGING / "windows" / source).is_file() for source in sources[1:])


def test_the_blocks_of_its_program_are_closed() -> None:
    code = re.sub(r"'[^'\n]*'|//.*", "", "\n".join(_section("Code")))
    begun = len(re.findall(r"\bbegin\b", code))
    assert begun == len(re.findall(r"\bend;", code)) > 0
    assert code.count("(") == code.count(")")


def test_no_administrator_is_needed_and_the_camera_is_asked_for() -> None:
    assert "PrivilegesRequired=lowest" in _section("Setup")
    (camera,) = (line for line in _section("Tasks") if 'Name: "camera"' in line)
    assert "unchecked" in camera
    assert all("Tasks: camera" in line for line in _section("Run") if "register-camera" in line)


def test_the_camera_gets_our_name() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    assert f"$Name = '{DEFAULT_LABEL}'" in script
    assert "/i:UnityCaptureName=$Name" in script
    assert "Read-Host" in script
    assert "Invoke-Expression" not in script


def test_powershell_can_read_the_script() -> None:
    parse = (
        "$faults = $null; [System.Management.Automation.Language.Parser]::ParseFile("
        f"'{SCRIPT}', [ref]$null, [ref]$faults) | Out-Null; $faults; exit $faults.Count"
    )
    check("pwsh", "-NoProfile", "-Command", parse)
