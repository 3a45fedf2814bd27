from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.settings import store
from app.settings.codec import encode
from app.settings.hotkeys import DEFAULT_HOTKEYS, Action
from app.settings.model import DEFAULTS, AppSettings, Theme
from app.settings.store import MOST_BYTES, Schema, SettingsError, load, save
from tests.unit.settings import strategies

_in_one_folder = hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
_as_root = not hasattr(os, "geteuid") or os.geteuid() == 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def _with(*changes: tuple[str, Any]) -> bytes:
    """The default file with other values at dotted names."""
    data = {"version": 1, **encode(DEFAULTS)}
    for name, value in changes:
        *groups, last = name.split(".")
        place = data
        for group in groups:
            place = place[group]
        place[last] = value
    return json.dumps(data).encode()


def test_a_first_start_has_defaults_and_nothing_to_say(path: Path) -> None:
    loaded = load(path)
    assert (loaded.settings, loaded.problem, loaded.problems) == (DEFAULTS, None, ())
    assert not path.exists()


@_in_one_folder
@given(settings=strategies.settings)
def test_what_is_saved_is_loaded(path: Path, settings: AppSettings) -> None:
    save(path, settings)
    loaded = load(path)
    assert loaded.settings == settings
    assert (loaded.problem, loaded.problems) == (None, ())


def test_the_folder_is_made_and_nothing_else_is_left_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "settings.json"
    save(path, DEFAULTS)
    save(path, DEFAULTS)
    assert [file.name for file in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("stream.fps", 1000),
        ("stream.fps", "30"),
        ("stream.fps", True),
        ("stream.fps", 10**400),
        ("stream.size", [1281, 720]),
        ("stream.size", [1280.0, 720]),
        ("stream.size", [1280]),
        ("stream.size", "1280x720"),
        ("stream.engine", "fast"),
        ("stream.engine", ["auto"]),
        ("stream.camera_id", ""),
        ("stream.camera_id", "a\0b"),
        ("stream.camera_id", 0),
        ("stream.portrait", ""),
        ("stream.portrait", 5),
        ("stream.networks", []),
        ("stream.networks.precision", "float8"),
        ("stream", "fast"),
        ("tuning.controls.smile", 1.5),
        ("tuning.controls.smile", None),
        ("tuning.regions.head", -1),
        ("tuning.strength", {}),
        ("interface.theme", "pink"),
        ("interface.minimise_to_tray", 1),
        ("interface.language", "x" * 5000),
        ("window.geometry", "not base64!"),
        ("window.geometry", "é"),
        ("window.state", [1, 2]),
        ("hotkeys", "F1"),
        ("hotkeys.panic", 5),
        ("hotkeys.panic", "Ctrl+\n"),
        ("first_run_done", "yes"),
    ],
)
def test_a_wrong_value_falls_back_alone_and_is_told(path: Path, name: str, value: object) -> None:
    path.write_bytes(_with(("preset", "mine"), (name, value)))
    loaded = load(path)
    assert loaded.settings == replace(DEFAULTS, preset="mine")
    assert loaded.problem is None
    [line] = loaded.problems
    assert line.startswith(f"{name}: ")
    assert len(line) < 200


def test_what_is_missing_is_the_default_and_what_is_unknown_is_left_out(path: Path) -> None:
    path.write_text('{"version": 1, "interface": {"theme": "light", "colour": 3}, "future": {}}')
    loaded = load(path)
    assert loaded.settings == replace(DEFAULTS, interface=replace(DEFAULTS.interface, theme=Theme.LIGHT))
    assert (loaded.problem, loaded.problems) == (None, ())


