"""A contact sheet of a run: what the driver did, what the portrait made of it, and when.

The driver's picture is shown because it is the drawn performer; a camera's frames are never kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from app.errors import SinkError
from app.pipeline.clock import Clock
from app.pipeline.provenance.marking import mark_file
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.sources.base import Source
from app.pipeline.types import Frame, RGBImage

_TILE_HEIGHT = 180
_LABEL_HEIGHT = 16
_COLUMNS = 3
_BACKGROUND = (24, 24, 24)


class Watched:
    """A source that lets somebody see its newest frame. Passes everything on unchanged.

    Args:
        source: The performer.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name = source.name
        self.newest: Frame | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frames, pixels."""
        return self._source.size

    @property
    def fps(self) -> float:
        """Nominal frames per second."""
        return self._source.fps

    def read(self) -> Frame | None:
        """The next frame, or None when there will be no more."""
        frame = self._source.read()
        self.newest = frame or self.newest
        return frame

    def close(self) -> None:
        """Closes the source."""
        self._source.close()


@dataclass(frozen=True, slots=True, eq=False)
class _Tile:
    seconds: float
    driver: RGBImage
    portrait: RGBImage


class ContactSheet:
    """A sink that keeps a dozen small pictures of a run and writes them as one when closed.

    Args:
        file: Picture to write; its ending chooses the format.
        clock: The session's clock.
        duration_s: Length of the run, which the tiles are spread over.
        tiles: How many pictures to keep.
    """

    name = "contact sheet"

    def __init__(self, file: Path, clock: Clock, *, duration_s: float, tiles: int = 12) -> None:
        self._file = file
        self._clock = clock
        self._every_s = duration_s / tiles
        self._wanted = tiles
        self._started_at: float | None = None
        self._tiles: list[_Tile] = []
        self._written = False
        self._driver: Watched | None = None

    def watch(self, source: Source) -> Source:
        """The source, wrapped so that the sheet can show the driver."""
        self._driver = Watched(source)
        return self._driver

    def send(self, image: RGBImage) -> None:
        """Keeps a small copy when the middle of the next interval is reached."""
        now = self._clock.now()
        self._started_at = now if self._started_at is None else self._started_at
        seconds = now - self._started_at
        due = (len(self._tiles) + 0.5) * self._every_s
        newest = None if self._driver is None else self._driver.newest
        if newest is None or seconds < due or len(self._tiles) >= self._wanted:
            return
        self._tiles.append(_Tile(seconds, _small(newest.image), _small(image)))

    def close(self) -> None:
        """Writes the sheet, once.

        Raises:
            SinkError: The file cannot be written.
        """
        if self._written or not self._tiles:
            return
        self._written = True
        try:
            Image.fromarray(_sheet(self._tiles)).save(self._file)
            mark_file(self._file, SourceType.GENERATED)
        except (OSError, ValueError) as error:
            raise SinkError(
                f"cannot write {str(self._file)!r}", str(error), "Choose another folder"
            ) from error


def _small(image: RGBImage) -> RGBImage:
    height, width = image.shape[:2]
    size = (max(round(width * _TILE_HEIGHT / height), 1), _TILE_HEIGHT)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA))


def _sheet(tiles: list[_Tile]) -> RGBImage:
    drawn = [_drawn(tile) for tile in tiles]
    blank = np.full_like(drawn[0], _BACKGROUND)
    drawn += [blank] * (-len(drawn) % _COLUMNS)
    rows = [np.hstack(drawn[at : at + _COLUMNS]) for at in range(0, len(drawn), _COLUMNS)]
    return np.vstack(rows)


def _drawn(tile: _Tile) -> RGBImage:
    """Label above, driver left, portrait right: an RGB picture."""
    pictures = np.hstack([tile.driver, tile.portrait])
    label = Image.new("RGB", (pictures.shape[1], _LABEL_HEIGHT), _BACKGROUND)
    ImageDraw.Draw(label).text((4, 2), f"{tile.seconds:.1f} s", fill=(230, 230, 230))
    return np.vstack([np.asarray(label, dtype=np.uint8), pictures])
