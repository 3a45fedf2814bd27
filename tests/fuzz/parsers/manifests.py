"""The list of weight files."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from app.pipeline.weights.manifest_file import parse_manifest
from tests.fuzz.parser import FindingError, Parser


def seeds() -> list[bytes]:
    """The shipped one, whole and with one entry."""
    whole = files("models").joinpath("manifest.toml").read_bytes()
    first = whole.index(b"[[file]]")
    return [whole, whole[: whole.index(b"[[file]]", first + 1)], b"version = 1\n"]


def read(data: bytes, _: Path) -> bool:
    for file in parse_manifest(data).files:
        if Path(file.stored_name).name != file.stored_name or not file.address.url.startswith("https://"):
            raise FindingError(f"a file called {file.stored_name!r} from {file.address.url!r}")
    return True


PARSER = Parser("manifests", seeds, read)
