from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from app.config import StickerFormat
from app.errors import SinkError
from app.pipeline.stickers.encoding import encode_animation, encode_still
from app.pipeline.stickers.outline import RGBAImage
from app.pipeline.stickers.palette import Palette

SIDE = 96
ANIMATED = [StickerFormat.WEBP, StickerFormat.GIF, StickerFormat.APNG]


def _frames(count: int = 6, noise: int = 0) -> list[RGBAImage]:
    """A disc with a soft edge that goes to the right, its colours shaded, nothing around it."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    random = np.random.default_rng(1)
    frames = []
    for index in range(count):
        far = np.hypot(x - 36 - 4 * index, y - 48)
        shade = np.stack([2 * x, 2 * y, np.full_like(x, 90)], axis=-1)
        shade = shade + random.integers(-noise, noise + 1, shade.shape)
        alpha = np.clip((30 - far) / 4, 0, 1) * 255
        frames.append(np.dstack([np.clip(shade, 0, 255), alpha]).astype(np.uint8))
    return frames


def _read(data: bytes) -> tuple[Image.Image, list[RGBAImage], list[float]]:
    picture = Image.open(io.BytesIO(data))
    shown, lasting = [], []
    for index in range(getattr(picture, "n_frames", 1)):
        picture.seek(index)
        shown.append(np.asarray(picture.convert("RGBA")))
        lasting.append(float(picture.info.get("duration", 0)))
    return picture, shown, lasting


@pytest.mark.parametrize("kind", ANIMATED)
def test_an_animation_reads_back_as_it_was(kind: StickerFormat) -> None:
    frames = _frames()
    encoded = encode_animation(frames, 70, kind)
    picture, shown, lasting = _read(encoded.data)
    assert picture.format == {"webp": "WEBP", "gif": "GIF", "apng": "PNG"}[kind.value]
    assert (encoded.frames, encoded.frame_ms) == (6, 70)
    assert lasting == [70] * 6
    assert picture.info["loop"] == 0
    for frame, back in zip(frames, shown, strict=True):
        solid, clear = frame[..., 3] == 255, frame[..., 3] == 0
        assert (back[solid][:, 3] >= 250).all()
        assert (back[clear][:, 3] <= 5).all()
        assert np.abs(back[solid][:, :3].astype(int) - frame[solid][:, :3]).mean() < 6


@pytest.mark.parametrize("kind", [StickerFormat.WEBP, StickerFormat.APNG])
def test_edges_stay_soft_where_the_format_can(kind: StickerFormat) -> None:
    frames = _frames()
    _, shown, _ = _read(encode_animation(frames, 50, kind).data)
    soft = (frames[0][..., 3] > 40) & (frames[0][..., 3] < 215)
    assert np.abs(shown[0][soft][:, 3].astype(int) - frames[0][soft][:, 3]).mean() < 25


def test_pictures_without_holes_are_stored_without_alpha() -> None:
    frames = _frames()
    for frame in frames:
        frame[..., 3] = 255
    for kind in ANIMATED:
        _, shown, _ = _read(encode_animation(frames, 50, kind).data)
        assert all((frame[..., 3] == 255).all() for frame in shown)


def test_a_still_is_kept_without_loss() -> None:
    frame = _frames()[0]
    encoded = encode_still(frame)
    _, shown, _ = _read(encoded.data)
    assert (encoded.frames, encoded.frame_ms, encoded.quality) == (1, 0, None)
    visible = frame[..., 3] > 0
    assert np.array_equal(shown[0][visible], frame[visible])


def test_a_webp_is_made_worse_until_it_fits() -> None:
    frames = _frames(8, noise=60)
    free = encode_animation(frames, 50, StickerFormat.WEBP)
    limit = int(0.8 * len(free.data))
    fitting = encode_animation(frames, 50, StickerFormat.WEBP, limit)
    assert len(fitting.data) <= limit
    assert fitting.quality is not None
    assert free.quality is not None
    assert fitting.quality < free.quality
    assert fitting.frames == 8


def test_at_last_it_has_fewer_frames_but_is_as_long() -> None:
    frames = _frames(8, noise=60)
    lowest = len(encode_animation(frames, 50, StickerFormat.WEBP, 30_000).data)
    encoded = encode_animation(frames, 50, StickerFormat.WEBP, lowest // 3)
    _, shown, lasting = _read(encoded.data)
    assert len(encoded.data) <= lowest // 3
    assert len(shown) == encoded.frames < 8
    assert sum(lasting) == pytest.approx(8 * 50)


def test_what_never_fits_is_an_error() -> None:
    with pytest.raises(SinkError, match="messengers take"):
        encode_animation(_frames(4, noise=60), 50, StickerFormat.WEBP, 500)


def test_a_palette_of_nothing_is_clear() -> None:
    nothing = np.zeros((8, 8, 4), np.uint8)
    assert not Palette([nothing], soft=False).indices(nothing).any()


def test_what_does_not_move_has_the_same_indices_in_every_frame() -> None:
    frames = _frames(2)
    palette = Palette(frames, soft=True)
    same = (frames[0] == frames[1]).all(axis=-1)
    assert same.mean() > 0.5
    assert np.array_equal(palette.indices(frames[0])[same], palette.indices(frames[1])[same])
