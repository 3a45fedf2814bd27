"""``--au-csv``, ``--au-gain`` and ``--micro-expressions`` of ``run`` and ``render``."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.commands.render
import app.commands.run
from app import cli, paths
from app.command_configs import RenderConfig, RunConfig
from app.settings.preset_file import format_preset
from app.tuning import AS_THE_DRIVER, ActionUnitGains, Tuning

LINES = ("run", "render --portrait p.png --driving d.mp4 --output o.mp4")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[RunConfig | RenderConfig]:
    configs: list[RunConfig | RenderConfig] = []
    monkeypatch.setattr(app.commands.run, "run", configs.append)
    monkeypatch.setattr(app.commands.render, "render", configs.append)
    return configs


@pytest.mark.parametrize("line", LINES)
def test_nothing_is_asked_for_by_default(line: str, asked: list[RunConfig | RenderConfig]) -> None:
    assert cli.main(line.split()) == 0
    assert asked[0].au_csv is None
    assert asked[0].tuning.action_units == AS_THE_DRIVER


@pytest.mark.parametrize("line", LINES)
def test_every_option_arrives(line: str, asked: list[RunConfig | RenderConfig]) -> None:
    options = "--au-csv au.csv --au-gain AU12=1.5 --au-gain wink=0 --au-gain 4=2 --micro-expressions"
    assert cli.main([*line.split(), *options.split()]) == 0
    assert asked[0].au_csv == Path("au.csv")
    assert asked[0].tuning.action_units == ActionUnitGains(
        lip_corner_puller=1.5, wink=0.0, brow_lowerer=2.0, micro_expressions=1.0
    )


@pytest.mark.parametrize("line", LINES)
def test_gains_of_1_are_no_gains(line: str, asked: list[RunConfig | RenderConfig]) -> None:
    assert cli.main([*line.split(), "--au-gain", "AU12=1"]) == 0
    assert asked[0].tuning.action_units == AS_THE_DRIVER


@pytest.mark.parametrize("line", LINES)
def test_micro_expressions_have_an_amount(line: str, asked: list[RunConfig | RenderConfig]) -> None:
    assert cli.main([*line.split(), "--micro-expressions", "0.5"]) == 0
    assert asked[0].tuning.action_units == ActionUnitGains(micro_expressions=0.5)


def test_options_win_over_a_preset(tmp_path: Path, asked: list[RunConfig | RenderConfig]) -> None:
    preset = tmp_path / "mine.toml"
    kept = ActionUnitGains(blink=0.5, jaw_drop=1.5, micro_expressions=0.75)
    preset.write_bytes(format_preset(Tuning(action_units=kept)))
    assert cli.main(["run", "--preset", str(preset)]) == 0
    assert cli.main(["run", "--preset", str(preset), "--au-gain", "AU26=1", "--micro-expressions", "0"]) == 0
    assert asked[0].tuning.action_units == kept
    assert asked[1].tuning.action_units == ActionUnitGains(blink=0.5)


@pytest.mark.parametrize("gain", ["AU12", "AU12=", "AU12=3", "AU12=-1", "AU12=nan", "AU3=1", "=1", "smile=1"])
@pytest.mark.parametrize("line", LINES)
def test_a_gain_that_makes_no_sense_is_refused(
    line: str, gain: str, asked: list[RunConfig | RenderConfig], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exited:
        cli.main([*line.split(), "--au-gain", gain])
    assert exited.value.code == 2
    assert "--au-gain" in capsys.readouterr().err
    assert asked == []
