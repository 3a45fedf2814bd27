"""What takes a while to find out; each is a chore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.settings.model import AppSettings

if TYPE_CHECKING:
    from app.licences import Licensed
    from app.pipeline.sinks.devices import VirtualCameraCheck


def read_licences() -> tuple[Licensed, ...]:
    """Whose work the program is made of."""
    from app.licences import licences

    return licences()


def find_virtual_camera() -> VirtualCameraCheck:
    """Whether there is a virtual camera, and what to do if not."""
    from app.pipeline.sinks.devices import check_virtual_camera

    return check_virtual_camera()


def gather_diagnostics(settings: AppSettings, logs: Path) -> str:
    """The text of a fault report."""
    from app.diagnostics import diagnostics, find_out

    return diagnostics(settings, find_out(), logs)
