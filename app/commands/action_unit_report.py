"""What ``run`` tells of the driver's action units: a table while it goes on, means at the end."""

from __future__ import annotations

from pathlib import Path

from app.errors import AppError
from app.pipeline.action_unit_watch import ActionUnitAverage, LiveActionUnits
from app.pipeline.animator import FaceListener
from app.pipeline.au_csv import LiveAuCsv
from app.pipeline.tracking.blendshapes import open_blendshapes


class ActionUnitReport:
    """Reads action units where they are asked for; elsewhere the loop pays nothing.

    Means alone go by landmarks: 10 ms a frame for blendshapes would change the very statistics they
    are written beside.

    Args:
        table: Where to write the table, None for nowhere.
        stats: Whether means are wanted.

    Raises:
        AppError: The table cannot be written, or an installed blendshape file is not the official one.
    """

    def __init__(self, table: Path | None, *, stats: bool) -> None:
        self._average = ActionUnitAverage()
        self._watch: LiveActionUnits | None = None
        self._csv: LiveAuCsv | None = None
        if table is not None:
            reader = open_blendshapes()
            self._csv = LiveAuCsv(table)
            self._watch = LiveActionUnits(self._csv.add, self._average.add, reader=reader)
        elif stats:
            self._watch = LiveActionUnits(self._average.add)

    @property
    def on_face(self) -> FaceListener | None:
        """What the animator is to tell, None for nothing."""
        return None if self._watch is None else self._watch.see

    def finish(self) -> AppError | None:
        """Finishes the table; says what could not be written."""
        if self._watch is not None:
            self._watch.close()
        try:
            if self._csv is not None:
                self._csv.close()
        except AppError as error:
            return error
        return None

    def to_stats_dict(self) -> dict[str, object]:
        """The means, as ``--stats`` writes them."""
        return self._average.means().to_stats_dict()
