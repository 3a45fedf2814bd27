"""A camera whose pictures are new: one that gives the same bytes again and again has hung up."""

from __future__ import annotations

from typing import Final

import numpy as np

from app.errors import Reason, SourceError
from app.pipeline.sources.base import Source
from app.pipeline.sources.darkness import is_black
from app.pipeline.types import Frame, RGBImage

PATIENCE_S: Final = 2.0
"""How long a picture may stay the same. A sensor's noise alone makes every picture another one."""

STEADY_S: Final = PATIENCE_S + 0.5
"""A camera that was lost is believed to be back after so long: one that still hangs gives a picture, too."""

_STRIDE: Final = 31


class FreshSource:
    """Ends a camera that froze, so that it is opened anew. Black pictures are no sign of that.

    Args:
        source: A camera; not a file, in which pictures may rest.
    """

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self._source = source
        self._last: RGBImage | None = None
        self._since = 0.0

    @property
    def size(self) -> tuple[int, int]:
        """See ``Source.size``."""
        return self._source.size

    @property
    def fps(self) -> float:
        """See ``Source.fps``."""
        return self._source.fps

    def read(self) -> Frame | None:
        """See ``Source.read``.

        Raises:
            SourceError: The source broke, or gave one and the same picture for two seconds.
        """
        frame = self._source.read()
        if frame is not None:
            self._check(frame)
        return frame

    def close(self) -> None:
        """See ``Source.close``."""
        self._source.close()

    def _check(self, frame: Frame) -> None:
        if self._last is None or not _same(self._last, frame.image) or is_black(frame.image):
            self._last, self._since = frame.image, frame.captured_at
        elif frame.captured_at - self._since >= PATIENCE_S:
            why = f"it has given the same picture for {PATIENCE_S:.0f} s"
            fix = "Unplug it and plug it in again"
            raise SourceError(f"cannot read the {self.name}", why, fix, reason=Reason.CAMERA_LOST)


def _same(a: RGBImage, b: RGBImage) -> bool:
    """Whether two pictures are equal byte by byte; a few rows tell at once that most are not."""
    return a.shape == b.shape and np.array_equal(a[::_STRIDE], b[::_STRIDE]) and np.array_equal(a, b)
