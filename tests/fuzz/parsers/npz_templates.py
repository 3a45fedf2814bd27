"""Motion templates in our archive of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from app.pipeline.motion.template_files import to_npz
from app.pipeline.motion.templates import load_template
from tests.fuzz.parser import Parser
from tests.fuzz.parsers.archives import changed_archives
from tests.fuzz.parsers.believable import believable
from tests.unit.pipeline.motion.performances import landmarks_performance, performance


def seeds() -> list[bytes]:
    """Of keypoints and of landmarks."""
    return [to_npz(performance(3)), to_npz(landmarks_performance(2))]


def read(data: bytes, folder: Path) -> bool:
    path = folder / "dance.npz"
    path.write_bytes(data)
    return believable(load_template(path))


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    return (changed_archives(files), changed_archives(files))


PARSER = Parser("npz templates", seeds, read, _inputs)
