from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from app.commands.contact_sheet import ContactSheet
from app.errors import SinkError
from app.pipeline.clock import ManualClock
from tests.unit.pipeline.scripted_source import ScriptedSource

PORTRAIT = np.full((72, 128, 3), 40, dtype=np.uint8)


def _filled(file: Path, seconds: float = 4.0) -> ContactSheet:
    clock = ManualClock(50.0)
    sheet = ContactSheet(file, clock, duration_s=4.0, tiles=4)
    source = sheet.watch(ScriptedSource())
    while clock.now() < 50.0 + seconds:
        assert source.read() is not None
        sheet.send(PORTRAIT)
        clock.advance(0.25)
    source.close()
    return sheet


def test_the_sheet_shows_driver_and_portrait_at_even_times(tmp_path: Path) -> None:
    file = tmp_path / "sheet.png"
    sheet = _filled(file)
    sheet.close()
    sheet.close()
    with Image.open(file) as image:
        # 4:3 driver and 16:9 portrait side by side, three to a row, two rows.
        assert image.size == (3 * (240 + 320), 2 * (180 + 16))


def test_a_run_cut_short_leaves_fewer_tiles_and_an_empty_one_no_file(tmp_path: Path) -> None:
    short = _filled(tmp_path / "short.png", seconds=1.2)
    short.close()
    with Image.open(tmp_path / "short.png") as image:
        assert image.height == 180 + 16
    ContactSheet(tmp_path / "none.png", ManualClock(), duration_s=1).close()
    assert not (tmp_path / "none.png").exists()


def test_an_unwritable_sheet_is_a_sink_error(tmp_path: Path) -> None:
    sheet = _filled(tmp_path / "missing" / "sheet.png")
    with pytest.raises(SinkError):
        sheet.close()
