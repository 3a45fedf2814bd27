from __future__ import annotations

import shlex
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import app.commands.edit
import app.commands.restore
import app.commands.run
from app import cli, paths
from app.command_configs import EditConfig, RestoreConfig, RunConfig
from app.config import EngineChoice
from app.parser import make_parser
from app.parser.expression import CONTROLS, option, tuning_of
from app.settings.preset_file import format_preset
from app.tuning import Controls, FaceArea, MotionMode, RegionStrengths, Tuning

BEFORE = {
    "run": "run",
    "render": "render --portrait p.png --driving d.mp4 --output o.mp4",
    "edit": "edit --portrait p.png --output o.png",
}
PRESET = Tuning(
    Controls(smile=0.5, brows=-0.25),
    RegionStrengths(mouth=0.5),
    strength=1.5,
    smoothing=0.9,
    mode=MotionMode.ABSOLUTE,
    eye_retargeting=True,
    lips_open=0.3,
)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")
    monkeypatch.setattr(paths, "presets_dir", lambda: tmp_path / "presets")
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "Mine.toml").write_bytes(format_preset(PRESET))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    configs: list[object] = []
    for command in ("run", "edit", "restore"):
        monkeypatch.setattr(getattr(app.commands, command), command, configs.append)
    return configs


def tuning(line: str, command: str = "run") -> Tuning:
    return tuning_of(make_parser().parse_args([*shlex.split(BEFORE[command]), *shlex.split(line)]))


def usage_error(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        cli.main(shlex.split(line))
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()[0]


def test_every_control_has_its_option() -> None:
    assert list(CONTROLS) == [field.name for field in fields(Controls)]


@pytest.mark.parametrize("command", BEFORE)
def test_without_options_nothing_is_tuned(command: str) -> None:
    assert tuning("", command) == Tuning()


@pytest.mark.parametrize("command", BEFORE)
@pytest.mark.parametrize("name", CONTROLS)
@pytest.mark.parametrize("between", [" ", "="])
def test_a_control_is_given_by_its_name_with_dashes(command: str, name: str, between: str) -> None:
    for value in (0.5, -0.5, 1, -1, -0.25):
        assert tuning(f"{option(name)}{between}{value}", command) == Tuning(Controls(**{name: value}))


@given(st.floats(-1, 1))
def test_any_value_in_range_arrives(value: float) -> None:
    assert tuning(f"--gaze-x={value!r}").controls.gaze_x == value


def test_blink_moves_both_eyes_and_the_eyes_own_option_wins() -> None:
    assert tuning("--blink 0.5").controls == Controls(blink_left=0.5, blink_right=0.5)
    assert tuning("--blink-right -1 --blink 0.5").controls == Controls(blink_left=0.5, blink_right=-1)


def test_strengths_areas_openness_and_switches() -> None:
    assert tuning("--strength 1.5 --strength-head 0 --strength-mouth 2") == Tuning(
        regions=RegionStrengths(head=0, mouth=2), strength=1.5
    )
    assert tuning("--areas upper-face").regions == RegionStrengths(mouth=0)
    assert tuning("--areas lower-face --strength-eyes 1").regions == RegionStrengths(brows=0)
    assert tuning("--areas lower-face upper-face").regions == RegionStrengths()
    assert tuning("--eyes-open 0.3 --lips-open 0 --idle-life --allow-unnatural") == Tuning(
        eyes_open=0.3, lips_open=0.0, idle_life=True, allow_unnatural=True
    )


@pytest.mark.parametrize("name", ["Mine", "./presets/Mine.toml"])
def test_a_preset_by_name_or_file_and_what_is_said_besides_wins(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert tuning(f"--preset {name}") == PRESET
    changed = tuning(
        f"--smile -1 --strength-mouth 1 --motion relative --smoothing 0 --retarget lips --preset {name}"
    )
    assert changed == Tuning(
        Controls(smile=-1, brows=-0.25),
        strength=1.5,
        smoothing=0.0,
        lip_retargeting=True,
        lips_open=0.3,
    )


def test_a_shipped_preset_is_known_by_name(asked: list[object]) -> None:
    assert cli.main(["run", "--preset", "Expressive"]) == 0
    (config,) = asked
    assert isinstance(config, RunConfig)
    assert config.tuning != Tuning()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no such file"),
        (b"version = 99\n", "newer version"),
        (b"version = 1\n[controls]\nsmirk = 1\n", "no control called 'smirk'"),
        (b"version = 1\neyes-open = 0.9\n", "from 0 to 0.8"),
    ],
)
def test_a_preset_that_cannot_be_used_says_why(
    content: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "p.toml").write_bytes(content)
    assert cli.main(["run", "--preset", str(tmp_path / "p.toml")]) == 1
    assert said in capsys.readouterr().err


def test_an_unknown_preset_names_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["run", "--preset", "Nobodys"]) == 1
    said = capsys.readouterr().err
    assert "Mine" in said
    assert "Calm" in said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("run --smile 1.5", "--smile: '1.5' is not a value of smile from -1 to 1"),
        ("run --gaze-y nan", "from -1 to 1"),
        ("run --head-yaw left", "from -1 to 1"),
        ("run --strength-eyes 2.5", "is not a strength from 0 to 2"),
        ("run --lips-open 0.9", "is not an openness from 0 to 0.8"),
        ("run --areas nose", "upper-face"),
        ("run --simle 0.5", "did you mean --smile?"),
        ("run --blink-lft=1", "did you mean --blink-left?"),
        ("edit --portrait p.png --output o.png --strength 1", "unrecognized arguments: --strength"),
        ("restore --input a.mp4 --output o.mp4", "--reference"),
        ("restore --input a --reference b --output c --factor 101", "is not a factor from 0 to 100"),
    ],
)
def test_a_wrong_option_says_what_would_be_right(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in usage_error(line, capsys)


def test_edit_and_restore_get_what_they_were_asked(asked: list[object]) -> None:
    assert cli.main(shlex.split(BEFORE["edit"] + " --engine mesh --smile 1 --eyes-open 0.2")) == 0
    line = "restore --input i.mp4 --reference r.png --output o.webm --factor 50 --areas lower-face"
    assert cli.main(line.split()) == 0
    assert asked == [
        EditConfig(
            Path("p.png"),
            Path("o.png"),
            EngineChoice.MESH,
            tuning=Tuning(Controls(smile=1), eyes_open=0.2),
        ),
        RestoreConfig(
            Path("i.mp4"),
            Path("r.png"),
            Path("o.webm"),
            factor=50,
            areas=frozenset({FaceArea.LOWER_FACE}),
        ),
    ]