def test_an_action_new_to_the_file_does_not_take_keys_the_user_gave_away(path: Path) -> None:
    data = json.loads(_with(("hotkeys.panic", DEFAULT_HOTKEYS[Action.RECORD].upper())))
    del data["hotkeys"]["record"]
    path.write_text(json.dumps(data))
    keys = load(path).settings.hotkeys
    assert (keys[Action.RECORD], keys.conflicts()) == ("", ())
    assert keys[Action.FREEZE] == DEFAULT_HOTKEYS[Action.FREEZE]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "damaged"),
        (b"{", "damaged"),
        (_with()[:-20], "damaged"),
        (b"\xff\xfe\x00", "damaged"),
        (b'{"version": 1, "stream": {"fps": NaN}}', "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"version": 1, "a": ' + b"9" * 100_000 + b"x", "damaged"),
        (b"[]", "does not hold settings"),
        (b'"text"', "does not hold settings"),
        (b"{}", "does not hold settings"),
        (b'{"version": "1"}', "does not hold settings"),
        (b'{"version": true}', "does not hold settings"),
        (b'{"version": 0}', "does not hold settings"),
        (b'{"version": 2}', "newer version"),
        (b" " * (MOST_BYTES + 1), "larger than"),
    ],
)
def test_a_broken_file_is_kept_under_another_name_and_told(path: Path, content: bytes, why: str) -> None:
    path.write_bytes(content)
    loaded = load(path)
    kept = path.with_name("settings.broken-1.json")
    assert loaded.settings == DEFAULTS
    assert loaded.problem is not None
    assert why in loaded.problem.why
    assert str(kept) in loaded.problem.fix
    assert kept.read_bytes() == content
    assert not path.exists()
    assert load(path).problem is None


def test_no_file_set_aside_earlier_is_overwritten(path: Path) -> None:
    for content in (b"one", b"two", b"three"):
        path.write_bytes(content)
        load(path)
    kept = [path.with_name(f"settings.broken-{number}.json").read_bytes() for number in (1, 2, 3)]
    assert kept == [b"one", b"two", b"three"]


def test_a_save_keeps_what_another_version_wrote_meanwhile(path: Path) -> None:
    load(path)
    path.write_bytes(b'{"version": 7}')
    save(path, DEFAULTS)
    assert path.with_name("settings.broken-1.json").read_bytes() == b'{"version": 7}'
    assert load(path).settings == DEFAULTS


