from __future__ import annotations

from pathlib import Path

import numpy as np

from app.pipeline.portrait.portrait import Portrait
from app.pipeline.studio import still as still_module
from app.pipeline.studio.board import Board
from app.pipeline.studio.fakes import FakeOpeners
from app.pipeline.studio.monitor import OutputMonitor
from app.pipeline.studio.still import StillPicture


class CountingOpeners(FakeOpeners):
    """Loads pictures of a size, and counts how often."""

    def __init__(self, side: int) -> None:
        super().__init__()
        self._side = side
        self.loaded: list[Path | None] = []

    def portrait(self, path: Path | None) -> Portrait:
        self.loaded.append(path)
        return Portrait(np.zeros((self._side, self._side, 3), np.uint8), np.zeros((478, 3), np.float32))


def _still(openers: CountingOpeners) -> StillPicture:
    return StillPicture(openers, Board(), OutputMonitor())


def test_one_comes_back_to_the_last_few_without_loading() -> None:
    openers = CountingOpeners(4)
    still, paths = _still(openers), [Path(f"{number}.png") for number in range(3)]
    for path in paths * 3:
        still.portrait(path)
    assert openers.loaded == paths


def test_the_one_not_used_for_longest_is_forgotten() -> None:
    openers = CountingOpeners(4)
    still = _still(openers)
    many = [Path(f"{number}.png") for number in range(still_module._MOST_REMEMBERED + 1)]
    for path in many:
        still.portrait(path)
    still.portrait(many[-1])
    still.portrait(many[0])
    assert openers.loaded == [*many, many[0]]


def test_large_pictures_are_not_hoarded() -> None:
    openers = CountingOpeners(6000)
    still = _still(openers)
    for path in (Path("a.png"), Path("b.png"), Path("a.png")):
        still.portrait(path)
    assert len(openers.loaded) == 3


def test_another_picture_of_the_name_is_loaded(tmp_path: Path) -> None:
    openers, file = CountingOpeners(4), tmp_path / "a.png"
    still = _still(openers)
    still.portrait(file)
    file.write_bytes(b"picture")
    still.portrait(file)
    assert len(openers.loaded) == 2
