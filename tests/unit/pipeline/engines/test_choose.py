from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from app.config import EngineChoice, NetworkConfig, Precision
from app.errors import EngineError, WeightsError
from app.paths import MODELS_VARIABLE
from app.pipeline.engines import choose
from app.pipeline.engines.base import Engine
from app.pipeline.engines.choose import choose_engine
from app.tuning import Tuning
from tests.unit.pipeline.engines.liveportrait.fake_gpu import NAME, add_gpu, add_gpus, build_with
from tests.unit.pipeline.engines.liveportrait.stub_networks import Fault, StubNetworks

AUTO, MESH, LIVEPORTRAIT = EngineChoice.AUTO, EngineChoice.MESH, EngineChoice.LIVEPORTRAIT


@contextmanager
def chosen(choice: EngineChoice, networks: NetworkConfig | None = None) -> Iterator[Engine]:
    engine = choose_engine(choice, networks)
    try:
        yield engine
    finally:
        engine.close()


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The log, from what everybody sees."""
    caplog.set_level(logging.INFO)
    return caplog


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has nothing yet."""
    monkeypatch.setattr("app.pipeline.engines.speed.cache_dir", lambda: tmp_path)
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path / "models"))
    return tmp_path


class Speed:
    """What a frame takes, and how often it was asked for."""

    def __init__(self) -> None:
        self.seconds = 0.015
        self.fault: RuntimeError | None = None
        self.asked = 0

    def __call__(self, _: object) -> float:
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        return self.seconds


@pytest.fixture
def speed(monkeypatch: pytest.MonkeyPatch) -> Speed:
    """A machine with a GPU and all weights."""
    add_gpu(monkeypatch)
    add_weights(monkeypatch)
    build_with(monkeypatch, lambda dtype: StubNetworks(dtype=dtype))
    taken = Speed()
    monkeypatch.setattr("app.pipeline.engines.liveportrait.self_test.seconds_per_frame", taken)
    return taken


def add_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    state = SimpleNamespace(complete=True, problem=None)
    monkeypatch.setattr("app.pipeline.weights.state.weights_state", lambda: state)


def the_line(said: pytest.LogCaptureFixture) -> str:
    """What was said of the choice; it is said once."""
    (line,) = (message for message in said.messages if message.startswith("engine: "))
    return line


def test_the_mesh_by_name_asks_for_nothing(
    said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "expect_live", pytest.fail)
    with chosen(MESH) as engine:
        assert engine.name == "mesh"
    assert not said.messages


def test_without_weights_it_is_the_mesh_and_says_what_to_fetch(
    said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_gpu(monkeypatch)
    with chosen(AUTO) as engine:
        assert engine.name == "mesh"
    assert the_line(said).startswith("engine: mesh (")
    assert "liveportrait-cam models download" in the_line(said)


def test_without_weights_liveportrait_by_name_is_an_error() -> None:
    with pytest.raises(WeightsError, match="models download"):
        choose_engine(LIVEPORTRAIT)


def test_without_a_gpu_it_is_the_mesh_and_says_so(
    said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_gpus(monkeypatch, 0)
    add_weights(monkeypatch)
    with chosen(AUTO) as engine:
        assert engine.name == "mesh"
    assert "no GPU that torch can use" in the_line(said)


def test_a_device_that_is_not_there_is_the_mesh_and_says_so(
    speed: Speed, said: pytest.LogCaptureFixture
) -> None:
    with chosen(AUTO, NetworkConfig(device="cuda:7")) as engine:
        assert engine.name == "mesh"
    assert "cannot use the device 'cuda:7'" in the_line(said)
    assert speed.asked == 0


def test_a_fast_gpu_draws_with_liveportrait(speed: Speed, said: pytest.LogCaptureFixture) -> None:
    with chosen(AUTO) as engine:
        assert (engine.name, engine.reads_driver) == ("liveportrait", True)
    assert the_line(said) == f"engine: liveportrait (a frame takes 15 ms on {NAME}, float16)"
    assert speed.asked == 1


def test_a_slow_gpu_leaves_it_to_the_mesh(speed: Speed, said: pytest.LogCaptureFixture) -> None:
    speed.seconds = 0.123
    with chosen(AUTO) as engine:
        assert engine.name == "mesh"
    assert the_line(said).startswith("engine: mesh (")
    assert f"a frame takes 123 ms on {NAME}, float16" in the_line(said)
    assert "--engine liveportrait" in the_line(said)


def test_liveportrait_by_name_is_not_measured(speed: Speed) -> None:
    speed.seconds = 10.0
    with chosen(LIVEPORTRAIT) as engine:
        assert engine.name == "liveportrait"
    assert speed.asked == 0


@pytest.mark.parametrize(
    ("fault", "why"),
    [(torch.OutOfMemoryError("full"), "memory is full"), (RuntimeError("lost"), "the device failed: lost")],
)
def test_a_gpu_that_fails_when_measured_leaves_it_to_the_mesh(
    fault: RuntimeError, why: str, speed: Speed, said: pytest.LogCaptureFixture, own_folders: Path
) -> None:
    speed.fault = fault
    with chosen(AUTO) as engine:
        assert engine.name == "mesh"
    assert why in the_line(said)
    assert not (own_folders / "speed.json").exists()


def test_networks_that_cannot_be_opened_leave_it_to_the_mesh(
    speed: Speed, said: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Fault(within=("appearance",), times=100)
    build_with(monkeypatch, lambda dtype: StubNetworks(dtype=dtype, fault=fault))
    with chosen(AUTO) as engine:
        assert engine.name == "mesh"
    assert "memory is full" in the_line(said)
    with pytest.raises(EngineError, match="memory is full"):
        choose_engine(LIVEPORTRAIT)
    assert speed.asked == 0


def test_a_gpu_is_measured_once_for_each_precision_name_and_version(
    speed: Speed, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked_for(networks: NetworkConfig | None = None) -> int:
        before = speed.asked
        with chosen(AUTO, networks):
            return speed.asked - before

    assert [asked_for(), asked_for()] == [1, 0]
    assert asked_for(NetworkConfig(precision=Precision.FLOAT32)) == 1
    with monkeypatch.context() as other:
        other.setattr(torch.cuda, "get_device_name", lambda *_: "Another GPU")
        assert asked_for() == 1
    with monkeypatch.context() as other:
        other.setattr(torch, "__version__", "99.0")
        assert asked_for() == 1
    with monkeypatch.context() as other:
        other.setattr(choose, "version", lambda _: "99.0")
        assert asked_for() == 1
    assert asked_for() == 0
    assert len(json.loads((own_folders / "speed.json").read_text())) == 5


def test_a_program_that_is_not_installed_chooses_all_the_same(
    speed: Speed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(choose, "version", unknown)
    with chosen(AUTO) as engine:
        assert engine.name == "liveportrait"
    assert speed.asked == 1


def test_the_chosen_engine_is_tuned_as_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    tunings: list[Tuning] = []
    monkeypatch.setattr(choose, "_mesh", lambda: SimpleNamespace(tune=tunings.append, close=lambda: None))
    networks = NetworkConfig(eye_retargeting=True, lip_retargeting=True)
    choose_engine(MESH, networks, smoothing=0.25)
    choose_engine(MESH)
    assert tunings == [
        Tuning(smoothing=0.25, eye_retargeting=True, lip_retargeting=True),
        Tuning(smoothing=0.0),
    ]
