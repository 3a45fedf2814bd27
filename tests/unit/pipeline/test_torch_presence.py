"""What the program does in a package that comes without torch."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.commands.checks import check_packages
from app.commands.findings import Verdict
from app.commands.network_checks import check_engine, check_weights
from app.config import EngineChoice
from app.errors import EngineError, WeightsError
from app.paths import MODELS_VARIABLE
from app.pipeline.engines.choose import choose_engine
from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.torch_presence import has_torch
from app.pipeline.weights.download import Downloader
from app.pipeline.weights.importing import import_files
from tests.unit.pipeline.weights.fake_fetch import FakeFetch
from tests.unit.pipeline.weights.samples import Sample, make_sample


@pytest.fixture
def sample() -> Sample:
    """Official files in miniature, made while torch is here."""
    return make_sample()


@pytest.fixture
def without_torch(sample: Sample, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:  # noqa: ARG001
    """The folder of models, on a machine without torch."""
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path / "models"))
    return tmp_path / "models"


def test_torch_is_seen_where_it_is() -> None:
    assert has_torch()


@pytest.mark.usefixtures("without_torch")
def test_the_mesh_engine_is_taken() -> None:
    assert not has_torch()
    assert isinstance(choose_engine(EngineChoice.AUTO), MeshEngine)


@pytest.mark.usefixtures("without_torch")
def test_liveportrait_by_name_says_what_to_do() -> None:
    with pytest.raises(EngineError, match=r"without PyTorch.*pipx"):
        choose_engine(EngineChoice.LIVEPORTRAIT)


def test_nothing_is_downloaded_in_vain(sample: Sample, without_torch: Path) -> None:
    fetch = FakeFetch(sample.by_url, ())
    with pytest.raises(WeightsError, match="without PyTorch"):
        Downloader(without_torch, fetch).download(sample.manifest.networks)
    assert not without_torch.exists()


def test_an_import_says_so_too(sample: Sample, without_torch: Path, tmp_path: Path) -> None:
    source = tmp_path / "official"
    source.mkdir()
    file = sample.manifest.networks[0]
    (source / file.name).write_bytes(sample.by_url[file.address.url])
    with pytest.raises(WeightsError, match="without PyTorch"):
        import_files([file], source, without_torch)


@pytest.mark.usefixtures("without_torch")
def test_the_doctor_takes_it_for_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.checks._PACKAGES", ("torch",))
    monkeypatch.setattr("app.commands.checks.version", _not_installed)
    assert [one.verdict for one in check_packages()] == [Verdict.WARN]
    (engine,) = check_engine()
    assert engine.verdict is Verdict.OK
    assert "without PyTorch" in engine.detail
    assert not check_weights()


def test_a_stand_in_is_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.checks._PACKAGES", ("opencv-python",))
    monkeypatch.setattr("app.commands.checks.version", _only_headless)
    (finding,) = check_packages()
    assert (finding.check, finding.verdict) == ("opencv-python-headless", Verdict.OK)


def _only_headless(name: str) -> str:
    return "4.11" if name == "opencv-python-headless" else _not_installed(name)


def _not_installed(name: str) -> str:
    from importlib.metadata import PackageNotFoundError

    raise PackageNotFoundError(name)
