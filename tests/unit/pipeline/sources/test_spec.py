from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SourceError, UsageError
from app.pipeline.clock import ManualClock
from app.pipeline.sources.fake import FakeFaults, OpenFault, Window
from app.pipeline.sources.fake_spec import Fake
from app.pipeline.sources.spec import (
    CameraByIndex,
    CameraByName,
    CameraByPath,
    Demo,
    VideoFile,
    open_source,
    parse_source,
    source_opener,
)


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("0", CameraByIndex(0)),
        (" 12 ", CameraByIndex(12)),
        ("/dev/video2", CameraByPath("/dev/video2")),
        ("Integrated Camera", CameraByName("Integrated Camera")),
        ("clip.MP4", VideoFile(Path("clip.MP4"))),
        ("./noending", VideoFile(Path("noending"))),
        ("demo:", Demo()),
        ("fake:", Fake()),
    ],
)
def test_every_form_is_told_apart(text: str, spec: object) -> None:
    assert parse_source(text) == spec


def test_an_existing_file_without_a_known_ending_is_a_video(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("recording").touch()
    assert parse_source("recording") == VideoFile(Path("recording"))


def test_fake_switches() -> None:
    text = "fake:freeze=2-4,fail=5-6,fail=7-,block=7.5-8,black=9-10,open=busy,size=320x240,fps=15,duration=12"
    assert parse_source(text) == Fake(
        FakeFaults(
            freeze=(Window(2, 4),),
            fail=(Window(5, 6), Window(7, math.inf)),
            block=(Window(7.5, 8),),
            black=(Window(9, 10),),
            opening=OpenFault.BUSY,
        ),
        size=(320, 240),
        fps=15.0,
        duration=12.0,
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "99999",
        "fake:sneeze=1-2",
        "fake:freeze",
        "fake:freeze=4-2",
        "fake:freeze=-1-2",
        "fake:size=0x10",
        "fake:size=640",
        "fake:fps=nan",
        "fake:fps=0",
        "fake:duration=-3",
        "fake:open=maybe",
    ],
)
def test_nonsense_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError):
        parse_source(text)


@given(st.text())
def test_any_text_is_a_spec_or_a_usage_error(text: str) -> None:
    for candidate in (text, f"fake:{text}"):
        try:
            spec = parse_source(candidate)
        except UsageError:
            continue
        assert isinstance(spec, CameraByIndex | CameraByPath | CameraByName | VideoFile | Demo | Fake)


@given(
    start=st.integers(0, 1000),
    length=st.integers(1, 1000),
    width=st.integers(16, 8192),
    fps=st.integers(1, 240),
)
def test_switches_say_what_they_mean(start: int, length: int, width: int, fps: int) -> None:
    spec = parse_source(f"fake:block={start}-{start + length},size={width}x16,fps={fps}")
    assert spec == Fake(FakeFaults(block=(Window(start, start + length),)), size=(width, 16), fps=fps)


def test_a_fault_that_is_over_stays_over_when_the_fake_is_opened_again() -> None:
    clock = ManualClock(100.0)
    reopen = source_opener(parse_source("fake:fail=1-2,fps=10,size=64x48"), clock=clock)
    camera = reopen()
    for _ in range(10):
        assert camera.read() is not None
    with pytest.raises(SourceError):
        camera.read()
    with pytest.raises(SourceError):
        reopen().read()
    clock.advance(1.0)
    assert reopen().read() is not None


def test_hints_reach_the_fake_and_the_demo() -> None:
    for text in ("fake:", "demo:"):
        source = open_source(parse_source(text), clock=ManualClock(), size_hint=(320, 240), fps_hint=15)
        assert (source.size, source.fps) == ((320, 240), 15)
        source.close()


@pytest.mark.parametrize(
    "text", ["/dev/video987654", "no such camera", "missing.mp4", "./" + "x" * 5000 + ".mp4", "./a\0b.mp4"]
)
def test_what_is_not_there_is_a_source_error_with_a_fix(text: str) -> None:
    with pytest.raises(SourceError) as caught:
        open_source(parse_source(text), clock=ManualClock())
    assert caught.value.fix


@pytest.mark.parametrize(
    "text", ["fake:" + "x" * 5_000, "fake:size=" + "9" * 5_000, "1" * 5_000, "fake:a\nb"]
)
def test_what_is_wrong_with_a_long_name_is_told_in_a_short_line(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_source(text)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["~\0e", "~nobody-of-that-name/clip.mp4"])
def test_a_home_that_nobody_has_is_left_to_whoever_opens_it(text: str) -> None:
    assert parse_source(text) == VideoFile(Path(text))
