"""The whole loop through the command line: real tracker, real engine, real files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from rich.console import Console

from app import cli, paths
from app.commands import run as command
from app.commands.progress import run_to_end
from app.errors import SinkError
from app.pipeline.clock import Clock
from app.pipeline.motion.neutral_file import load_neutral
from app.pipeline.motion.templates import load_template
from app.pipeline.session import SHUTDOWN_S, Session
from app.pipeline.session_state import SessionSnapshot
from app.pipeline.sinks.recorder import Recorder
from app.pipeline.sources.fake import SIGNATURE_COLOUR
from app.pipeline.types import RGBImage

SIZE = ("--size", "320x240")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")


def _run(*arguments: str) -> int:
    return cli.main(["run", *SIZE, *arguments])


def _frames(file: Path) -> Iterator[RGBImage]:
    with av.open(str(file)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def _one_error_line(capsys: pytest.CaptureFixture[str]) -> str:
    printed = capsys.readouterr().err
    assert "Traceback" not in printed
    lines = printed.splitlines()
    assert sum("error:" in line for line in lines) == 1
    return lines[-1]


def test_the_performer_moves_the_portrait_into_a_file(tmp_path: Path) -> None:
    video, stats = tmp_path / "out.mp4", tmp_path / "stats.json"
    assert (
        _run("--camera", "demo:", "--output", f"file:{video}", "--duration", "2", "--stats", str(stats)) == 0
    )
    figures = json.loads(stats.read_text())
    frames = list(_frames(video))
    assert len(frames) == figures["frames_out"] >= 30
    assert {frame.shape for frame in frames} == {(240, 320, 3)}
    assert figures["engine"] == "mesh"
    assert figures["frames_in"] > 0
    assert all(figures["stage_ms"][stage]["mean"] > 0 for stage in ("capture", "track", "render", "send"))
    # It moves: the last frames differ from the portrait at rest, which goes out first.
    assert np.abs(frames[-1].astype(int) - frames[0].astype(int)).mean() > 0.3


def test_a_virtual_camera_that_is_not_there_is_told_and_the_recording_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    video = tmp_path / "out.mp4"
    outputs = ("--output", "vcam:No Such Camera", "--output", f"file:{video}")
    assert _run("--camera", "fake:", *outputs, "--duration", "0.5") == 0
    told = capsys.readouterr().err
    assert "cannot open the virtual camera 'No Such Camera'" in told
    assert "Traceback" not in told
    assert len(list(_frames(video))) == 15


def test_camera_pixels_never_reach_the_file(tmp_path: Path) -> None:
    video = tmp_path / "out.mp4"
    camera = "fake:duration=2,freeze=0.3-0.6,black=0.6-0.9,block=1-1.5"
    assert _run("--camera", camera, "--output", f"file:{video}") == 0
    frames = list(_frames(video))
    assert len(frames) >= 30
    signature = np.array(SIGNATURE_COLOUR)
    assert all(np.abs(frame - signature).max(axis=2).min() > 60 for frame in frames)


def test_a_camera_that_fails_is_opened_again_and_the_output_has_no_gap(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    video, stats = tmp_path / "out.mp4", tmp_path / "stats.json"
    output = ("--output", f"file:{video}", "--stats", str(stats), "--duration", "6")
    assert _run("--camera", "fake:fail=0.7-1.4", *output) == 0
    assert len(list(_frames(video))) == json.loads(stats.read_text())["frames_out"] > 60
    said = capsys.readouterr().err
    assert "rests until the camera is back" in said
    assert "fake camera is back" in said


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("--camera", "fake:open=busy", "--output", "null"), 1, "camera"),
        (("--camera", "no-such-film.mp4", "--output", "null"), 1, "no-such-film.mp4"),
        (("--camera", "fake:", "--output", "vcam:No Such Camera"), 1, "No Such Camera"),
        (("--camera", "fake:", "--output", "file:/no/such/folder/o.mp4"), 1, "/no/such/folder"),
        (("--camera", "fake:", "--output", "null", "--portrait", "none.png"), 1, "none.png"),
        (("--camera", "fake:", "--output", "null", "--engine", "liveportrait"), 1, "liveportrait"),
        (("--camera", "fake:", "--output", "null", "--stats", "/no/such/s.json"), 1, "statistics"),
        (("--camera", "fake:", "--output", "null", "--neutral", "none.json"), 1, "none.json"),
        (("--camera", "fake:", "--output", "screen"), 2, "screen"),
        (("--camera", "fake:dance=1-2", "--output", "null"), 2, "dance"),
        (("--camera", "fake:", "--output", "file:a.mp4", "--output", "file:a.mp4"), 2, "twice"),
    ],
)
def test_what_was_asked_for_by_name_and_is_not_there_is_an_error(
    arguments: tuple[str, ...], code: int, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(*arguments) == code
    line = _one_error_line(capsys)
    assert line.startswith("liveportrait-cam: error: ")
    assert word in line


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process on a signal")
def test_ctrl_c_ends_a_run_in_time_with_its_file_playable(tmp_path: Path) -> None:
    video = tmp_path / "out.mp4"
    line = [sys.executable, "-m", "app", "run", *SIZE, "--camera", "demo:", "--output", f"file:{video}"]
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "HOME": str(tmp_path)}
    with subprocess.Popen(  # noqa: S603 - our own program
        line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stderr is not None
        first_live_line = next(text for text in process.stderr if text.startswith("live:"))
        process.send_signal(signal.SIGINT)
        sent_at = time.perf_counter()
        output, errors = process.communicate(timeout=30)
        seconds = time.perf_counter() - sent_at
    assert process.returncode == 0, errors
    # The interpreter's own end comes on top of the shutdown.
    assert seconds < SHUTDOWN_S + 1.5
    assert "FPS out" in first_live_line
    assert f"wrote {video}" in output
    assert len(list(_frames(video))) > 30


def test_the_neutral_pose_of_one_run_can_start_the_next(tmp_path: Path) -> None:
    neutral = tmp_path / "me.npz"
    second = ("--camera", "demo:", "--output", "null", "--duration", "1")
    assert _run(*second, "--save-neutral", str(neutral)) == 0
    assert load_neutral(neutral).eyes[0] > 0.2
    assert _run(*second, "--neutral", str(neutral)) == 0


def test_what_a_driver_does_live_is_kept_as_a_template(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "act.safetensors"
    demo = ("--camera", "demo:", "--output", "null", "--duration", "1.5", "--save-template", str(kept))
    assert _run(*demo) == 0
    assert f"wrote {kept}" in capsys.readouterr().out
    template = load_template(kept)
    assert 20 <= len(template) <= 60
    assert 15 < template.fps < 40
    assert sum(face is not None for face in template.faces) > 15


def test_a_run_that_fails_keeps_what_was_recorded_until_then(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(session: Session, clock: Clock, console: Console) -> SessionSnapshot:
        run_to_end(session, clock, console)
        raise KeyboardInterrupt("SIGINT")

    monkeypatch.setattr(command, "run_to_end", broken)
    kept = tmp_path / "act.npz"
    demo = ("--camera", "demo:", "--output", "null", "--duration", "1", "--save-template", str(kept))
    assert _run(*demo) == 1
    assert "interrupted" in _one_error_line(capsys)
    assert len(load_template(kept)) > 5


@pytest.mark.parametrize(
    ("camera", "place", "word"),
    [
        ("fake:duration=0.5", "act.npz", "no face was seen"),
        ("fake:", "act.pkl", ".npz, .safetensors"),
        ("fake:", "no folder/act.npz", "no folder"),
    ],
)
def test_a_template_that_cannot_be_kept_is_one_clear_line(
    camera: str, place: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = ("--save-template", str(tmp_path / place))
    assert _run("--camera", camera, "--output", "null", *kept) == 1
    assert word in _one_error_line(capsys)


def test_a_neutral_pose_with_nowhere_to_go_is_said_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "no such folder" / "me.npz"
    assert _run("--camera", "demo:", "--output", "null", "--save-neutral", str(place)) == 1
    assert "no such folder" in _one_error_line(capsys)


def test_a_file_that_breaks_while_another_output_goes_on_is_the_end_s_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(self: Recorder, image: RGBImage) -> None:
        del image
        raise SinkError(f"cannot write to {self.name}", "the disk is full")

    monkeypatch.setattr(Recorder, "send", broken)
    line = ["run", "--camera", "fake:", *SIZE, "--duration", "0.5", "--output", "null"]
    assert cli.main([*line, "--output", f"file:{tmp_path / 'film.mp4'}"]) == 1
    assert "the disk is full" in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize("size", ["64x48", "16x16"])
def test_tiny_outputs_are_drawn(size: str) -> None:
    line = ["run", "--camera", "fake:", "--size", size, "--duration", "0.3", "--output", "null"]
    assert cli.main([*line, "--engine", "mesh"]) == 0
