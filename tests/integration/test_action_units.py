"""Action units through the command line: real tracker, drawn performer, real files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PIL import Image

from app import cli, paths
from app.facs import ActionUnit
from app.paths import MODELS_VARIABLE
from app.pipeline.sources.performer import script_at
from tests import shipped
from tests.integration.performer_video import performer_frames, write_video
from tests.unit.pipeline.motion.performances import liveportrait_layout, performance, pickled

FPS = 25
BLINK_S = 1.25
SMILE_S = 2.1


@pytest.fixture(autouse=True)
def own_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path / "models"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("action_units")


@pytest.fixture(scope="module")
def portrait(folder: Path) -> Path:
    path = folder / "portrait.png"
    Image.fromarray(shipped.resized(shipped.portrait(), 0.25).image).save(path)
    return path


@pytest.fixture(scope="module")
def driving(folder: Path) -> Path:
    """The performer's first seconds: a rest, a blink at 1.25 s, a smile around 2.1 s."""
    times = [at / FPS for at in range(round(2.4 * FPS))]
    return write_video(
        folder / "driving.mp4", performer_frames(times, (320, 240), start=0.0), times, rate=FPS
    )


def table(path: Path) -> list[dict[str, float]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: float(cell) for name, cell in row.items()} for row in csv.DictReader(file)]


def test_render_writes_what_the_performer_does(portrait: Path, driving: Path, tmp_path: Path) -> None:
    output, written = tmp_path / "out.mp4", tmp_path / "au.csv"
    line = ["render", "--engine", "mesh", "--portrait", str(portrait), "--driving", str(driving)]
    assert cli.main([*line, "--output", str(output), "--au-csv", str(written)]) == 0
    rows = table(written)
    assert [row["frame"] for row in rows] == list(range(1, 61))
    assert [row["timestamp"] for row in rows] == pytest.approx([at / FPS for at in range(60)], abs=1e-3)
    blinking = {round(row["timestamp"], 2) for row in rows if row["AU45_c"]}
    assert blinking
    assert all(abs(time - BLINK_S) < 0.2 for time in blinking)
    assert script_at(SMILE_S).smile > 0.8
    assert rows[round(SMILE_S * FPS)]["AU12_r"] > rows[round(0.5 * FPS)]["AU12_r"] + 1


def test_a_gain_changes_the_picture(portrait: Path, driving: Path, tmp_path: Path) -> None:
    plain, calm = tmp_path / "plain.mp4", tmp_path / "calm.mp4"
    line = ["render", "--engine", "mesh", "--portrait", str(portrait), "--driving", str(driving)]
    assert cli.main([*line, "--output", str(plain)]) == 0
    assert cli.main([*line, "--output", str(calm), "--au-gain", "AU45=0", "--micro-expressions"]) == 0
    assert plain.read_bytes() != calm.read_bytes()


def test_run_writes_rows_and_means(tmp_path: Path) -> None:
    written, stats = tmp_path / "au.csv", tmp_path / "stats.json"
    options = ["--size", "320x240", "--output", "null", "--duration", "1.5", "--engine", "mesh"]
    asked = ["--au-csv", str(written), "--stats", str(stats)]
    assert cli.main(["run", "--camera", "demo:", *options, *asked]) == 0
    rows, told = table(written), json.loads(stats.read_text())["action_units"]
    assert len(rows) >= 10
    assert [row["frame"] for row in rows] == sorted({row["frame"] for row in rows})
    assert told["frames"] == sum(row["success"] == 1 for row in rows)
    assert set(told["means"]) == {f"{unit.code}_r" for unit in ActionUnit}
    for name, mean in told["means"].items():
        seen = [row[name] for row in rows if row["success"]]
        assert mean == pytest.approx(sum(seen) / len(seen), abs=0.01)


def test_keypoints_alone_have_no_action_units(
    portrait: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template, written = tmp_path / "t.pkl", tmp_path / "au.csv"
    template.write_bytes(pickled(liveportrait_layout(performance())))
    line = ["render", "--engine", "mesh", "--portrait", str(portrait), "--driving", str(template)]
    assert cli.main([*line, "--output", str(tmp_path / "o.mp4"), "--au-csv", str(written)]) == 1
    assert "cannot read action units" in capsys.readouterr().err
    assert not written.exists()
