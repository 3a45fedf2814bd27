"""How strongly each action unit of the driver is seen now, for whoever looks while he looks."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from app.facs import ActionUnit
from app.pipeline.action_unit_watch import LiveActionUnits
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.tracking.action_units.reading import FaceActionUnits
from app.pipeline.types import FaceObservation, Frame


class ActionUnitMeter:
    """Listens to the driver's face, and reads it only while somebody watches: it costs most of a millisecond.

    ``watch`` and ``intensities`` are for any thread, ``on_face`` belongs to the inference thread.
    """

    def __init__(self) -> None:
        self._reader = LiveActionUnits(self._note)
        self._watched = threading.Event()
        self._newest: FaceActionUnits | None = None

    @property
    def intensities(self) -> Mapping[ActionUnit, float] | None:
        """0 to 5 each, None while nobody watches or no face is there."""
        newest = self._newest
        if newest is None or newest.confidence <= 0 or not self._watched.is_set():
            return None
        return {unit: reading.intensity for unit, reading in newest.readings.items()}

    def watch(self, watched: bool) -> None:
        """Reads from the next frame on, or no longer."""
        self._newest = None
        if watched:
            self._watched.set()
        else:
            self._watched.clear()

    def on_face(self, frame: Frame, face: FaceObservation | None, neutral: FaceShape | None) -> None:
        """Takes a face; a ``FaceListener``."""
        if self._watched.is_set():
            self._reader.see(frame, face, neutral)

    def clear(self) -> None:
        """Forgets what it saw: the camera is another one, or off."""
        self._newest = None

    def _note(self, _frame: int, units: FaceActionUnits) -> None:
        self._newest = units
