"""Which engine draws: the one asked for, or the best one there is."""

from __future__ import annotations

import logging
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from app.config import EngineChoice, NetworkConfig
from app.errors import EngineError, Reason, WeightsError
from app.pipeline.engines.base import Engine
from app.pipeline.engines.fallback import FallbackEngine, StandIn
from app.pipeline.engines.speed import remembered_seconds
from app.pipeline.torch_presence import NO_TORCH, expect_torch, has_torch
from app.tuning import Tuning

if TYPE_CHECKING:
    from app.pipeline.engines.liveportrait.opening import OpenedNetworks

_log = logging.getLogger(__name__)

_LIVE_S = 0.040
"""A frame that takes longer than this, reading the driver included, is no live portrait."""


def choose_engine(
    choice: EngineChoice,
    networks: NetworkConfig | None = None,
    *,
    smoothing: float = 0.0,
    on_stand_in: StandIn | None = None,
) -> Engine:
    """Makes the engine asked for; ``AUTO`` chooses and says in the log what it chose and why.

    Args:
        choice: What was asked for.
        networks: How the LivePortrait engine should run.
        smoothing: 0..1, how much an engine that reads the driver itself calms what it reads.
        on_stand_in: Told when the engine failed and the mesh engine stands in for it.

    Raises:
        WeightsError: LivePortrait was asked for by name, and its weights are missing or damaged.
        EngineError: It was asked for by name and cannot run here.
    """
    networks = networks or NetworkConfig()
    engine = _chosen(choice, networks, on_stand_in)
    engine.tune(
        Tuning(
            smoothing=smoothing,
            eye_retargeting=networks.eye_retargeting,
            lip_retargeting=networks.lip_retargeting,
        )
    )
    return engine


def _chosen(choice: EngineChoice, networks: NetworkConfig, on_stand_in: StandIn | None) -> Engine:
    if choice is EngineChoice.LIVEPORTRAIT:
        return _liveportrait(networks, on_stand_in, only_live=False)
    if choice is EngineChoice.AUTO and not has_torch():
        _log.info("engine: mesh (%s)", NO_TORCH)
    elif choice is EngineChoice.AUTO:
        try:
            expect_live(networks)
            engine = _liveportrait(networks, on_stand_in, only_live=True)
        except WeightsError as error:  # told at every start, so without what to do by hand
            get = "liveportrait-cam models download gets them"
            _log.info("engine: mesh (%s: %s; %s)", error.what, error.why, get)
        except EngineError as error:
            _log.info("engine: mesh (%s)", error)
        else:
            return engine
    return _mesh()


def _mesh() -> Engine:
    from app.pipeline.engines.mesh.engine import MeshEngine

    return MeshEngine()


def _liveportrait(networks: NetworkConfig, on_stand_in: StandIn | None, *, only_live: bool) -> Engine:
    expect_torch()
    from app.pipeline.engines.liveportrait.engine import LivePortraitEngine
    from app.pipeline.engines.liveportrait.opening import open_networks

    opened = open_networks(networks.device, networks.precision.value)
    if only_live:
        _expect_fast(opened)
    return FallbackEngine(LivePortraitEngine(opened.networks), _mesh, on_stand_in)


def _expect_fast(opened: OpenedNetworks) -> None:
    """Raises ``EngineError`` if a frame takes too long; logs how long it takes if not."""
    import torch

    from app.pipeline.engines.liveportrait.device_errors import run_on_device
    from app.pipeline.engines.liveportrait.self_test import seconds_per_frame

    key = f"{opened.placement}, torch {torch.__version__}, {_own_version()}"
    seconds = run_on_device(
        "cannot draw with the LivePortrait networks",
        lambda: remembered_seconds(key, lambda: seconds_per_frame(opened.networks)),
    )
    took = f"a frame takes {1e3 * seconds:.0f} ms on {opened.placement}"
    if seconds > _LIVE_S:
        raise EngineError(
            "the LivePortrait networks are too slow here",
            took,
            "Ask for them with --engine liveportrait all the same",
        )
    _log.info("engine: liveportrait (%s)", took)


def _own_version() -> str:
    try:
        return version("liveportrait-cam")
    except PackageNotFoundError:
        return "not installed"


def expect_live(networks: NetworkConfig) -> None:
    """Raises what speaks against LivePortrait live and can be known without loading 500 MB.

    Raises:
        WeightsError: Its weights are missing or damaged.
        EngineError: There is no device that is fast enough, or not the one asked for.
    """
    from app.pipeline.weights.state import weights_state

    expect_torch()
    problem = weights_state().problem
    if problem is not None:
        raise problem
    from app.pipeline.engines.liveportrait.device import choose_placement

    device = choose_placement(networks.device, networks.precision.value).device
    if device.type == "cpu":
        raise EngineError(
            "the LivePortrait networks are too slow here",
            "there is no GPU that torch can use, and the processor takes seconds a frame",
            "Ask for them with --engine liveportrait all the same",
            reason=Reason.NO_GPU,
        )
