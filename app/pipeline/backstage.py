"""Everything behind the window, opened at once: heavy to import, so a thread does it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.config import StreamConfig
from app.pipeline.portrait.gallery import Gallery
from app.pipeline.portrait.thumbnails import ThumbnailMaker
from app.pipeline.sources.device_watch import DeviceWatch
from app.pipeline.studio.openers import Openers
from app.pipeline.studio.studio import Studio
from app.pipeline.usage import UsageMeter
from app.tuning import Tuning


@dataclass(frozen=True, slots=True)
class Backstage:
    """What the controller holds of the pipeline; all of it answers at once.

    Attributes:
        studio: The stream.
        gallery: The portraits; its changes wait for the disk.
        thumbnails: Their small pictures.
        devices: What is plugged in.
        usage: What the program costs the machine.
    """

    studio: Studio
    gallery: Gallery
    thumbnails: ThumbnailMaker
    devices: DeviceWatch
    usage: UsageMeter

    def close(self) -> bool:
        """Ends every thread. Waits; True when all ended in time."""
        ended = [self.studio.close(), self.thumbnails.close(), self.devices.close()]
        return all(ended)


def open_backstage(
    config: StreamConfig, tuning: Tuning, portraits: Path, *, openers: Openers | None = None
) -> Backstage:
    """Opens all of it, the stream not started.

    Args:
        config: What to stream.
        tuning: How motion is carried over.
        portraits: The user's folder of portraits.
        openers: Open the parts of the stream; the machine's own if not given.
    """
    backstage = Backstage(
        Studio(config, tuning, openers=openers),
        Gallery(portraits),
        ThumbnailMaker(),
        DeviceWatch(),
        UsageMeter(),
    )
    backstage.thumbnails.start()
    backstage.devices.start()
    return backstage
