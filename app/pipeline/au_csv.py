"""Action units as a table, one row a frame, in the columns of OpenFace 2 (Baltrusaitis et al. 2018).

``AU12_r`` is an intensity 0..5 and ``AU12_c`` whether it is present, 0 or 1. Action units that OpenFace
lacks (18, 27, 43, 46) have columns of the same make, in their place by number. At the end come the sides
that OpenFace does not tell, ``AU12_left_r`` and ``AU12_right_r``, the person's own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from app.errors import SinkError
from app.facs import ActionUnit
from app.files import replacing
from app.pipeline.sinks.target import TargetFile, write_error
from app.pipeline.tracking.action_units.reading import FaceActionUnits

_SIDED = tuple(unit for unit in ActionUnit if unit.has_sides)
COLUMNS = (
    *("frame", "face_id", "timestamp", "confidence", "success"),
    *(f"{unit.code}_r" for unit in ActionUnit),
    *(f"{unit.code}_c" for unit in ActionUnit),
    *(f"{unit.code}_{side}_r" for unit in _SIDED for side in ("left", "right")),
)

_FACE_ID = 0


def row_of(frame: int, units: FaceActionUnits, start: float = 0.0) -> tuple[str, ...]:
    """One frame as text.

    Args:
        frame: Its number from 0; the table counts from 1, as OpenFace does.
        units: What was read in it; without a face all of it is 0.
        start: The time of the first frame, seconds.
    """
    readings = [units[unit] for unit in ActionUnit]
    sides = [side for unit in _SIDED for side in (units[unit].left, units[unit].right)]
    return (
        str(frame + 1),
        str(_FACE_ID),
        f"{units.time - start:.3f}",
        f"{units.confidence:.2f}",
        str(int(units.confidence > 0)),
        *(f"{reading.intensity:.2f}" for reading in readings),
        *(str(int(reading.present)) for reading in readings),
        *(f"{side or 0.0:.2f}" for side in sides),
    )


def check_au_csv(path: Path) -> None:
    """Says before a long run, not after it, that a table has nowhere to go.

    Raises:
        SinkError: It cannot be written there.
    """
    TargetFile(path)


class LiveAuCsv:
    """A table that grows while a run goes on: a whole line at a time, so that a crash leaves whole rows.

    Without a single frame there is no file.

    Args:
        path: The file; one that is there is replaced.

    Raises:
        SinkError: It cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._target = TargetFile(path, in_place=True)
        self._start = 0.0
        self._failed: SinkError | None = None
        self._file: TextIO | None = None
        self._closed = False

    def add(self, frame: int, units: FaceActionUnits) -> None:
        """Writes one frame. What cannot be written is told by ``close``: the portrait goes on without."""
        if self._closed or self._failed is not None:
            return
        try:
            if self._file is None:
                self._start = units.time
                self._file = self._target.writing.open("w", encoding="utf-8", newline="", buffering=1)
                self._file.write(_line(COLUMNS))
            self._file.write(_line(row_of(frame, units, self._start)))
        except OSError as error:
            self._failed = write_error(self._path, error)

    def close(self) -> None:
        """Finishes the file; may be called twice.

        Raises:
            SinkError: A row or the end could not be written.
        """
        if self._closed:
            return
        self._closed = True
        try:
            if self._file is not None:
                self._file.close()
        except OSError as error:
            self._failed = self._failed or write_error(self._path, error)
        if self._failed is not None:
            raise self._failed


def write_au_csv(path: Path, frames: Iterable[FaceActionUnits]) -> None:
    """Writes a whole table, or nothing.

    Raises:
        SinkError: It cannot be written; a table that was there before is untouched.
    """
    check_au_csv(path)
    try:
        with replacing(path.resolve()) as file:
            file.writelines(line.encode() for line in _lines(frames))
    except OSError as error:
        raise write_error(path, error) from error


def _lines(frames: Iterable[FaceActionUnits]) -> Iterator[str]:
    yield _line(COLUMNS)
    start: float | None = None
    for at, units in enumerate(frames):
        start = units.time if start is None else start
        yield _line(row_of(at, units, start))


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
