"""``--badge`` and ``--no-label``."""

from __future__ import annotations

from pathlib import Path

import pytest

import app.commands.edit
import app.commands.render
import app.commands.restore
import app.commands.run
import app.commands.sticker
from app import cli, paths
from app.command_configs import EditConfig, RenderConfig, RestoreConfig, RunConfig, StickerConfig
from app.config import Corner, Disclosure

LINES = (
    "run",
    "render --portrait p.png --driving d.mp4 --output o.mp4",
    "edit --portrait p.png --output o.png",
    "restore --input i.mp4 --reference r.mp4 --output o.mp4",
)


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[RunConfig | RenderConfig | EditConfig | RestoreConfig]:
    configs: list[RunConfig | RenderConfig | EditConfig | RestoreConfig] = []
    for module in (app.commands.run, app.commands.render, app.commands.edit, app.commands.restore):
        monkeypatch.setattr(module, module.__name__.rpartition(".")[2], configs.append)
    return configs


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ("", Disclosure(label=True, badge=None)),
        ("--no-label", Disclosure(label=False, badge=None)),
        ("--badge", Disclosure(label=True, badge=Corner.BOTTOM_RIGHT)),
        ("--badge top-left --no-label", Disclosure(label=False, badge=Corner.TOP_LEFT)),
    ],
)
def test_every_command_takes_them(
    line: str,
    options: str,
    wanted: Disclosure,
    asked: list[RunConfig | RenderConfig | EditConfig | RestoreConfig],
) -> None:
    assert cli.main([*line.split(), *options.split()]) == 0
    assert asked[0].disclosure == wanted


def test_stickers_take_the_label_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    configs: list[StickerConfig] = []
    monkeypatch.setattr(app.commands.sticker, "sticker", configs.append)
    line = ["sticker", "--portrait", "p.png", "--output", "out"]
    assert cli.main(line) == cli.main([*line, "--no-label"]) == 0
    assert [config.label for config in configs] == [True, False]
    with pytest.raises(SystemExit):
        cli.main([*line, "--badge"])


def test_a_corner_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["run", "--badge", "middle"])
    assert "bottom-right" in capsys.readouterr().err
