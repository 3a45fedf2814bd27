from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.findings import Finding, Verdict
from app.diagnostics import LINES_OF_LOG, Person, diagnostics, scrubbed, this_person
from app.pipeline.portrait.library import shipped_portraits
from app.settings.model import DEFAULTS, AppSettings, WindowSettings

ANA = Person("/home/ana", "ana")
_users = st.sampled_from(["ana", "Zoë", "j.doe", "x", "müller-k", "李雷", "a b", "O'Brien"])
_homes = st.sampled_from(["/home/{}", "/Users/{}", "C:\\Users\\{}", "/srv/u1", "D:\\people\\u1"])
_pieces = st.sampled_from(
    [
        "{home}",
        "{HOME}",
        "{user}",
        "{slashed}",
        "{doubled}",
        "/",
        "\\",
        " ",
        "'",
        '"',
        ":",
        "_",
        "a",
        "~",
        ".png",
        "\n",
    ]
) | st.text(max_size=3)


@given(_users, _homes, st.lists(_pieces, max_size=12))
def test_no_text_tells_the_home_folder_or_the_name(user: str, home: str, pieces: list[str]) -> None:
    place = home.format(user)
    filled = {
        "{home}": place,
        "{HOME}": place.upper(),
        "{user}": user,
        "{slashed}": place.replace("\\", "/"),
        "{doubled}": place.replace("\\", "\\\\"),
    }
    said = scrubbed("".join(filled.get(piece, piece) for piece in pieces), Person(place, user))
    whole = r"(?<![^\W_]){}(?![^\W_])"
    assert not re.search(whole.format(re.escape(user)), said, re.IGNORECASE)
    for spelling in (place, filled["{slashed}"], filled["{doubled}"]):
        assert spelling.lower() not in said.lower()


@given(st.text(st.characters(codec="ascii", categories=["L", "N", "Z"]), max_size=60))
def test_text_without_anything_private_stays_as_it_is(text: str) -> None:
    assert scrubbed(text, Person("/home/somebody.else", "somebody.else")) == text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("in '/home/ana/.cache/models'", "in '~/.cache/models'"),
        ("/home/ana_old and /home/anabel/x", "~_old and ~/x"),
        ("C:\\Users\\bob\\x C:\\\\Users\\\\bob", "~\\x ~"),
        ("ana's banana, Ana", "<user>'s banana, <user>"),
        ("cannot open '/home/ana/my wife.PNG': no", "cannot open '<file>.PNG': no"),
        ("portrait=me.jpeg, size 3", "portrait=<file>.jpeg, size 3"),
        ("https://x.org/a.pth numpy.uint8 1.26.4", "https://x.org/a.pth numpy.uint8 1.26.4"),
    ],
)
def test_what_is_private_is_replaced_and_the_rest_is_kept(text: str, wanted: str) -> None:
    assert scrubbed(text, ANA) == wanted


def test_nobody_known_is_no_failure() -> None:
    assert scrubbed("a line", Person("", "")) == "a line"
    assert this_person().home


def test_a_long_line_is_scrubbed_in_no_time() -> None:
    assert len(scrubbed("x" * 300_000 + "'" * 300_000, ANA)) == 600_000


def _log(folder: Path, lines: int) -> None:
    folder.mkdir(exist_ok=True)
    text = "".join(f"line {number} of /home/ana/x\n" for number in range(lines))
    (folder / "liveportrait-cam 2020.log").write_text(text)


def _text(settings: AppSettings, folder: Path) -> str:
    findings = [Finding("weights", Verdict.OK, "verified, in /home/ana/models")]
    return diagnostics(settings, findings, folder, ANA)


def test_the_last_lines_of_the_newest_log_are_in_it(tmp_path: Path) -> None:
    _log(tmp_path / "log", 50_000)
    lines = [line for line in _text(DEFAULTS, tmp_path / "log").splitlines() if line.startswith("line ")]
    assert lines == [f"line {number} of ~/x" for number in range(50_000 - LINES_OF_LOG, 50_000)]


def test_where_an_earlier_start_crashed_is_in_it(tmp_path: Path) -> None:
    _log(tmp_path, 5)
    crash = 'a line\nFatal Python error: Aborted\n\nThread 1:\n  File "/home/ana/x.py", line 3 in draw\n'
    for day in (1, 2):
        path = tmp_path / f"liveportrait-cam 2019-0{day}.log"
        path.write_text(crash.replace("line 3", f"line {day}"))
        os.utime(path, (day, day))
    told = _text(DEFAULTS, tmp_path).partition("== Where an earlier start crashed ==\n")[2]
    assert told.splitlines() == [
        "Fatal Python error: Aborted",
        "",
        "Thread 1:",
        '  File "~/x.py", line 2 in draw',
    ]


def test_versions_findings_and_changed_settings_are_in_it(tmp_path: Path) -> None:
    settings = replace(DEFAULTS, stream=replace(DEFAULTS.stream, fps=60.0, camera_name="Ana's webcam"))
    text = _text(settings, tmp_path)
    for part in (
        "LivePortrait Cam ",
        "Python 3",
        "numpy 1.",
        "weights: ok, verified, in ~/models",
        "stream.fps = 60.0",
        "stream.camera_name = <user>'s webcam",
    ):
        assert part in text
    assert "stream.size" not in text


def test_files_and_folders_of_the_person_are_not(tmp_path: Path) -> None:
    mine = Path("/data/private/party.webp")
    settings = replace(
        DEFAULTS,
        stream=replace(DEFAULTS.stream, portrait=mine, camera_id="/data/private/clip of us.mp4"),
        interface=replace(DEFAULTS.interface, recordings_folder=mine.parent, snapshots_folder=mine.parent),
        preset="private joke",
        window=WindowSettings(b"private"),
    )
    text = _text(settings, tmp_path)
    assert "stream.portrait = one of the user's own" in text
    assert "stream.camera_id = a video file" in text
    assert not re.search("private|party|clip|window", text)


def test_a_shipped_portrait_is_named(tmp_path: Path) -> None:
    shipped = shipped_portraits()[1]
    settings = replace(DEFAULTS, stream=replace(DEFAULTS.stream, portrait=shipped.path))
    assert f"stream.portrait = {shipped.name}" in _text(settings, tmp_path)
