"""Takes official files out of a folder that already holds them. The folder is only read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app.errors import WeightsError
from app.pipeline.torch_presence import expect_torch_for
from app.pipeline.weights.faults import FETCH_IT, DamagedFileError, MissingFileError
from app.pipeline.weights.files import read_verified
from app.pipeline.weights.locking import folder_lock
from app.pipeline.weights.manifest import WeightFile
from app.pipeline.weights.settle import convert, is_ready, store
from app.pipeline.weights.state import matching_record

_MOST_FOLDERS = 50_000


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file.

    Attributes:
        file: The file.
        source: Where it was taken from; None if it was here before, or was not found.
        problem: Why it is not here now; None if it is.
    """

    file: WeightFile
    source: Path | None
    problem: WeightsError | None


def import_files(files: Sequence[WeightFile], source: Path, folder: Path) -> list[Imported]:
    """Copies official files, found anywhere below ``source``, into the folder of models.

    A file is recognised by its name and believed for its size and hash. Checkpoints are converted on
    the way; files that another installation of this program converted are taken with their record.

    Raises:
        WeightsError: ``source`` is no folder, or the folder of models cannot be written.
    """
    if not source.is_dir():
        raise WeightsError(
            f"cannot import from '{source}'", "it is not a folder", "Name the folder of the files"
        )
    names = {name for file in files for name in (file.name, file.stored_name)}
    found = _find(source, names)
    with folder_lock(folder):
        return [_import(file, found, folder) for file in files]


def _find(source: Path, names: set[str]) -> list[Path]:
    """Files with these names; linked folders are not entered."""
    walk = islice(os.walk(source, followlinks=False), _MOST_FOLDERS)
    return sorted(Path(place) / name for place, _, members in walk for name in members if name in names)


def _import(file: WeightFile, found: Sequence[Path], folder: Path) -> Imported:
    if is_ready(file, folder):
        return Imported(file, None, None)
    problem: WeightsError = MissingFileError(
        f"cannot import {file.name}", "there is no such file", f"It can be had from {file.address.url}"
    )
    for path in found:
        if path.name not in (file.name, file.stored_name):
            continue
        try:
            _take(file, path, folder)
        except (DamagedFileError, MissingFileError) as error:
            problem = error
        else:
            return Imported(file, path, None)
    return Imported(file, None, problem)


def _take(file: WeightFile, path: Path, folder: Path) -> None:
    if path.name == file.name:
        data = read_verified(path, file.digest)
        if file.converts:
            convert(file, data, folder)
        else:
            store(file, data, folder)
        return
    record = matching_record(file, path)
    if record is None:
        raise DamagedFileError(f"cannot use '{path}'", "nothing tells what it was made from", FETCH_IT)
    _require_tensors(file, data := read_verified(path, record.digest))
    store(file, data, folder)


def _require_tensors(file: WeightFile, data: bytes) -> None:
    expect_torch_for(f"cannot use '{file.stored_name}'")
    from app.pipeline.weights.tensor_file import from_bytes
    from app.pipeline.weights.tensors import BadTensorsError

    try:
        from_bytes(data, file.digest.sha256)
    except BadTensorsError as error:
        raise DamagedFileError(f"cannot use '{file.stored_name}'", str(error), FETCH_IT) from error
