from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SinkError, UsageError
from app.pipeline.sinks.null import NullSink
from app.pipeline.sinks.spec import FileOutput, NullOutput, VirtualCameraOutput, open_sink, parse_sink


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("vcam", VirtualCameraOutput("LivePortrait Cam")),
        ("vcam:My Cam: two", VirtualCameraOutput("My Cam: two")),
        ("file:a b.mp4", FileOutput(Path("a b.mp4"))),
        ("file:C:/x.mp4", FileOutput(Path("C:/x.mp4"))),
        ("null", NullOutput()),
    ],
)
def test_every_form_is_told_apart(text: str, spec: object) -> None:
    assert parse_sink(text) == spec


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vcam:",
        "vcam: ",
        "vcam:" + "x" * 32,
        'vcam:a"b',
        "file:",
        "file",
        "null:x",
        "pipewire:x",
        "me.mp4",
        "file: ",
    ],
)
def test_nonsense_is_a_usage_error(text: str) -> None:
    with pytest.raises(UsageError):
        parse_sink(text)


@given(st.text())
def test_any_text_is_a_spec_or_a_usage_error(text: str) -> None:
    for candidate in (text, f"vcam:{text}", f"file:{text}"):
        try:
            spec = parse_sink(candidate)
        except UsageError:
            continue
        assert isinstance(spec, VirtualCameraOutput | FileOutput | NullOutput)


def test_a_file_that_cannot_be_written_is_a_sink_error(tmp_path: Path) -> None:
    with pytest.raises(SinkError):
        open_sink(FileOutput(tmp_path / "nowhere" / "x.mp4"), (64, 48), 30)


def test_an_impossible_name_is_a_sink_error(tmp_path: Path) -> None:
    with pytest.raises(SinkError):
        open_sink(FileOutput(tmp_path / ("x" * 5000 + ".mp4")), (64, 48), 30)


@pytest.mark.parametrize("ending", [".gif", ".png", ".avi", ""])
def test_only_videos_can_be_recorded_live(tmp_path: Path, ending: str) -> None:
    with pytest.raises(SinkError, match=r"\.mp4, \.webm"):
        open_sink(FileOutput(tmp_path / f"x{ending}"), (64, 48), 30)


def test_the_null_sink_counts_and_remembers() -> None:
    sink = open_sink(NullOutput(), (4, 4), 30)
    assert isinstance(sink, NullSink)
    image = np.full((4, 4, 3), 7, dtype=np.uint8)
    sink.send(image)
    sink.close()
    assert sink.count == 1
    assert sink.last is image
    assert sink.digest is None


def test_the_null_sinks_hash_tells_pictures_apart() -> None:
    digests = set()
    for level in (0, 1):
        sink = NullSink(hashed=True)
        sink.send(np.full((4, 4, 3), level, dtype=np.uint8))
        digests.add(sink.digest)
    assert len(digests) == 2
