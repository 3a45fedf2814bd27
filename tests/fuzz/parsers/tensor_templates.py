"""Motion templates as safetensors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from app.pipeline.motion.template_files import to_safetensors
from app.pipeline.motion.templates import load_template
from tests.fuzz.parser import Parser
from tests.fuzz.parsers.believable import believable
from tests.fuzz.parsers.tensor_headers import changed_headers
from tests.unit.pipeline.motion.performances import landmarks_performance, performance


def seeds() -> list[bytes]:
    """Of keypoints and of landmarks."""
    return [to_safetensors(performance(3)), to_safetensors(landmarks_performance(2))]


def read(data: bytes, folder: Path) -> bool:
    path = folder / "dance.safetensors"
    path.write_bytes(data)
    return believable(load_template(path))


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    return (changed_headers(files), changed_headers(files))


PARSER = Parser("safetensors templates", seeds, read, _inputs, guided=False)
