"""Presets, as people write them and send them to each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from app.settings.preset_file import format_preset, parse_preset
from app.settings.presets import PresetLibrary, shipped_presets_dir
from tests.fuzz.parser import FindingError, Parser


def seeds() -> list[bytes]:
    """Those that ship."""
    return [path.read_bytes() for path in sorted(shipped_presets_dir().glob("*.toml"))]


def read(data: bytes, folder: Path) -> bool:
    file = folder / "sent.toml"
    file.write_bytes(data)
    library = PresetLibrary(folder / "presets", folder / "none")
    name = library.import_from(file, "mine", replace=True)
    if format_preset(library.load(name)) != format_preset(parse_preset(data)):
        raise FindingError("an imported preset is another one")
    return True


def _inputs(_: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    key = st.sampled_from(("smile", "controls", "version", "AU12", '"a b"', "a.b", "overall"))
    value = st.sampled_from(
        (
            "1",
            "-0.0",
            "inf",
            "1e999",
            "9" * 5_000,
            '"x"',
            "[" * 500,
            "{}",
            "1979-05-27",
            "0x10",
            "true",
            "'''",
        )
    )
    line = st.builds(lambda one, two: f"{one} = {two}", key, value)
    table = st.builds(
        lambda one, times: "[" + ".".join([one] * times) + "]", key, st.sampled_from((1, 3, 2_000))
    )
    lines = st.lists(st.one_of(line, line, table), max_size=8)
    return (lines.map(lambda some: "\n".join(["version = 1", *some]).encode()),)


PARSER = Parser("presets", seeds, read, _inputs)
