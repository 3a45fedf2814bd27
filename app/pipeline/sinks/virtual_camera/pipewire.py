"""Whether a camera can be published through PipeWire."""

from __future__ import annotations

from app.errors import SinkError
from app.pipeline.sinks.pipewire_setup import PIPEWIRE_NAME, PipeWireSystem
from app.pipeline.sinks.virtual_camera.finding import sink_name
from app.pipeline.sinks.virtual_camera.messages import CameraBackend, Candidate
from app.pipeline.sinks.virtual_camera.pixels import PixelLayout


def find_pipewire(system: PipeWireSystem | None = None) -> tuple[Candidate, ...]:
    """The PipeWire camera.

    Args:
        system: What there is on the machine, None to find out.

    Raises:
        SinkError: PipeWire does not run, or packages are missing.
    """
    system = system or PipeWireSystem.here()
    if system.obstacle:
        raise SinkError(f"cannot open the {sink_name(PIPEWIRE_NAME)}", system.obstacle, system.fix)
    return (Candidate(CameraBackend.PIPEWIRE, str(system.launcher), PixelLayout.I420, PIPEWIRE_NAME),)
