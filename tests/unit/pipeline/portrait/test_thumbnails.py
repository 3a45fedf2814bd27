from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.portrait import thumbnails as thumbnails_module
from app.pipeline.portrait.loading import FaceFinder
from app.pipeline.portrait.thumbnail_cache import ThumbnailCache
from app.pipeline.portrait.thumbnails import FaceVerdict, Thumbnail, ThumbnailMaker, crop_square
from app.pipeline.types import LANDMARK_COUNT, Landmarks, RGBImage
from tests.unit.pipeline.portrait import pictures

Make = Callable[..., ThumbnailMaker]


@dataclass(frozen=True)
class Item:
    id: str
    path: Path


class Finder:
    """Sees a face where it is told to; can hold the thread until allowed to go on."""

    def __init__(self, *faces: Landmarks, held: bool = False, error: Exception | None = None) -> None:
        self._faces, self._error = faces, error
        self.looks = 0
        self.looking, self.proceed = threading.Event(), threading.Event()
        if not held:
            self.proceed.set()

    def __call__(self, image: RGBImage) -> Sequence[Landmarks]:
        assert image.ndim == 3
        self.looks += 1
        self.looking.set()
        self.proceed.wait(10)
        if self._error is not None:
            raise self._error
        return self._faces


def face(x: float, y: float, width: float, height: float) -> Landmarks:
    points = np.zeros((LANDMARK_COUNT, 3), np.float32)
    points[:, 0] = np.linspace(x - width / 2, x + width / 2, LANDMARK_COUNT)
    points[:468, 1] = np.linspace(y - height / 2, y + height / 2, 468)
    points[468:, 1] = y
    return points


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    makers: list[ThumbnailMaker] = []

    def opened(finder: FaceFinder, size: int = 32) -> ThumbnailMaker:
        makers.append(ThumbnailMaker(size, tmp_path / "cache", finder))
        return makers[-1]

    yield opened
    assert all(maker.close() for maker in makers)


def item(tmp_path: Path, data: bytes, name: str = "a.png") -> Item:
    (tmp_path / name).write_bytes(data)
    return Item(name, tmp_path / name)


def all_made(maker: ThumbnailMaker, *items: Item) -> list[Thumbnail]:
    """Asks for them and lets the thread run to its end in this one."""
    for wanted in items:
        maker.request(wanted)
    made = []
    while maker._waiting:
        request = maker._next()
        assert request is not None
        made.append(maker._made(*request))
    return made


def test_a_face_is_shown_large_as_bgra(tmp_path: Path, make: Make) -> None:
    image = np.zeros((100, 200, 3), np.uint8)
    image[30:70, 130:170] = (250, 20, 10)
    (made,) = all_made(make(Finder(face(150, 50, 10, 20))), item(tmp_path, pictures.encode(image)))
    assert made.id == "a.png"
    assert made.face is FaceVerdict.FOUND
    assert made.problem == ""
    assert made.pixels.shape == (32, 32, 4)
    assert made.pixels.flags.c_contiguous
    assert made.pixels[16, 16].tolist() == [10, 20, 250, 255]
    assert made.pixels[1, 1].tolist() == [10, 20, 250, 255]


def test_a_picture_without_a_face_shows_its_middle_and_says_so(tmp_path: Path, make: Make) -> None:
    image = np.zeros((100, 300, 3), np.uint8)
    image[:, 100:200] = 200
    (made,) = all_made(make(Finder()), item(tmp_path, pictures.encode(image)))
    assert made.face is FaceVerdict.NONE
    assert "face" in made.problem
    assert (made.pixels[4:-4, 4:-4, :3] == 200).all()


@pytest.mark.parametrize(("data", "cause"), [(b"text", "not a PNG"), (b"", "empty"), (None, "no such file")])
def test_what_is_no_picture_says_why(tmp_path: Path, make: Make, data: bytes | None, cause: str) -> None:
    wanted = Item("x", tmp_path / "gone.png") if data is None else item(tmp_path, data)
    (made,) = all_made(make(Finder()), wanted)
    assert made.face is FaceVerdict.UNREADABLE
    assert cause in made.problem
    assert made.pixels.shape == (32, 32, 4)


def test_models_that_fail_on_one_picture_do_not_end_it_all(tmp_path: Path, make: Make) -> None:
    finder = Finder(error=RuntimeError("no"))
    first = item(tmp_path, pictures.encode(pictures.gradient()))
    made = all_made(make(finder), first, Item("other", first.path))
    assert [thumbnail.face for thumbnail in made] == [FaceVerdict.UNREADABLE] * 2


