"""Watches a performer for his action units: live, frame by frame, or a whole recording."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from app.facs import ActionUnit
from app.pipeline.motion.action_unit_gains import ActionUnitGainer
from app.pipeline.motion.face_shape import FaceShape, measure
from app.pipeline.motion.resting import median_shape, restful
from app.pipeline.performance import Performance
from app.pipeline.tracking.action_units.blendshape_scores import Blendshapes
from app.pipeline.tracking.action_units.estimator import ActionUnitEstimator
from app.pipeline.tracking.action_units.reading import FaceActionUnits
from app.pipeline.tracking.blendshapes import BlendshapeReader
from app.pipeline.types import FaceObservation, Frame, Motion
from app.tuning import ActionUnitGains

_log = logging.getLogger(__name__)

ActionUnitListener = Callable[[int, FaceActionUnits], None]
"""Given a frame's index within its source and what was read in it."""


class LiveActionUnits:
    """Reads action units of a live performer; lives on the inference thread.

    Args:
        listeners: Told of every frame.
        reader: Reads blendshapes, None to go by landmarks alone; owned.
    """

    def __init__(self, *listeners: ActionUnitListener, reader: BlendshapeReader | None = None) -> None:
        self._listeners = listeners
        self._reader = reader
        self._estimator = ActionUnitEstimator()

    def see(self, frame: Frame, face: FaceObservation | None, neutral: FaceShape | None) -> None:
        """Takes one frame.

        Args:
            frame: The frame; its pixels are looked at by the blendshape reader alone.
            face: The face in it, None where there is none.
            neutral: The same person at rest, as known by now.
        """
        units = self._read(frame, face, neutral)
        for listener in self._listeners:
            listener(frame.index, units)

    def close(self) -> None:
        """Frees the reader; may be called twice."""
        if self._reader is not None:
            self._reader.close()

    def _read(self, frame: Frame, face: FaceObservation | None, neutral: FaceShape | None) -> FaceActionUnits:
        if face is None or neutral is None:
            return self._estimator.nobody(frame.captured_at)
        shapes = self._shapes(frame, face)
        return self._estimator.update(
            face.landmarks, neutral, frame.captured_at, tracking=face.confidence, blendshapes=shapes
        )

    def _shapes(self, frame: Frame, face: FaceObservation) -> Blendshapes | None:
        """Blendshapes, where they are read; a library that fails must not take the portrait off air."""
        if self._reader is None:
            return None
        try:
            return self._reader.read(frame.image, face.landmarks)
        except (RuntimeError, ValueError) as error:
            _log.warning("blendshapes cannot be read any more, landmarks go on: %s", error)
            self.close()
            self._reader = None
            return None


def read_performance(
    performance: Performance,
    neutral: FaceShape | None = None,
    shapes: tuple[Blendshapes | None, ...] = (),
) -> list[FaceActionUnits]:
    """Action units of a recording, one reading a frame, against the performer's rest in all of it.

    Args:
        performance: With landmarks; a frame without a face reads as nothing.
        neutral: The performer's resting face, None to find it in the performance.
        shapes: Blendshapes of every frame, empty without.
    """
    rest = neutral or resting_face(performance)
    # The landmarks of a recording are calm already.
    estimator, read = ActionUnitEstimator(smoothing=0.2), []
    for at, (time, face) in enumerate(zip(performance.times, performance.faces, strict=True)):
        if face is None or rest is None:
            read.append(estimator.nobody(float(time)))
        else:
            told = shapes[at] if shapes else None
            read.append(estimator.update(face, rest, float(time), blendshapes=told))
    return read


def gained(
    motions: Iterable[Motion],
    performance: Performance,
    gains: ActionUnitGains,
    portrait: FaceShape,
    neutral: FaceShape | None = None,
) -> Iterator[Motion]:
    """The motions of a recording with its action units made weaker or stronger.

    Args:
        motions: One for each frame.
        performance: What they were made of.
        gains: The gains.
        portrait: The portrait at rest.
        neutral: The performer's resting face, None to find it.
    """
    gainer, units = ActionUnitGainer(portrait), read_performance(performance, neutral)
    for motion, time, read in zip(motions, performance.times, units, strict=True):
        yield gainer.applied(motion, gains, float(time), read)


def resting_face(performance: Performance) -> FaceShape | None:
    """The performer at rest: the middle of the moments with open eyes and calm lips; None if never seen."""
    seen = [face for face in performance.faces if face is not None]
    if not seen:
        return None
    first = measure(seen[0])
    return median_shape(restful([measure(face, first) for face in seen]))


@dataclass(frozen=True, slots=True)
class ActionUnitMeans:
    """Mean intensity of each action unit over the frames in which a face was seen.

    Attributes:
        frames: How many those were.
        means: 0..5, one for every action unit.
    """

    frames: int
    means: dict[ActionUnit, float]

    def to_stats_dict(self) -> dict[str, object]:
        """As ``--stats`` writes them."""
        means = {f"{unit.code}_r": round(mean, 3) for unit, mean in self.means.items()}
        return {"frames": self.frames, "means": means}


class ActionUnitAverage:
    """Adds readings up."""

    def __init__(self) -> None:
        self._sum = np.zeros(len(ActionUnit))
        self._frames = 0

    def add(self, _frame: int, units: FaceActionUnits) -> None:
        """Takes one frame; without a face it does not count."""
        if units.confidence > 0:
            self._sum += [units[unit].intensity for unit in ActionUnit]
            self._frames += 1

    def means(self) -> ActionUnitMeans:
        """So far; zeros before any face."""
        means = self._sum / max(self._frames, 1)
        return ActionUnitMeans(self._frames, dict(zip(ActionUnit, map(float, means), strict=True)))
