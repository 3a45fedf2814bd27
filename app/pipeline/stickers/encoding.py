"""Stickers as files: animated WebP within the messengers' limit, GIF, APNG and PNG."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from app.config import StickerFormat
from app.errors import SinkError
from app.pipeline.provenance.marking import marked
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.stickers.outline import RGBAImage
from app.pipeline.stickers.palette import Palette

WEBP_BYTES = 500_000
"""What messengers take of an animated WebP."""

FRAME_MS = {StickerFormat.WEBP: 50, StickerFormat.APNG: 70, StickerFormat.GIF: 70, StickerFormat.PNG: 50}
"""How long a frame is shown at first."""

_SKIPS = (1, 2, 3)
_QUALITIES = (82, 74, 66, 58, 50, 40)
_LAST_QUALITIES = (30, 20, 10, 0)
_EFFORT = 3


@dataclass(frozen=True, slots=True)
class EncodedSticker:
    """A finished file.

    Attributes:
        data: Its bytes.
        frames: How many it shows.
        frame_ms: How long each, milliseconds; 0 for a still.
        quality: WebP's, 0..100; None where there is none.
    """

    data: bytes
    frames: int
    frame_ms: int = 0
    quality: int | None = None


def encode_still(frame: RGBAImage, source_type: SourceType | None = SourceType.GENERATED) -> EncodedSticker:
    """A PNG, as small as it gets without loss; ``frame`` is H x W x 4, ``source_type`` its mark."""
    return EncodedSticker(_saved(_picture(frame), source_type, "PNG", optimize=True), 1)


def encode_animation(
    frames: Sequence[RGBAImage],
    frame_ms: int,
    kind: StickerFormat,
    limit: int = WEBP_BYTES,
    source_type: SourceType | None = SourceType.GENERATED,
) -> EncodedSticker:
    """A loop of frames as a file.

    Args:
        frames: H x W x 4 uint8, at least two, each shown equally long.
        frame_ms: How long, milliseconds.
        kind: Any but PNG.
        limit: Bytes a WebP may have.
        source_type: What the file says that it is, None for nothing.

    Raises:
        SinkError: A WebP does not fit at any quality or rate.
    """
    if kind is StickerFormat.GIF:
        return EncodedSticker(_gif(frames, frame_ms, source_type), len(frames), frame_ms)
    if kind is StickerFormat.APNG:
        return EncodedSticker(_apng(frames, frame_ms, source_type), len(frames), frame_ms)
    return _fitting_webp(frames, frame_ms, limit, source_type)


def _fitting_webp(
    frames: Sequence[RGBAImage], frame_ms: int, limit: int, source_type: SourceType | None
) -> EncodedSticker:
    """The best quality that fits; only where a poor one does not, fewer frames, and at last a bad one."""
    attempts = [(skip, _QUALITIES) for skip in _SKIPS] + [(_SKIPS[-1], _LAST_QUALITIES)]
    for skip, qualities in attempts:
        kept, shown_ms = _thinned(frames, frame_ms, skip)
        found = _best_fitting(kept, shown_ms, qualities, limit, source_type)
        if found is not None:
            return found
    raise SinkError(
        "cannot make an animated webp of this sticker",
        f"it stays above the {limit // 1000} kB that messengers take",
        "Use --size 240, or another format",
    )


def _best_fitting(
    frames: Sequence[RGBAImage],
    shown_ms: Sequence[int],
    qualities: Sequence[int],
    limit: int,
    source_type: SourceType | None,
) -> EncodedSticker | None:
    """Halves the ladder of qualities, best first, until the best one that fits is known."""
    best: EncodedSticker | None = None
    low, high = 0, len(qualities)
    at = 0  # most fit at once
    while low < high:
        data = _webp(frames, shown_ms, qualities[at], source_type)
        if len(data) <= limit:
            best, high = EncodedSticker(data, len(frames), shown_ms[0], qualities[at]), at
        else:
            low = at + 1
        at = (low + high) // 2
    return best


def _thinned(
    frames: Sequence[RGBAImage], frame_ms: int, skip: int
) -> tuple[Sequence[RGBAImage], Sequence[int]]:
    """Every frame, or every second or third one, the loop as long as before."""
    kept = frames[::skip]
    rest = len(frames) * frame_ms - (len(kept) - 1) * skip * frame_ms
    return kept, [skip * frame_ms] * (len(kept) - 1) + [rest]


def _webp(
    frames: Sequence[RGBAImage], shown_ms: Sequence[int], quality: int, source_type: SourceType | None
) -> bytes:
    first, *others = map(_picture, frames)
    return _saved(
        first,
        source_type,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=list(shown_ms),
        loop=0,
        quality=quality,
        alpha_quality=90,
        method=_EFFORT,
    )


def _gif(frames: Sequence[RGBAImage], frame_ms: int, source_type: SourceType | None) -> bytes:
    first, *others = _indexed(frames, Palette(frames, soft=False))
    return _saved(
        first,
        source_type,
        "GIF",
        save_all=True,
        append_images=others,
        duration=frame_ms,
        loop=0,
        disposal=2,
        transparency=0,
        background=0,
        optimize=False,
    )


def _apng(frames: Sequence[RGBAImage], frame_ms: int, source_type: SourceType | None) -> bytes:
    palette = Palette(frames, soft=True)
    first, *others = _indexed(frames, palette)
    return _saved(
        first,
        source_type,
        "PNG",
        save_all=True,
        append_images=others,
        duration=frame_ms,
        loop=0,
        disposal=0,
        blend=0,
        transparency=palette.entries[:, 3].tobytes(),
    )


def _indexed(frames: Sequence[RGBAImage], palette: Palette) -> list[Image.Image]:
    pictures = []
    for frame in frames:
        picture = Image.fromarray(palette.indices(frame), "P")
        picture.putpalette(palette.entries[:, :3].tobytes(), "RGB")
        pictures.append(picture)
    return pictures


def _picture(frame: RGBAImage) -> Image.Image:
    """Without an alpha channel where all is opaque."""
    opaque = bool((frame[..., 3] == 255).all())
    return Image.fromarray(np.ascontiguousarray(frame[..., :3]) if opaque else frame)


def _saved(picture: Image.Image, source_type: SourceType | None, kind: str, **settings: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **settings)
    return marked(file.getvalue(), source_type)
