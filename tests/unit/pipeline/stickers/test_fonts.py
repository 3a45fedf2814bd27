from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError
from app.pipeline.stickers import fonts
from app.pipeline.stickers.fonts import font_for


@pytest.fixture
def system_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The one folder where this system keeps fonts; the captions' own font is not there."""
    folder = tmp_path / "fonts"
    monkeypatch.setattr(fonts, "_FOLDERS", {sys.platform: (str(folder), "/nonexistent")})
    own = font_for("a")
    monkeypatch.setattr(fonts, "find_spec", lambda _: None)
    fonts._system_fonts.cache_clear()
    (folder / "some" / "where").mkdir(parents=True)
    shutil.copyfile(own, folder / "some" / "where" / "Readable Bold.TTF")
    (folder / "broken.otf").write_bytes(b"no font")
    (folder / "notes.txt").write_text("no font either")
    yield folder
    fonts._system_fonts.cache_clear()


def test_without_the_captions_font_one_of_the_system_is_taken(system_fonts: Path) -> None:
    assert font_for("Hello!") == system_fonts / "some" / "where" / "Readable Bold.TTF"


@pytest.mark.usefixtures("system_fonts")
def test_letters_that_no_font_has_are_named() -> None:
    with pytest.raises(AppError, match=r"U\+4F60"):
        font_for("你")