@_in_one_folder
@given(content=st.binary(max_size=200) | strategies.json_values.map(lambda value: json.dumps(value).encode()))
def test_no_content_of_a_file_stops_the_program(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert load(path).settings == DEFAULTS


@_in_one_folder
@given(
    name=st.sampled_from([*encode(DEFAULTS), *(f"stream.{name}" for name in encode(DEFAULTS.stream))]),
    value=strategies.json_values,
)
def test_no_value_in_a_file_stops_the_program(path: Path, name: str, value: object) -> None:
    path.write_bytes(_with((name, value)))
    loaded = load(path)
    assert loaded.problem is None
    save(path, loaded.settings)
    assert load(path).settings == loaded.settings


def _rename_look(old: dict[str, Any]) -> dict[str, Any]:
    return {"version": 2, "interface": {"theme": old["look"]}}


def _add_preset(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "preset": "from version 2"}


_NEWER = Schema(version=3, migrations={1: _rename_look, 2: _add_preset})


def test_an_old_file_goes_through_every_later_version(path: Path) -> None:
    path.write_text('{"version": 1, "look": "light"}')
    settings = load(path, _NEWER).settings
    assert (settings.interface.theme, settings.preset) == (Theme.LIGHT, "from version 2")
    save(path, settings, _NEWER)
    assert json.loads(path.read_text())["version"] == 3
    assert load(path, _NEWER).settings == settings


@pytest.mark.parametrize("fault", [KeyError, TypeError, AttributeError, ValueError])
def test_a_file_that_cannot_be_migrated_is_set_aside(path: Path, fault: type[Exception]) -> None:
    def fail(old: dict[str, Any]) -> dict[str, Any]:
        raise fault(str(old))

    path.write_text('{"version": 1}')
    loaded = load(path, Schema(2, {1: fail}))
    assert loaded.problem is not None
    assert path.with_name("settings.broken-1.json").exists()


def test_there_is_a_migration_for_every_older_version() -> None:
    assert set(store.MIGRATIONS) == set(range(1, store.VERSION))


def _fails(_: object, __: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_full_disk_is_told_and_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(path, DEFAULTS)
    monkeypatch.setattr("app.files.os.replace", _fails)
    with pytest.raises(SettingsError, match="No space left on device") as caught:
        save(path, replace(DEFAULTS, preset="new"))
    assert caught.value.what
    assert caught.value.fix
    assert load(path).settings == DEFAULTS
    assert os.listdir(path.parent) == ["settings.json"]


def test_a_broken_file_that_cannot_be_moved_is_told_and_never_overwritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_bytes(b"broken")
    monkeypatch.setattr("app.files.os.replace", _fails)
    loaded = load(path)
    assert loaded.settings == DEFAULTS
    assert loaded.problem is not None
    assert "Move" in loaded.problem.fix
    with pytest.raises(SettingsError, match="cannot save"):
        save(path, DEFAULTS)
    assert path.read_bytes() == b"broken"
    assert os.listdir(path.parent) == ["settings.json"]


@pytest.mark.skipif(_as_root, reason="nothing is read-only for root")
def test_a_read_only_folder_does_not_stop_the_program(path: Path) -> None:
    path.write_bytes(b"broken")
    path.parent.chmod(0o500)
    try:
        loaded = load(path)
        assert loaded.settings == DEFAULTS
        assert loaded.problem is not None
        with pytest.raises(SettingsError):
            save(path, DEFAULTS)
        assert path.read_bytes() == b"broken"
    finally:
        path.parent.chmod(0o700)


def test_a_read_only_disk_does_not_stop_the_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same without permissions, which mean nothing to root."""
    path.write_bytes(b"broken")
    really_open = os.open

    def read_only(name: str | Path, flags: int, *more: int) -> int:
        if flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return really_open(name, flags, *more)

    monkeypatch.setattr("app.files.os.open", read_only)
    loaded = load(path)
    assert loaded.settings == DEFAULTS
    assert loaded.problem is not None
    assert "Read-only file system" in loaded.problem.fix
    with pytest.raises(SettingsError, match="Read-only file system"):
        save(path, DEFAULTS)
    assert path.read_bytes() == b"broken"
    assert os.listdir(path.parent) == ["settings.json"]


def test_a_file_in_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load(tmp_path / "file" / "settings.json").settings == DEFAULTS
    with pytest.raises(SettingsError, match="cannot save"):
        save(tmp_path / "file" / "settings.json", DEFAULTS)


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo] if hasattr(os, "mkfifo") else [Path.mkdir])
def test_what_is_no_plain_file_neither_blocks_nor_vanishes(path: Path, make: Callable[[Path], None]) -> None:
    make(path)
    loaded = load(path)
    assert loaded.settings == DEFAULTS
    assert loaded.problem is not None
    assert path.with_name("settings.broken-1.json").exists()
    save(path, loaded.settings)
    assert load(path).problem is None


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="needs links")
@pytest.mark.parametrize("content", [b"broken", b'{"version": 1, "preset": "linked"}'])
def test_what_a_link_in_its_place_leads_to_is_never_written(path: Path, content: bytes) -> None:
    elsewhere = path.with_name("elsewhere.json")
    elsewhere.write_bytes(content)
    path.symlink_to(elsewhere)
    loaded = load(path)
    assert (loaded.problem is None) == (loaded.settings.preset == "linked")
    save(path, replace(DEFAULTS, preset="mine"))
    assert elsewhere.read_bytes() == content
    assert load(path).settings.preset == "mine"


def test_two_programs_that_save_at_once_leave_a_whole_file(path: Path) -> None:
    command = f"""
import sys
from dataclasses import replace
from pathlib import Path
from app.settings.model import DEFAULTS
from app.settings.store import save
print(flush=True)
sys.stdin.read(1)
for number in range(60):
    save(Path({str(path)!r}), replace(DEFAULTS, preset=f"preset {{number}}"))
"""
    programs = [
        subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-c", command], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    for program in programs:
        assert program.stdout is not None
        program.stdout.readline()
    for program in programs:
        assert program.stdin is not None
        program.stdin.write(b"x")
        program.stdin.flush()
    while any(program.poll() is None for program in programs):
        assert load(path).problem is None
    for program in programs:
        program.communicate()
    assert [program.returncode for program in programs] == [0, 0]
    assert load(path).settings.preset == "preset 59"
    assert os.listdir(path.parent) == ["settings.json"]


def test_saves_from_several_threads_leave_one_whole_file(path: Path) -> None:
    presets = [f"preset {number}" for number in range(8)]
    threads = [
        threading.Thread(target=save, args=(path, replace(DEFAULTS, preset=preset))) for preset in presets
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert load(path).settings.preset in presets
    assert os.listdir(path.parent) == ["settings.json"]
