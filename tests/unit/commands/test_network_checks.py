from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import paths
from app.commands import network_checks
from app.commands.findings import Finding, Verdict
from app.commands.network_checks import TorchGpus, check_engine, check_gpu, check_weights
from app.errors import EngineError
from app.pipeline.weights import manifest_file, state
from app.pipeline.weights.manifest import Network
from app.pipeline.weights.settle import settle
from tests.unit.pipeline.weights.samples import make_sample

SAMPLE = make_sample()
BLIND = TorchGpus(cuda=None, sees_nvidia=False, sees_apple=False)
Answer = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of models, for which small files are official."""
    monkeypatch.setenv(paths.MODELS_VARIABLE, str(tmp_path))
    monkeypatch.setattr(state, "shipped_manifest", lambda: SAMPLE.manifest)
    return tmp_path


def _weights() -> Finding:
    (finding,) = check_weights()
    return finding


def test_weights_are_missing_at_first(folder: Path) -> None:
    assert not list(folder.iterdir())
    finding = _weights()
    assert finding.verdict is Verdict.WARN
    assert finding.detail == "missing: " + ", ".join(network.value for network in Network)
    assert finding.fix.endswith("liveportrait-cam models download")


def test_weights_are_present_then_verified(folder: Path) -> None:
    SAMPLE.put(folder)
    finding = _weights()
    assert (finding.verdict, finding.fix) == (Verdict.WARN, "Check them: liveportrait-cam models verify")
    assert "not checked yet" in finding.detail
    for file in SAMPLE.manifest.networks:
        settle(file, folder)
    assert _weights() == Finding("weights", Verdict.OK, f"verified, in {folder}")


def test_weights_are_damaged(folder: Path) -> None:
    SAMPLE.put(folder)
    (folder / "warping_module.pth").write_bytes(b"short")
    (folder / "spade_generator.pth").unlink()
    finding = _weights()
    assert finding.verdict is Verdict.WARN
    assert finding.detail == "missing: spade_generator; damaged: warping_module"
    assert finding.fix.endswith("liveportrait-cam models download")


def test_a_damaged_manifest_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manifest.toml").write_text("version = 9")
    monkeypatch.setattr(manifest_file, "files", lambda _: tmp_path)
    finding = _weights()
    assert (finding.verdict, finding.fix) == (Verdict.FAIL, "Install the program again")


@pytest.fixture
def nvidia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Puts an ``nvidia-smi`` with this answer on the path, and a torch that says so."""

    def put(answer: str, torch: TorchGpus | Exception, code: int = 0) -> None:
        tool = tmp_path / "nvidia-smi"
        tool.write_text(f"#!/bin/sh\nprintf '{answer}'\nexit {code}\n")
        tool.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")

        def told() -> TorchGpus:
            if isinstance(torch, Exception):
                raise torch
            return torch

        monkeypatch.setattr(network_checks, "ask_torch", told)

    if os.name != "posix":
        pytest.skip("the stand-in for nvidia-smi is a shell script")
    return put


def _gpu() -> Finding:
    (finding,) = check_gpu()
    return finding


def test_a_gpu_that_torch_uses(nvidia: Answer) -> None:
    nvidia("NVIDIA GeForce RTX 3060, 12288\\nTesla, v2, [N/A]\\n", TorchGpus("13.0", True, False))
    assert _gpu() == Finding(
        "GPU", Verdict.OK, "NVIDIA GeForce RTX 3060 (12 GB), Tesla, v2; torch uses CUDA 13.0"
    )


def test_a_gpu_under_a_torch_for_processors(nvidia: Answer) -> None:
    nvidia("NVIDIA A, 8192\\n", BLIND)
    finding = _gpu()
    assert finding.verdict is Verdict.WARN
    assert finding.detail == "NVIDIA A (8 GB), but the installed torch is built without CUDA"
    assert "torch build for CUDA" in finding.fix


def test_a_gpu_whose_driver_is_too_old_for_torch(nvidia: Answer) -> None:
    nvidia("NVIDIA A, 8192\\n", TorchGpus("13.0", False, False))
    finding = _gpu()
    assert (finding.verdict, finding.fix) == (Verdict.WARN, "Update the graphics driver")
    assert "CUDA 13.0" in finding.detail


@pytest.mark.parametrize(("answer", "code"), [("no devices", 9), ("", 0)])
def test_a_driver_that_does_not_answer(nvidia: Answer, answer: str, code: int) -> None:
    nvidia(answer, AssertionError("there is nothing to ask torch"), code)
    finding = _gpu()
    assert finding.verdict is Verdict.WARN
    assert finding.detail.startswith("nvidia-smi does not answer: ")


def test_a_broken_torch_is_no_crash(nvidia: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    nvidia("NVIDIA A, 8192\\n", OSError("libcudart is missing"))
    assert "libcudart is missing" in _gpu().detail
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "libcudart is missing" in _gpu().detail


@pytest.mark.parametrize(("sees", "verdict"), [(True, Verdict.OK), (False, Verdict.WARN)])
def test_an_apple_gpu(monkeypatch: pytest.MonkeyPatch, verdict: Verdict, *, sees: bool) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(network_checks, "ask_torch", lambda: TorchGpus(None, False, sees))
    assert _gpu().verdict is verdict
    assert "Apple GPU" in _gpu().detail


@pytest.mark.usefixtures("folder")
def test_auto_takes_mesh_without_weights() -> None:
    (finding,) = check_engine()
    assert finding.verdict is Verdict.OK
    assert finding.detail.startswith("--engine auto takes mesh, as the LivePortrait networks are not ready")


def test_auto_takes_what_the_choice_itself_would_take(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_: object) -> None:
        raise EngineError("the networks are too slow here", "there is no GPU")

    monkeypatch.setattr(network_checks, "expect_live", slow)
    (finding,) = check_engine()
    assert finding.detail == "--engine auto takes mesh, as the networks are too slow here: there is no GPU"
    monkeypatch.setattr(network_checks, "expect_live", lambda _: None)
    (finding,) = check_engine()
    assert finding.detail.startswith("--engine auto takes liveportrait")


def test_torch_is_not_loaded_when_there_is_nothing_to_ask_it(tmp_path: Path) -> None:
    code = (
        "import sys; from app.commands.network_checks import *; import shutil; "
        "shutil.which = lambda _: None; sys.platform = 'linux'; "
        "check_gpu(); check_weights(); check_engine(); sys.exit('torch' in sys.modules)"
    )
    environment = os.environ | {paths.MODELS_VARIABLE: str(tmp_path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, check=False, timeout=60, capture_output=True, env=environment)  # noqa: S603
    assert done.returncode == 0, done.stderr
