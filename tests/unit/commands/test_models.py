from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import app.commands.models as models_module
from app import cli, paths
from app.command_configs import ModelsAction, ModelsConfig
from app.commands.models import models
from app.errors import UsageError, WeightsError
from app.pipeline.weights.fetch import FetchError, Trouble
from tests.unit.pipeline.weights.fake_fetch import FakeFetch
from tests.unit.pipeline.weights.samples import TASK, make_sample

SAMPLE = make_sample()
MOTION = "motion_extractor.pth"


def _run(config: ModelsConfig, fetch: FakeFetch | None = None) -> bool:
    return models(config, manifest=SAMPLE.manifest, make_fetch=lambda: fetch or FakeFetch(SAMPLE.by_url))


def test_download_brings_everything_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(ModelsConfig(ModelsAction.DOWNLOAD, folder=tmp_path))
    output = capsys.readouterr()
    assert output.out == f"6 of 6 files are here and verified, in {tmp_path}\n"
    assert [line.split()[1] for line in output.err.splitlines()] == [f"{file.name}," for file in SAMPLE.files]
    assert _run(ModelsConfig(ModelsAction.VERIFY, folder=tmp_path))


def test_names_restrict_what_is_done(tmp_path: Path) -> None:
    assert _run(ModelsConfig(ModelsAction.DOWNLOAD, ("motion_extractor", TASK), tmp_path))
    assert _run(ModelsConfig(ModelsAction.VERIFY, (MOTION,), tmp_path))
    assert not _run(ModelsConfig(ModelsAction.VERIFY, folder=tmp_path))
    with pytest.raises(UsageError, match="'nose'"):
        _run(ModelsConfig(ModelsAction.VERIFY, ("nose",), tmp_path))


def test_verify_names_what_is_missing_and_what_is_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SAMPLE.put(tmp_path, MOTION, TASK)
    (tmp_path / TASK).write_bytes(b"damaged")
    assert not _run(ModelsConfig(ModelsAction.VERIFY, folder=tmp_path))
    lines = capsys.readouterr().out.splitlines()
    assert f"ok    {MOTION}" in lines
    assert len([line for line in lines if line.startswith("FAIL") and "it is not there" in line]) == 4
    assert (
        len([line for line in lines if line.startswith("FAIL") and TASK in line and "7 bytes" in line]) == 1
    )


def test_verify_makes_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert not _run(ModelsConfig(ModelsAction.VERIFY, folder=tmp_path / "none"))
    assert capsys.readouterr().out.count("FAIL") == 6
    assert not (tmp_path / "none").exists()


def test_import_tells_what_became_of_every_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    SAMPLE.put(theirs, MOTION)
    assert not _run(ModelsConfig(ModelsAction.IMPORT, folder=ours, source=theirs))
    lines = capsys.readouterr().out.splitlines()
    assert f"ok    {MOTION} from {theirs / MOTION}" in lines
    assert sum(line.startswith("FAIL") for line in lines) == 5
    SAMPLE.put(theirs)
    assert _run(ModelsConfig(ModelsAction.IMPORT, folder=ours, source=theirs))
    assert f"ok    {MOTION} was here already" in capsys.readouterr().out


def test_list_shows_every_file_its_licence_and_its_state(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    SAMPLE.put(tmp_path, MOTION)
    assert _run(ModelsConfig(ModelsAction.LIST, folder=tmp_path))
    rows = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert ["present", MOTION] in rows
    assert ["missing", TASK] in rows
    assert ["folder:", str(tmp_path)] in rows


def test_list_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told() -> list[str]:
        _run(ModelsConfig(ModelsAction.LIST, folder=tmp_path))
        lines = capsys.readouterr().out.splitlines()
        return lines[lines.index(f"folder: {tmp_path}") + 1 :]

    SAMPLE.put(tmp_path)
    (tmp_path / TASK).unlink()
    download, by_hand = told()
    assert "models download" in download
    assert by_hand == f"by hand: https://example.org/{TASK}, then liveportrait-cam models import FOLDER"
    SAMPLE.put(tmp_path, TASK)
    (check,) = told()
    assert "models verify" in check
    assert _run(ModelsConfig(ModelsAction.VERIFY, folder=tmp_path))
    capsys.readouterr()
    assert told() == []


def test_list_as_json_is_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(ModelsConfig(ModelsAction.LIST, (MOTION,), tmp_path, json=True))
    (row,) = json.loads(capsys.readouterr().out)
    file = SAMPLE.manifest.select((MOTION,))[0]
    assert row == {
        "name": MOTION,
        "state": "missing",
        "bytes": file.digest.size,
        "sha256": file.digest.sha256,
        "licence": "MIT",
        "purpose": "a test",
        "url": file.address.url,
        "path": str(tmp_path / "motion_extractor.safetensors"),
    }


def test_a_failed_download_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="there is no network"):
        _run(
            ModelsConfig(ModelsAction.DOWNLOAD, folder=tmp_path),
            FakeFetch({}, [FetchError(Trouble.OFFLINE, "no connection")]),
        )


@pytest.mark.parametrize(
    ("line", "config"),
    [
        ("models list", ModelsConfig(ModelsAction.LIST)),
        ("models list --json --dir d", ModelsConfig(ModelsAction.LIST, folder=Path("d"), json=True)),
        ("models download a b", ModelsConfig(ModelsAction.DOWNLOAD, ("a", "b"))),
        ("models verify --dir d a", ModelsConfig(ModelsAction.VERIFY, ("a",), Path("d"))),
        ("models import s a", ModelsConfig(ModelsAction.IMPORT, ("a",), source=Path("s"))),
    ],
)
@pytest.mark.parametrize("fine", [True, False])
def test_the_command_line_arrives_and_its_end_is_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, config: ModelsConfig, fine: bool
) -> None:
    asked: list[ModelsConfig] = []

    def fake(config: ModelsConfig) -> bool:
        asked.append(config)
        return fine

    monkeypatch.setattr(models_module, "models", fake)
    monkeypatch.setattr(cli, "_set_up_logging", lambda _: None)
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path)
    assert cli.main(line.split()) == (0 if fine else 1)
    assert asked == [config]


def test_neither_torch_nor_the_network_is_loaded_to_list(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.commands.models import models; "
        "from app.command_configs import *; "
        "models(ModelsConfig(ModelsAction.LIST, folder=Path(sys.argv[1]))); "
        "heavy = ('torch', 'huggingface_hub', 'safetensors', 'cv2');"
        "sys.exit(any(name in sys.modules for name in heavy))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, check=False, timeout=60, capture_output=True)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(b"missing  ") == 6
