"""One writer at a time in a folder of models."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from app.errors import WeightsError
from app.pipeline.weights.faults import storage_error


@contextmanager
def folder_lock(folder: Path, *, wait_s: float = 0.0) -> Iterator[None]:
    """Makes the folder and holds it.

    Args:
        folder: The folder of models.
        wait_s: How long another writer may take, seconds.

    Raises:
        WeightsError: Another process writes to it, or it cannot be made.
    """
    what = f"cannot write to '{folder}'"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / ".lock", timeout=wait_s)
        lock.acquire()
    except Timeout as error:
        raise WeightsError(what, "another download or import is at work there", "Wait for it") from error
    except OSError as error:
        raise storage_error(what, error) from error
    try:
        yield
    finally:
        lock.release()
