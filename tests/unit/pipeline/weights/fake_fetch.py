"""A network with faults, without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.pipeline.weights.fetch import FetchError, Stream, Trouble
from app.pipeline.weights.manifest import Address


@dataclass(frozen=True)
class Cut:
    """The transfer ends after so many bytes: with an error, silently, or as told."""

    after: int
    silently: bool = False
    instead: Callable[[], None] | None = None


class FakeFetch:
    """Serves bytes by address.

    Args:
        data: Content by address.
        faults: What goes wrong, one for each opening; None for nothing, and nothing after the last.
        resumes: Whether it can begin in the middle.
        chunk: Bytes a piece.
    """

    def __init__(
        self,
        data: Mapping[str, bytes],
        faults: Sequence[Cut | FetchError | None] = (),
        *,
        resumes: bool = True,
        chunk: int = 100,
    ) -> None:
        self.opened: list[tuple[str, int]] = []
        self._data = data
        self._faults = list(faults)
        self._resumes = resumes
        self._chunk = chunk

    @contextmanager
    def open(self, address: Address, start: int) -> Iterator[Stream]:
        self.opened.append((address.url, start))
        fault = self._faults.pop(0) if self._faults else None
        if isinstance(fault, FetchError):
            raise fault
        if address.url not in self._data:
            raise FetchError(Trouble.NOT_FOUND, "example.org answers 404")
        start = start if self._resumes else 0
        yield Stream(start, self._chunks(self._data[address.url][start:], fault))

    def _chunks(self, data: bytes, fault: Cut | None) -> Iterator[bytes]:
        end = len(data) if fault is None else fault.after
        for position in range(0, end, self._chunk):
            yield data[position : min(position + self._chunk, end)]
        if fault is not None and fault.instead is not None:
            fault.instead()
        if fault is not None and not fault.silently:
            raise FetchError(Trouble.INTERRUPTED, "the connection broke")
