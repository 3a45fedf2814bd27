"""From weights on disk to an engine that has shown that it works here."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from app.errors import EngineError
from app.pipeline.engines.liveportrait.device import Placement, choose_placement
from app.pipeline.engines.liveportrait.device_errors import run_on_device
from app.pipeline.engines.liveportrait.networks import Networks, StateDictError
from app.pipeline.engines.liveportrait.self_test import draws_pictures
from app.pipeline.weights.loading import load_state_dicts

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedNetworks:
    """Networks ready for an engine.

    Attributes:
        networks: On their device.
        placement: Where that is, and the precision that works there.
    """

    networks: Networks
    placement: Placement


def open_networks(
    device: str = "auto", precision: str = "auto", folder: Path | None = None
) -> OpenedNetworks:
    """Loads the networks and tries them.

    Args:
        device: See ``choose_placement``.
        precision: See ``choose_placement``.
        folder: The folder of models, None for the user's.

    Raises:
        WeightsError: The weights are missing or damaged.
        EngineError: The device is not there or too small, or no precision gives a picture on it.
    """
    placement = choose_placement(device, precision)
    state_dicts: dict[str, Any] = {**load_state_dicts(folder)}
    networks = _built(state_dicts, placement)
    if placement.device.type != "cpu" and not _draws(networks):
        networks, placement = _in_full_precision(state_dicts, placement)
    _log.info("the LivePortrait networks run on: %s", placement)
    return OpenedNetworks(networks, placement)


def _in_full_precision(state_dicts: dict[str, Any], placement: Placement) -> tuple[Networks, Placement]:
    full = replace(placement, dtype=torch.float32)
    if placement.dtype is not torch.float32:
        _log.warning("half precision gives no picture on this GPU; using float32, which is slower")
        networks = _built(state_dicts, full)
        if _draws(networks):
            return networks, full
    raise EngineError(
        "cannot use the LivePortrait networks",
        f"{placement} draws nothing but a blank picture",
        "Update the graphics driver, or use --device cpu or --engine mesh",
    )


def _built(state_dicts: dict[str, Any], placement: Placement) -> Networks:
    try:
        return run_on_device(
            f"cannot load the LivePortrait networks onto {placement}",
            lambda: Networks.from_state_dicts(state_dicts, device=placement.device, dtype=placement.dtype),
        )
    except StateDictError as error:
        raise EngineError(
            "cannot use the LivePortrait weights",
            str(error),
            "Check them with: liveportrait-cam models verify",
        ) from error


def _draws(networks: Networks) -> bool:
    return run_on_device("cannot draw with the LivePortrait networks", lambda: draws_pictures(networks))
