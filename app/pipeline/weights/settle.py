"""Checks a file that is here in full, and makes it ready: pickles become safetensors, once."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.files import replacing
from app.pipeline.torch_presence import expect_torch_for
from app.pipeline.weights.faults import FETCH_IT, DamagedFileError, MissingFileError, storage_error
from app.pipeline.weights.files import read_verified, verify_file
from app.pipeline.weights.manifest import Digest, WeightFile
from app.pipeline.weights.records import forget, record_path, write_record
from app.pipeline.weights.state import Presence, file_state, matching_record


def is_ready(file: WeightFile, folder: Path) -> bool:
    """Whether a file is here and right; one that has not been checked yet is settled.

    Raises:
        WeightsError: It cannot be read, or what is made from it cannot be written.
    """
    presence = file_state(file, folder).presence
    if presence is not Presence.PRESENT:
        return presence is Presence.VERIFIED
    try:
        settle(file, folder)
    except DamagedFileError:
        return False
    return True


def settle(file: WeightFile, folder: Path) -> None:
    """Makes sure that a file in the folder is right and ready to use.

    Its hash is computed anew. A checkpoint (``.pth``) is converted and then dropped, so that the disk
    holds the weights once. Whatever fails, an earlier good file stays.

    Raises:
        MissingFileError: There is none.
        DamagedFileError: It is not the official file, or what was made from it has changed.
        WeightsError: It cannot be read or written.
    """
    stored, original = folder / file.stored_name, folder / file.name
    try:
        _recheck(file, stored)
    except (MissingFileError, DamagedFileError):
        if not file.converts or not original.is_file():
            raise
        convert(file, read_verified(original, file.digest), folder)
    if file.converts:
        _drop(original)


def _recheck(file: WeightFile, stored: Path) -> None:
    record = matching_record(file, stored)
    if record is None and file.converts:
        if not stored.is_file():
            raise MissingFileError(f"cannot use '{stored}'", "it is not there", FETCH_IT)
        raise DamagedFileError(f"cannot use '{stored}'", "nothing tells what it was made from", FETCH_IT)
    digest = file.digest if record is None else record.digest
    try:
        verify_file(stored, digest)
    except DamagedFileError:
        forget(stored)
        raise
    note(file, stored, digest)


def convert(file: WeightFile, data: bytes, folder: Path) -> None:
    """Keeps a checkpoint as safetensors.

    Args:
        file: What it is.
        data: The official file's bytes, already known by their hash.
        folder: The folder of models.

    Raises:
        DamagedFileError: It holds something other than a network's weights.
        WeightsError: The result cannot be written, or torch is not here.
    """
    expect_torch_for(f"cannot use '{file.name}'")
    from app.pipeline.weights.checkpoint import read_checkpoint
    from app.pipeline.weights.tensor_file import to_bytes
    from app.pipeline.weights.tensors import BadTensorsError

    if file.network is None:
        raise ValueError(f"{file.name} is no checkpoint")
    try:
        tensors = read_checkpoint(data, file.network)
    except BadTensorsError as error:
        raise DamagedFileError(f"cannot use '{file.name}'", str(error), FETCH_IT) from error
    store(file, to_bytes(tensors, file.digest.sha256), folder)


def store(file: WeightFile, data: bytes, folder: Path) -> None:
    """Writes the form in which a file is kept, and its record.

    Raises:
        WeightsError: It cannot be written.
    """
    stored = folder / file.stored_name
    try:
        record_path(stored).unlink(missing_ok=True)
        with replacing(stored) as target:
            target.write(data)
    except OSError as error:
        raise storage_error(f"cannot write '{stored}'", error) from error
    note(file, stored, Digest(len(data), hashlib.sha256(data).hexdigest()))


def note(file: WeightFile, stored: Path, digest: Digest) -> None:
    """Records that a stored file is right.

    Raises:
        WeightsError: The record cannot be written.
    """
    try:
        write_record(stored, file.digest.sha256, digest)
    except OSError as error:
        raise storage_error(f"cannot write beside '{stored}'", error) from error


def _drop(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise storage_error(f"cannot remove '{path}'", error) from error
