from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

import app.commands.sticker
from app import cli, paths
from app.command_configs import StickerConfig
from app.config import EngineChoice, StickerBackground, StickerFormat
from app.pipeline.portrait.library import shipped_portraits
from app.pipeline.stickers.catalogue import BASIC

LADY = str(shipped_portraits()[0].path)


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")
    logger = logging.getLogger("app")
    before = (logger.level, logger.propagate)
    yield
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.level, logger.propagate = before


def _stickers(output: Path, *more: str) -> int:
    line = ["sticker", "--portrait", LADY, "--engine", "mesh", "--size", "240", "--output", str(output)]
    return cli.main([*line, *more])


def _files(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_arguments_become_a_config(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[StickerConfig] = []
    monkeypatch.setattr(app.commands.sticker, "sticker", asked.append)
    cli.main(["sticker", "--portrait", "p.png", "--output", "out"])
    options = "--set sad,shy --caption Hm --size 240 --format gif --background original --no-outline"
    cli.main(["sticker", "--portrait", "p.png", "--output", "out", *options.split(), "--engine", "mesh"])
    usual, special = asked
    assert usual == StickerConfig(Path("p.png"), Path("out"))
    assert special == StickerConfig(
        Path("p.png"),
        Path("out"),
        expressions=("sad", "shy"),
        caption="Hm",
        size=240,
        format=StickerFormat.GIF,
        background=StickerBackground.ORIGINAL,
        outline=False,
        engine=EngineChoice.MESH,
    )


def test_a_set_of_stills_with_a_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _stickers(tmp_path / "set", "--format", "png") == cli.OK
    names = {f"{one.name}.png" for one in BASIC}
    assert _files(tmp_path / "set") == {*names, "contact-sheet.png"}
    with Image.open(tmp_path / "set" / "smile.png") as still:
        assert (still.size, still.mode) == ((240, 240), "RGBA")
        assert still.getpixel((0, 0)) == (255, 255, 255, 0)
        low, high = still.getchannel("A").getextrema()
        assert (low, high) == (0, 255)
    with Image.open(tmp_path / "set" / "contact-sheet.png") as sheet:
        assert sheet.width > 5 * 240
        assert sheet.height > 2 * 240
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == len(BASIC) + 1
    assert all("kB" in line for line in printed[:-1])


@pytest.mark.parametrize("kind", ["webp", "gif", "apng"])
def test_an_animated_sticker(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _stickers(tmp_path, "--set", "wink", "--format", kind, "--caption", "Hi") == cli.OK
    file = tmp_path / f"wink.{kind}"
    with Image.open(file) as picture:
        count = picture.n_frames
        durations = []
        for index in range(count):
            picture.seek(index)
            frame = picture.convert("RGBA")
            durations.append(picture.info["duration"])
            assert frame.size == (240, 240)
            assert frame.getchannel("A").getextrema() == (0, 255)
        assert picture.info["loop"] == 0
    assert sum(durations) == pytest.approx(1500, abs=80)
    assert file.stat().st_size <= 500_000
    assert f"{count} frames" in capsys.readouterr().out


def test_with_its_own_background_nothing_is_clear(tmp_path: Path) -> None:
    assert _stickers(tmp_path, "--set", "no", "--format", "png", "--background", "original") == cli.OK
    with Image.open(tmp_path / "no.png") as still:
        assert still.convert("RGBA").getchannel("A").getextrema() == (255, 255)


def test_the_outline_can_be_left_away(tmp_path: Path) -> None:
    whites = []
    for more in ((), ("--no-outline",)):
        assert _stickers(tmp_path, "--set", "sad", "--format", "png", *more) == cli.OK
        with Image.open(tmp_path / "sad.png") as still:
            whites.append(sum(pixel == (255, 255, 255, 255) for pixel in still.getdata()))
    assert whites[0] > 700 > 10 * whites[1]


@pytest.mark.parametrize(
    ("more", "code", "said"),
    [
        (("--set", "grumpy"), cli.USAGE, "known are smile, laugh"),
        (("--set", "smile,"), cli.USAGE, "known are smile, laugh"),
        (("--caption", ""), cli.USAGE, "it is empty"),
        (("--caption", "word " * 30), cli.USAGE, "too long"),
        (("--caption", "\U0010fffd"), cli.FAILURE, "no font on this machine"),
        (("--portrait", "nowhere.png"), cli.FAILURE, "nowhere.png"),
    ],
)
def test_bad_input_is_one_clear_line_and_leaves_nothing(
    more: tuple[str, ...], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _stickers(tmp_path / "set", *more) == code
    printed = capsys.readouterr()
    assert said in printed.err.splitlines()[-1]
    assert not printed.out
    assert not (tmp_path / "set").exists()


def test_a_folder_that_cannot_be_made_is_told_before_the_portrait_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _stickers(tmp_path / "no" / "where", "--portrait", "nowhere.png") == cli.FAILURE
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.parametrize("more", [("--size", "300"), ("--format", "jpg"), ("--background", "blue")])
def test_what_the_parser_refuses(more: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        _stickers(tmp_path, *more)
    assert stopped.value.code == cli.USAGE
