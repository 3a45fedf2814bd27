from __future__ import annotations

import numpy as np
import pytest

from app.errors import SourceError
from app.pipeline.clock import ManualClock
from app.pipeline.sources.darkness import Darkness, is_black
from app.pipeline.sources.fake import FakeCamera, FakeFaults, Window
from app.pipeline.sources.fresh import PATIENCE_S, FreshSource
from app.pipeline.types import Frame, RGBImage

SIZE = (64, 48)


def _camera(*, freeze: tuple[Window, ...] = (), black: tuple[Window, ...] = ()) -> FreshSource:
    return FreshSource(FakeCamera(ManualClock(), FakeFaults(freeze=freeze, black=black), size=SIZE, fps=10))


def _read(source: FreshSource, count: int) -> list[Frame]:
    frames = [source.read() for _ in range(count)]
    return [frame for frame in frames if frame is not None]


def test_a_camera_that_freezes_is_ended_after_two_seconds() -> None:
    camera = _camera(freeze=(Window(1),))
    assert len(_read(camera, 30)) == 30
    with pytest.raises(SourceError, match="same picture for 2 s"):
        _read(camera, 3)


def test_a_short_freeze_is_endured() -> None:
    camera = _camera(freeze=(Window(1, 1 + PATIENCE_S - 0.2), Window(4, 5)))
    assert len(_read(camera, 70)) == 70


def test_black_pictures_are_no_freeze() -> None:
    assert len(_read(_camera(black=(Window(1),)), 100)) == 100


def test_one_changed_byte_is_a_new_picture() -> None:
    class Nudged:
        name, size, fps = "nudged", SIZE, 10.0

        def __init__(self) -> None:
            self.index = 0

        def read(self) -> Frame:
            image: RGBImage = np.full((48, 64, 3), 90, np.uint8)
            image[47, 63, self.index % 2] = 0
            self.index += 1
            return Frame(image, self.index, self.index / 10)

        def close(self) -> None:
            raise NotImplementedError

    assert len(_read(FreshSource(Nudged()), 100)) == 100


def test_it_is_its_camera_otherwise() -> None:
    camera = _camera()
    assert (camera.name, camera.size, camera.fps) == ("fake camera", SIZE, 10)
    camera.close()
    assert camera.read() is None


def _frame(level: int, at: float) -> Frame:
    return Frame(np.full((48, 64, 3), level, np.uint8), 0, at)


def test_darkness_counts_when_it_lasts() -> None:
    darkness = Darkness()
    assert [darkness.lasts(_frame(3, at / 2)) for at in range(6)] == [False] * 4 + [True] * 2
    assert not darkness.lasts(_frame(90, 3.0))
    assert not darkness.lasts(_frame(3, 3.5))
    assert darkness.lasts(_frame(3, 5.5))


def test_a_dim_room_is_not_black() -> None:
    dim: RGBImage = np.zeros((480, 640, 3), np.uint8)
    dim[200:280, 300:380] = 30
    assert not is_black(dim)
    assert is_black(dim[:150])
    assert is_black(np.zeros((0, 0, 3), np.uint8))
