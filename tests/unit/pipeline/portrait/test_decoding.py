from __future__ import annotations

import struct
import zlib
from contextlib import nullcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from app.errors import PortraitError
from app.pipeline.portrait import decoding_limits
from app.pipeline.portrait.decoding import BACKDROP, MAX_PIXELS, MAX_SIDE, MIN_SIDE, decode_image
from app.pipeline.types import RGBImage

from . import pictures

WHAT = "cannot open the portrait 'x'"


def decode(data: bytes) -> RGBImage:
    return decode_image(data, WHAT)


def test_a_plain_png_comes_back_exactly() -> None:
    image = decode(pictures.encode(pictures.gradient()))

    np.testing.assert_array_equal(image, pictures.gradient())
    assert image.dtype == np.uint8
    assert image.flags.c_contiguous
    assert image.flags.writeable


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"quality": 95}), ("WEBP", {"lossless": True})])
def test_other_formats_load(kind: str, options: dict[str, object]) -> None:
    image = decode(pictures.encode(pictures.gradient(), kind, **options))

    assert np.abs(image.astype(int) - pictures.gradient()).mean() < 2


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_exif_orientation_is_applied(orientation: int, kind: str) -> None:
    exif = pictures.exif_with_orientation(orientation)
    data = pictures.encode(pictures.gradient(), kind, exif=exif)

    tagged = Image.fromarray(pictures.gradient())
    tagged.getexif()[0x0112] = orientation
    expected = np.asarray(ImageOps.exif_transpose(tagged))
    image = decode(data)
    assert image.shape == expected.shape
    # Lossy colours may be off by a few levels; a wrong turn is off by a hundred.
    assert np.abs(image.astype(int) - expected).mean() < 6


def test_grey_becomes_rgb() -> None:
    grey = pictures.gradient()[..., 0]

    np.testing.assert_array_equal(decode(pictures.encode(grey)), np.dstack([grey] * 3))


def test_black_and_white_becomes_rgb() -> None:
    bilevel = Image.fromarray(pictures.gradient()[..., 0]).convert("1", dither=Image.Dither.NONE)

    assert set(np.unique(decode(pictures.encode(bilevel)))) == {0, 255}


def test_palette_becomes_rgb() -> None:
    palette = Image.fromarray(pictures.gradient()).quantize(256)

    expected = np.asarray(palette.convert("RGB"))
    np.testing.assert_array_equal(decode(pictures.encode(palette)), expected)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_shows_the_backdrop(mode: str) -> None:
    picture = Image.fromarray(pictures.gradient()).convert(mode)
    alpha = Image.new("L", picture.size, 0)
    alpha.paste(255, (0, 0, 48, 72))
    picture.putalpha(alpha)

    image = decode(pictures.encode(picture))

    np.testing.assert_array_equal(image[:, 48:], np.broadcast_to(BACKDROP, (72, 48, 3)))
    np.testing.assert_array_equal(image[:, :48], np.asarray(picture.convert("RGB"))[:, :48])


def test_a_transparent_palette_entry_shows_the_backdrop() -> None:
    picture = Image.new("P", pictures.SIZE, 0)
    picture.putpalette([10, 20, 30, 200, 100, 50])
    picture.paste(1, (0, 0, 48, 72))

    image = decode(pictures.encode(picture, transparency=0))

    assert tuple(image[0, 0]) == (200, 100, 50)
    assert tuple(image[0, -1]) == BACKDROP


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    ramp = np.tile(np.linspace(0, 65535, 256), (72, 1)).astype(np.uint16)

    image = decode(pictures.encode(Image.fromarray(ramp)))

    np.testing.assert_array_equal(image[0, :, 0], np.arange(256))


def test_cmyk_jpeg_keeps_its_colours() -> None:
    cmyk = Image.fromarray(pictures.gradient()).convert("CMYK")

    image = decode(pictures.encode(cmyk, "JPEG", quality=95))

    assert np.abs(image.astype(int) - pictures.gradient()).mean() < 4


def test_an_embedded_srgb_profile_changes_nothing() -> None:
    data = pictures.encode(pictures.gradient(), icc_profile=pictures.srgb_profile())

    assert np.abs(decode(data).astype(int) - pictures.gradient()).max() <= 2


def test_an_embedded_profile_is_applied() -> None:
    swapped = pictures.swapped_primaries_profile()
    data = pictures.encode(np.full((72, 96, 3), (200, 30, 30), np.uint8), icc_profile=swapped)

    red, green, _ = decode(data)[0, 0].astype(int)
    assert green > red + 100


@pytest.mark.parametrize("profile", [b"broken", b"\0" * 200, pictures.lab_profile()])
def test_an_unusable_profile_is_ignored(profile: bytes) -> None:
    data = pictures.encode(pictures.gradient(), icc_profile=profile)

    np.testing.assert_array_equal(decode(data), pictures.gradient())


