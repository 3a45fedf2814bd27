from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.commands.doctor
import app.commands.run
import app.commands.window
from app import cli, logs, paths
from app.command_configs import AppConfig, DoctorConfig, RunConfig
from app.config import EngineChoice, MotionMode
from app.errors import SourceError, UsageError
from app.tuning import Tuning

HEAVY = ("numpy", "cv2", "torch", "mediapipe", "PySide6", "rich", "av", "PIL")


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keeps the log in the test's folder, and the logger as it was."""
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")
    logger = logging.getLogger("app")
    before = (logger.level, logger.propagate)
    yield tmp_path / "log"
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.level, logger.propagate = before


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[RunConfig]:
    """What ``run`` was called with, instead of running."""
    configs: list[RunConfig] = []
    monkeypatch.setattr(app.commands.run, "run", configs.append)
    return configs


@pytest.mark.parametrize(
    ("line", "config"),
    [
        ("", AppConfig()),
        ("app", AppConfig()),
        ("app --start", AppConfig(start=True)),
        ("app --safe-mode", AppConfig(safe_mode=True)),
    ],
)
def test_without_a_command_the_window_opens(
    line: str, config: AppConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[AppConfig] = []

    def open_window(config: AppConfig) -> int:
        opened.append(config)
        return 0

    monkeypatch.setattr(app.commands.window, "window", open_window)
    assert cli.main(line.split()) == 0
    assert opened == [config]


def test_run_without_options_asks_for_the_defaults(asked: list[RunConfig]) -> None:
    assert cli.main(["run"]) == 0
    assert asked == [RunConfig()]


def test_every_option_of_run_arrives(asked: list[RunConfig]) -> None:
    line = (
        "run --portrait p.png --camera clip.mp4 --engine mesh --output null --output file:o.mp4 "
        "--size 640x360 --fps 25 --duration 2.5 --stats s.json --loop "
        "--motion absolute --smoothing 0.25 --neutral n.json"
    )
    assert cli.main(line.split()) == 0
    assert asked == [
        RunConfig(
            portrait=Path("p.png"),
            camera="clip.mp4",
            engine=EngineChoice.MESH,
            outputs=("null", "file:o.mp4"),
            size=(640, 360),
            fps=25.0,
            duration_s=2.5,
            stats=Path("s.json"),
            loop=True,
            tuning=Tuning(mode=MotionMode.ABSOLUTE, smoothing=0.25),
            neutral=Path("n.json"),
        )
    ]


@pytest.mark.parametrize(
    "line",
    [
        "dance",
        "app extra",
        "run --fps 0",
        "run --size 100x101",
        "run --engine fast",
        "run --duration 0",
        "run --smoothing 2",
        "run --output",
        "render",
        "render --portrait a --driving b",
        "run extra",
    ],
)
def test_a_wrong_line_is_a_usage_error(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(line.split())
    assert ended.value.code == 2
    assert "error:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SourceError("cannot open the camera", "it is busy", "Close the other program"), 1),
        (UsageError("cannot write 'x.doc'", "no such format", "Use .mp4"), 2),
        (ZeroDivisionError("division\nby zero"), 1),
        (KeyboardInterrupt(), 1),
    ],
)
def test_a_failure_is_one_line_without_a_traceback(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: RunConfig) -> None:
        raise error

    monkeypatch.setattr(app.commands.run, "run", fail)
    assert cli.main(["run"]) == code
    printed = capsys.readouterr().err
    assert printed.startswith("liveportrait-cam: error: ")
    assert printed.count("\n") == 1
    assert "Traceback" not in printed


@pytest.mark.parametrize("line", ["--debug run", "run --debug"])
def test_debug_shows_the_traceback_wherever_it_stands(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: RunConfig) -> None:
        raise SourceError("cannot open the camera", "it is busy")

    monkeypatch.setattr(app.commands.run, "run", fail)
    monkeypatch.setattr(logs, "_quieten_libraries", lambda _: None)
    assert cli.main(line.split()) == 1
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(("healthy", "code"), [(True, 0), (False, 1)])
def test_doctor_says_by_its_code_whether_all_is_well(
    healthy: bool, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(config: DoctorConfig) -> bool:
        assert config.json
        return healthy

    monkeypatch.setattr(app.commands.doctor, "doctor", check)
    assert cli.main(["doctor", "--json"]) == code


def test_help_and_version_import_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from app.cli import main\n"
        "for line in (['--help'], ['run', '--help'], ['--version']):\n"
        "    try: main(line)\n"
        "    except SystemExit as ended: assert ended.code == 0\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    answer = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    assert answer.stdout.splitlines()[-1] == "[]"
    assert "usage: liveportrait-cam" in answer.stdout


def test_openblas_gets_one_thread_unless_said_otherwise(
    monkeypatch: pytest.MonkeyPatch, asked: list[RunConfig]
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    cli.main(["run"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "4")
    cli.main(["run"])
    assert os.environ["OPENBLAS_NUM_THREADS"] == "4"
    assert len(asked) == 2


def test_the_log_file_is_written_and_an_unwritable_folder_is_no_failure(
    own_log: Path, tmp_path: Path, asked: list[RunConfig]
) -> None:
    assert cli.main(["run"]) == 0
    logging.getLogger("app.test").warning("a line for the log")
    [log] = logs.log_files(own_log)
    assert "a line for the log" in log.read_text()
    (tmp_path / "file").write_text("")
    logs.set_up_logging(debug=False, folder=tmp_path / "file")
    assert asked
