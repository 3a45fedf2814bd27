"""The seam to the network: opens an address at an offset. Tests put a fake behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from app.pipeline.weights.manifest import Address


class Trouble(Enum):
    """Why a transfer did not go on."""

    OFFLINE = "offline"
    """No connection could be made, or the user wants none."""

    INTERRUPTED = "interrupted"
    """The connection broke, or the server is busy: trying again may help."""

    NOT_FOUND = "not found"
    """The server does not know the file, or its revision."""

    REFUSED = "refused"
    """The server will not give it."""


class FetchError(Exception):
    """A transfer failed.

    Args:
        trouble: What kind of failure.
        why: The cause, in plain words.
    """

    def __init__(self, trouble: Trouble, why: str) -> None:
        super().__init__(trouble, why)
        self.trouble = trouble
        self.why = why


@dataclass(frozen=True, slots=True)
class Stream:
    """The bytes of a file.

    Attributes:
        start: Offset of the first of them: what was asked for, or 0 from a server that cannot resume.
        chunks: The bytes. Getting the next may raise ``FetchError``.
    """

    start: int
    chunks: Iterator[bytes]


class Fetch(Protocol):
    """Opens addresses."""

    def open(self, address: Address, start: int) -> AbstractContextManager[Stream]:
        """Asks for a file from an offset on.

        Args:
            address: What to fetch.
            start: Offset in bytes, 0 for all of it.

        Raises:
            FetchError: The file cannot be had.
        """
        ...