def test_broken_exif_is_ignored() -> None:
    data = pictures.encode(pictures.gradient(), exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")

    np.testing.assert_array_equal(decode(data), pictures.gradient())


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_gives_its_first_frame(kind: str) -> None:
    first, second = (Image.new("RGB", pictures.SIZE, colour) for colour in ("red", "blue"))

    data = pictures.encode(first, kind, save_all=True, append_images=[second], duration=50, lossless=True)

    assert tuple(decode(data)[10, 10]) == (255, 0, 0)


def test_the_smallest_size_loads_and_one_pixel_less_does_not() -> None:
    assert decode(pictures.encode(pictures.gradient((MIN_SIDE, MIN_SIDE)))).shape == (MIN_SIDE, MIN_SIDE, 3)
    with pytest.raises(PortraitError, match="only 64 x 63 pixels"):
        decode(pictures.encode(pictures.gradient((MIN_SIDE, MIN_SIDE - 1))))


@pytest.mark.parametrize(
    ("width", "height"),
    [
        (8000, MAX_PIXELS // 8000 + 1),
        (MAX_SIDE + 1, 100),
        (12_000, 12_000),
        (60_000, 60_000),
        (0x7FFFFFFF, 9),
    ],
)
def test_a_huge_picture_is_refused_by_its_header(width: int, height: int) -> None:
    with pytest.raises(PortraitError, match="40 megapixels"):
        decode(pictures.png_header(width, height))


def test_an_honest_header_without_pixels_is_damaged() -> None:
    with pytest.raises(PortraitError, match="damaged or incomplete"):
        decode(pictures.png_header(8000, 100))


def test_a_huge_webp_is_refused_by_its_header() -> None:
    data = pictures.encode(pictures.gradient(), "WEBP", lossless=True)
    sides = (6000 - 1) | (4200 - 1) << 14
    at = data.index(b"VP8L") + 9
    with pytest.raises(PortraitError, match="25 megapixels"):
        decode(data[:at] + sides.to_bytes(4, "little") + data[at + 4 :])


def test_a_picture_cut_into_endless_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding_limits, "MOST_READS", 2_000)
    png, jpeg = (pictures.encode(pictures.gradient(), kind) for kind in ("PNG", "JPEG"))
    text = b"tEXta\0"
    chunk = struct.pack(">I", len(text) - 4) + text + struct.pack(">I", zlib.crc32(text))
    for data in (
        png[:33] + chunk * 1_000 + png[33:],
        jpeg[:2] + b"\xff\xe1\0\2" * 1_500 + jpeg[2:],
        jpeg[:2] + b"\xff" * 3_000 + jpeg[2:],
    ):
        with pytest.raises(PortraitError, match="more parts than a picture has"):
            decode(data)


@pytest.mark.parametrize(("scans", "good"), [(30, True), (60, False)])
def test_a_jpeg_may_be_sharpened_in_steps_but_not_for_ever(scans: int, good: bool) -> None:
    data = pictures.encode(pictures.gradient(), "JPEG", progressive=True)
    again = data[data.rindex(b"\xff\xda") : -2]
    longer = data[:-2] + again * (scans - data.count(b"\xff\xda")) + data[-2:]
    with nullcontext() if good else pytest.raises(PortraitError, match="more parts"):
        assert decode(longer).shape == (72, 96, 3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.9])
def test_a_truncated_file_is_damaged(kind: str, share: float) -> None:
    data = pictures.encode(pictures.gradient((256, 192)), kind)

    with pytest.raises(PortraitError, match="damaged or incomplete"):
        decode(data[: int(len(data) * share)])


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "PPM", "PDF"])
def test_other_formats_are_named_as_such(kind: str) -> None:
    with pytest.raises(PortraitError, match="not a PNG, JPEG or WebP"):
        decode(pictures.encode(pictures.gradient(), kind))


@given(st.binary(max_size=400), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF"]))
@settings(max_examples=150, deadline=None)
def test_random_bytes_give_one_clear_line(noise: bytes, start: bytes) -> None:
    with pytest.raises(PortraitError) as caught:
        decode(start + noise)

    assert str(caught.value).startswith(WHAT)
    assert "\n" not in str(caught.value)


VALID = [
    pictures.encode(pictures.gradient(), "PNG", exif=pictures.exif_with_orientation(6)),
    pictures.encode(pictures.gradient(), "PNG", icc_profile=pictures.srgb_profile()),
    pictures.encode(pictures.gradient(), "JPEG", exif=pictures.exif_with_orientation(3)),
    pictures.encode(Image.fromarray(pictures.gradient()).convert("CMYK"), "JPEG"),
    pictures.encode(Image.fromarray(pictures.gradient()).convert("RGBA"), "WEBP"),
    pictures.encode(Image.fromarray(pictures.gradient()).quantize(16), "PNG", transparency=0),
]


@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=8),
)
@settings(max_examples=300, deadline=None)
def test_a_mutated_file_loads_or_gives_one_clear_line(data: bytes, flips: list[tuple[float, int]]) -> None:
    mutated = bytearray(data)
    for where, value in flips:
        mutated[int(where * len(data))] = value

    outcome: RGBImage | PortraitError
    try:
        outcome = decode(bytes(mutated))
    except PortraitError as error:
        outcome = error

    if isinstance(outcome, PortraitError):
        assert str(outcome).startswith(WHAT)
        assert "\n" not in str(outcome)
    else:
        assert outcome.dtype == np.uint8
        assert outcome.shape[2:] == (3,)
