"""The file of settings: nothing in it stops the program, and nothing is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from app.settings.model import DEFAULTS
from app.settings.store import load, save
from tests.fuzz.json_values import changed_json
from tests.fuzz.parser import FindingError, Parser


def seeds() -> list[bytes]:
    """Defaults, changed settings, and what a newer version may write."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "settings.json"
        save(path, DEFAULTS)
        plain = path.read_bytes()
        save(path, replace(DEFAULTS, preset="mine", consent_given=True))
        return [plain, path.read_bytes(), b'{"version": 2, "stream": {}}']


def read(data: bytes, folder: Path) -> bool:
    path = folder / "settings.json"
    path.write_bytes(data)
    loaded = load(path)
    if loaded.problem is not None:
        kept = sorted(folder.glob("settings.broken-*.json"))
        if loaded.settings != DEFAULTS or [one.read_bytes() for one in kept] != [data]:
            raise FindingError("a broken file of settings was not kept, or was half used")
        kept[0].unlink()
    save(path, loaded.settings)
    if load(path).settings != loaded.settings:
        raise FindingError("what was read cannot be kept")
    return loaded.problem is None


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    return (changed_json(files), changed_json(files))


PARSER = Parser("settings", seeds, read, _inputs)
