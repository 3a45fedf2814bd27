"""LivePortrait's networks, written for inference; imports nothing but torch."""

from app.pipeline.engines.liveportrait.networks.networks import Networks
from app.pipeline.engines.liveportrait.networks.state_reader import StateDictError

__all__ = ["Networks", "StateDictError"]
