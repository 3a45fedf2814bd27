"""Brings one file over: resumes, tries again, never takes more than was announced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import WeightsError
from app.pipeline.weights.fetch import Fetch, FetchError, Stream, Trouble
from app.pipeline.weights.manifest import WeightFile
from app.pipeline.weights.part_file import PartFile

_TRIES = 5
_FIRST_PAUSE_S = 0.5


class CancelledError(WeightsError):
    """The user wanted no more of it. What has arrived is kept for the next time."""


class TooLongError(Exception):
    """The server sends more than the file has."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How a transfer is watched and waited for.

    Attributes:
        arrived: Told how many bytes of the present file are here.
        cancelled: Asked whether to stop, often.
        pause: Waits for a number of seconds.
    """

    arrived: Callable[[int], None]
    cancelled: Callable[[], bool]
    pause: Callable[[float], None]


def transfer(file: WeightFile, fetch: Fetch, part: PartFile, watch: Watch) -> None:
    """Completes ``part``; its content is not checked yet.

    A broken connection is taken up again where it broke, and given up after some tries in a row that
    brought nothing new.

    Raises:
        FetchError: It cannot be had.
        CancelledError: The user stopped it.
        TooLongError: The server sends too much.
        OSError: It cannot be written.
    """
    furthest, failures = part.size, 0
    while (error := _receive(file, fetch, part, watch)) is not None:
        failures = 1 if part.size > furthest else failures + 1
        if error.trouble is not Trouble.INTERRUPTED or failures >= _TRIES:
            raise error
        furthest = max(furthest, part.size)
        watch.pause(_FIRST_PAUSE_S * 2 ** (failures - 1))
    part.sync()


def _receive(file: WeightFile, fetch: Fetch, part: PartFile, watch: Watch) -> FetchError | None:
    """One attempt; what ended it too early, if anything did."""
    watch.arrived(part.size)
    _stop_if_cancelled(file, watch)
    if part.size == file.digest.size:
        return None
    try:
        with fetch.open(file.address, part.size) as stream:
            _append(file, stream, part, watch)
    except FetchError as error:
        return error
    if part.size < file.digest.size:
        return FetchError(Trouble.INTERRUPTED, "the transfer ended early")
    return None


def _append(file: WeightFile, stream: Stream, part: PartFile, watch: Watch) -> None:
    if stream.start not in (0, part.size):
        raise FetchError(Trouble.REFUSED, "the server sends another part than was asked for")
    part.truncate(stream.start)
    for chunk in stream.chunks:
        if not part.write(chunk):
            raise TooLongError
        watch.arrived(part.size)
        _stop_if_cancelled(file, watch)


def _stop_if_cancelled(file: WeightFile, watch: Watch) -> None:
    if watch.cancelled():
        raise CancelledError(
            f"stopped fetching {file.name}",
            "as you wished",
            "What has arrived is kept; download again to go on",
        )
