"""A portrait: the picture and the face found in it."""

from __future__ import annotations

from dataclasses import dataclass

from app.pipeline.provenance.source_type import SourceType
from app.pipeline.types import Landmarks, RGBImage


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A picture with one face to animate.

    Attributes:
        image: H x W x 3 uint8 RGB, upright, alpha flattened.
        landmarks: 478 x 3 float32, pixels of ``image``.
        name: What to call it in messages.
        source_type: What its file says that it is, None where it does not say that it is synthetic.
    """

    image: RGBImage
    landmarks: Landmarks
    name: str = "portrait"
    source_type: SourceType | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]
