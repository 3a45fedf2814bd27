"""Fetches the files that are not here, checks them and makes them ready."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.errors import WeightsError
from app.files import sync_folder
from app.pipeline.torch_presence import expect_torch_for
from app.pipeline.weights.advice import by_hand
from app.pipeline.weights.faults import DamagedFileError, is_disk_full, storage_error
from app.pipeline.weights.fetch import Fetch, FetchError, Trouble
from app.pipeline.weights.files import verify_file
from app.pipeline.weights.locking import folder_lock
from app.pipeline.weights.manifest import WeightFile
from app.pipeline.weights.part_file import PartFile
from app.pipeline.weights.settle import is_ready, settle
from app.pipeline.weights.transfer import TooLongError, Watch, transfer

_SPARE_BYTES = 100_000_000
_REASONS = {
    Trouble.OFFLINE: "there is no network",
    Trouble.INTERRUPTED: "the connection breaks again and again",
    Trouble.NOT_FOUND: "the file or its revision is not on the server any more",
    Trouble.REFUSED: "the server will not give it",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a download is.

    Attributes:
        file: The file that is coming.
        done: Bytes here of all files to fetch.
        total: Bytes of all files to fetch.
    """

    file: WeightFile
    done: int
    total: int


def free_bytes(folder: Path) -> int:
    """Room on the disk of a folder that exists."""
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class Downloader:
    """Brings files into a folder of models.

    Attributes:
        folder: The folder; made if it is not there.
        fetch: The network.
        progress: Told about every piece that arrives, in the calling thread.
        cancelled: Asked between pieces; True stops, and keeps what has arrived.
        pause: Waits for a number of seconds between tries.
        free: Room on a folder's disk, bytes.
    """

    folder: Path
    fetch: Fetch
    progress: Callable[[Progress], None] = lambda _: None
    cancelled: Callable[[], bool] = lambda: False
    pause: Callable[[float], None] = time.sleep
    free: Callable[[Path], int] = free_bytes

    def download(self, files: Sequence[WeightFile]) -> None:
        """Fetches what is not here and right. A killed download goes on where it stopped.

        Raises:
            CancelledError: The user stopped it.
            WeightsError: Something cannot be had, is not what it should be, or cannot be written;
                or torch is not here, without which networks are of no use.
        """
        if any(file.network is not None for file in files):
            expect_torch_for("cannot download LivePortrait's networks")
        with folder_lock(self.folder):
            wanted = [file for file in files if not is_ready(file, self.folder)]
            self._require_room(wanted)
            total, done = sum(file.digest.size for file in wanted), 0
            for position, file in enumerate(wanted):
                watch = Watch(self._teller(file, done, total), self.cancelled, self.pause)
                self._bring(file, wanted[position:], watch)
                done += file.digest.size

    def _teller(self, file: WeightFile, before: int, total: int) -> Callable[[int], None]:
        return lambda arrived: self.progress(Progress(file, before + arrived, total))

    def _require_room(self, wanted: Sequence[WeightFile]) -> None:
        """A checkpoint and what is made from it are both there for a moment."""
        sizes = [file.digest.size for file in wanted]
        if not sizes:
            return
        needed = sum(sizes) + max(sizes) + _SPARE_BYTES
        free = self.free(self.folder) + sum(_length(self._part(file)) for file in wanted)
        if free < needed:
            raise WeightsError(
                f"cannot download to '{self.folder}'",
                f"{needed / 1e6:,.0f} MB are needed and {free / 1e6:,.0f} MB are free",
                "Make room, or choose another folder by the variable LIVEPORTRAIT_CAM_MODELS",
            )

    def _bring(self, file: WeightFile, missing: Sequence[WeightFile], watch: Watch) -> None:
        part = self._part(file)
        try:
            self._fetch_right(file, part, watch)
            os.replace(part, self.folder / file.name)
            sync_folder(self.folder)
        except FetchError as error:
            if not _length(part):
                part.unlink(missing_ok=True)
            raise self._failure(file, missing, error) from error
        except OSError as error:
            if is_disk_full(error):
                with suppress(OSError):
                    part.unlink(missing_ok=True)
            raise storage_error(f"cannot write '{part}'", error) from error
        settle(file, self.folder)

    def _fetch_right(self, file: WeightFile, part: Path, watch: Watch) -> None:
        """A left-over piece may be of something else: then the whole file is fetched anew, once."""
        resumed = _length(part) > 0
        try:
            with PartFile(part, file.digest.size) as target:
                transfer(file, self.fetch, target, watch)
            verify_file(part, file.digest)
        except (DamagedFileError, TooLongError) as error:
            part.unlink(missing_ok=True)
            if resumed:
                self._fetch_right(file, part, watch)
                return
            raise DamagedFileError(
                f"cannot download {file.name}",
                f"what came from {file.address.url} is not the official file",
                "It was deleted. Try later, or use another network",
            ) from error

    def _failure(self, file: WeightFile, missing: Sequence[WeightFile], error: FetchError) -> WeightsError:
        return WeightsError(
            f"cannot download {file.address.url}",
            f"{_REASONS[error.trouble]}: {error.why}",
            by_hand(missing),
        )

    def _part(self, file: WeightFile) -> Path:
        return self.folder / (file.name + ".part")


def _length(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
