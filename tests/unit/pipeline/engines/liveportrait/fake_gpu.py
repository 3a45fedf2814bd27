"""A machine with an NVIDIA GPU, as far as choosing one goes; the work is done by stub networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import torch

from app.pipeline.engines.liveportrait.networks.networks import Networks
from tests.unit.pipeline.engines.liveportrait.stub_networks import StubNetworks

NAME = "Imaginary GPU 9000"


def add_gpu(monkeypatch: pytest.MonkeyPatch, name: str = NAME) -> None:
    """Makes torch say that there is one."""
    add_gpus(monkeypatch, 1, name)


def add_gpus(monkeypatch: pytest.MonkeyPatch, count: int, name: str = NAME) -> None:
    """Makes torch say that there are so many, none included; and no Apple GPU."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
    monkeypatch.setattr(torch.cuda, "current_device", lambda: 0)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda *_: name)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


def build_with(monkeypatch: pytest.MonkeyPatch, build: Callable[[torch.dtype], StubNetworks]) -> None:
    """Makes weights be there, and networks of any of them."""
    monkeypatch.setattr("app.pipeline.engines.liveportrait.opening.load_state_dicts", lambda _: {})

    def from_state_dicts(
        state_dicts: Mapping[str, Any], *, device: torch.device, dtype: torch.dtype
    ) -> Networks:
        del state_dicts, device
        return build(dtype).networks

    monkeypatch.setattr(Networks, "from_state_dicts", from_state_dicts)