@pytest.mark.parametrize("faces", [(), (face(40, 40, 20, 20),)])
def test_the_next_start_reads_it_from_the_disk(
    tmp_path: Path, make: Make, faces: tuple[Landmarks, ...]
) -> None:
    finder = Finder(*faces)
    wanted = item(tmp_path, pictures.encode(pictures.gradient()))
    (first,) = all_made(make(finder), wanted)
    (second,) = all_made(make(finder), wanted)
    assert finder.looks == 1
    assert (second.face, second.problem) == (first.face, first.problem)
    np.testing.assert_array_equal(second.pixels, first.pixels)


def test_another_size_or_content_is_made_anew(tmp_path: Path, make: Make) -> None:
    finder = Finder()
    wanted = item(tmp_path, pictures.encode(pictures.gradient()))
    all_made(make(finder), wanted)
    all_made(make(finder, 48), wanted)
    item(tmp_path, pictures.encode(pictures.gradient((100, 100))))
    all_made(make(finder), wanted)
    assert finder.looks == 3


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"text",
        pictures.encode(np.zeros((32, 32, 3), np.uint8)),
        pictures.encode(np.zeros((16, 16, 3), np.uint8)),
        pictures.png_header(32, 32),
        b"\x89PNG" + b"x" * 2_100_000,
    ],
)
def test_a_damaged_cache_is_made_anew(tmp_path: Path, make: Make, damage: bytes) -> None:
    finder = Finder()
    wanted = item(tmp_path, pictures.encode(pictures.gradient()))
    (first,) = all_made(make(finder), wanted)
    (kept,) = (tmp_path / "cache").iterdir()
    kept.write_bytes(damage)
    (second,) = all_made(make(finder), wanted)
    assert finder.looks == 2
    np.testing.assert_array_equal(second.pixels, first.pixels)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, make: Make) -> None:
    (tmp_path / "cache").write_text("in the way")
    (made,) = all_made(make(Finder()), item(tmp_path, pictures.encode(pictures.gradient())))
    assert made.face is FaceVerdict.NONE


def test_the_thread_answers_and_nobody_waits_for_it(tmp_path: Path, make: Make) -> None:
    finder = Finder(held=True)
    maker = make(finder)
    first = item(tmp_path, pictures.encode(pictures.gradient()), "first.png")
    second = item(tmp_path, pictures.encode(pictures.gradient((90, 90))), "second.png")
    maker.start()
    for wanted in (first, second, second):
        maker.request(wanted)
    assert finder.looking.wait(10)
    assert maker.take() == []
    finder.looking.clear()
    finder.proceed.set()
    assert finder.looking.wait(10)
    early = maker.take()
    assert early[0].id == "first.png"
    assert maker.close()
    assert [thumbnail.id for thumbnail in early + maker.take()] == ["first.png", "second.png"]


def test_closing_drops_what_waits_and_does_not_hang(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    finder = Finder(held=True)
    maker = make(finder)
    wanted = item(tmp_path, pictures.encode(pictures.gradient()))
    maker.start()
    maker.request(wanted)
    maker.request(Item("never", wanted.path))
    assert finder.looking.wait(10)
    with monkeypatch.context() as patched:
        patched.setattr(thumbnails_module, "_JOIN_LIMIT_S", 0.0)
        assert not maker.close()
    finder.proceed.set()
    assert maker.close()
    assert [thumbnail.id for thumbnail in maker.take()] == ["a.png"]


@given(
    width=st.integers(64, 300),
    height=st.integers(64, 300),
    x=st.floats(-50, 350),
    y=st.floats(-50, 350),
    extent=st.floats(0, 500),
)
def test_the_square_never_leaves_the_picture(
    width: int, height: int, x: float, y: float, extent: float
) -> None:
    image = np.full((height, width, 3), 77, np.uint8)
    cut = crop_square(image, face(x, y, extent, extent), 16)
    assert cut.shape == (16, 16, 3)
    assert (cut == 77).all()


def test_the_cache_stays_under_its_limit(tmp_path: Path) -> None:
    cache = ThumbnailCache(tmp_path, max_bytes=20_000)
    noise = np.random.default_rng(1).integers(0, 255, (32, 32, 3), np.uint8)
    for number in range(20):
        cache.put(bytes([number]), noise, FaceVerdict.FOUND)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 20_000
    assert cache.get(bytes([19]), 32) is not None
