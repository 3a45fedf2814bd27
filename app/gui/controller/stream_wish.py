"""From what is remembered to what is wished of the stream."""

from __future__ import annotations

from app.config import Mirror, StreamConfig
from app.gui.controller.device_control import NO_OUTPUT
from app.settings.model import AppSettings


def stream_config(settings: AppSettings) -> StreamConfig:
    """What the settings ask of the stream."""
    stream = settings.stream
    return StreamConfig(
        portrait=stream.portrait,
        camera=stream.camera_id,
        engine=stream.engine,
        networks=stream.networks,
        outputs=() if stream.output == NO_OUTPUT else (stream.output,),
        size=stream.size,
        fps=stream.fps,
        mirror=Mirror(picture=stream.mirror_output, movement=stream.mirror_movement),
        disclosure=stream.disclosure,
    )
