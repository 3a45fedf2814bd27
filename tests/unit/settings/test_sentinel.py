from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from app.config import EngineChoice
from app.settings.hotkeys import Action
from app.settings.model import DEFAULTS, InterfaceSettings, StreamSettings, Theme, WindowSettings
from app.settings.sentinel import Sentinel, safe_settings
from app.tuning import Controls, Tuning

_RUN = """
import os, sys
from pathlib import Path
from app.settings.sentinel import Sentinel
sentinel = Sentinel(Path(sys.argv[1]))
sentinel.begin()
if sys.argv[2] == "well":
    sentinel.end()
print("begun", flush=True)
sys.stdin.read()
os._exit(1)
"""


def _start(folder: Path, how: str) -> subprocess.Popen[str]:
    """A program that begins and then waits for the end of its input."""
    program = subprocess.Popen(  # noqa: S603 - our own interpreter and lines
        [sys.executable, "-c", _RUN, str(folder), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "begun\n"
    return program


def _run(folder: Path, how: str) -> None:
    with _start(folder, how) as program:
        program.communicate()


def test_a_first_start_and_one_after_an_orderly_end_are_clean(tmp_path: Path) -> None:
    for _ in range(2):
        sentinel = Sentinel(tmp_path / "state")
        assert not sentinel.begin()
        sentinel.end()
        sentinel.end()


def test_a_crash_is_noticed_by_the_next_start_and_by_no_later_one(tmp_path: Path) -> None:
    _run(tmp_path, "badly")
    sentinel = Sentinel(tmp_path)
    assert sentinel.begin()
    sentinel.end()
    later = Sentinel(tmp_path)
    assert not later.begin()
    later.end()


def test_an_orderly_end_of_another_process_is_clean(tmp_path: Path) -> None:
    _run(tmp_path, "well")
    sentinel = Sentinel(tmp_path)
    assert not sentinel.begin()
    sentinel.end()


def test_a_process_that_still_runs_has_not_crashed_and_keeps_its_mark(tmp_path: Path) -> None:
    with _start(tmp_path, "badly") as other:
        second = Sentinel(tmp_path)
        assert not second.begin()
        second.end()
        other.communicate()
    third = Sentinel(tmp_path)
    assert third.begin()
    third.end()


def test_a_place_that_cannot_be_written_is_no_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sentinel = Sentinel(tmp_path / "file")
    assert not sentinel.begin()
    sentinel.end()


def test_safe_mode_keeps_keys_looks_and_consent_and_nothing_that_runs() -> None:
    keys = DEFAULTS.hotkeys.bound(Action.PANIC, "F1")
    safe = safe_settings(
        replace(
            DEFAULTS,
            stream=StreamSettings(camera_id="7", portrait=Path("x.png"), engine=EngineChoice.LIVEPORTRAIT),
            tuning=Tuning(Controls(smile=1.0)),
            preset="mine",
            interface=InterfaceSettings(theme=Theme.LIGHT, language="zh_CN", show_landmarks=True),
            window=WindowSettings(geometry=b"x"),
            hotkeys=keys,
            first_run_done=True,
            consent_given=True,
        )
    )
    assert safe == replace(
        DEFAULTS,
        stream=replace(DEFAULTS.stream, engine=EngineChoice.MESH, networks=safe.stream.networks),
        interface=InterfaceSettings(theme=Theme.LIGHT, language="zh_CN"),
        hotkeys=keys,
        first_run_done=True,
        consent_given=True,
    )
    assert safe.stream.networks.device == "cpu"
