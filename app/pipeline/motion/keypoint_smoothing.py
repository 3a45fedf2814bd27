"""Steadies what the motion extractor reads, live."""

from __future__ import annotations

import numpy as np

from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.motion.rotations import rotation_about, rotation_vector
from app.pipeline.tracking.smoothing import OneEuroFilter

# At smoothing 0.5; see OneEuroFilter. On recorded drivers this halves the trembling of quiet moments
# and delays quick ones by a third to half a frame.
_MIN_CUTOFF_HZ = 2.0
_BETA = 100.0

_GAP_S = 0.4
"""A pause after which the past says nothing of the present."""

# What moves the face by about one face size, the filter's unit, in a crop 4.9 of them wide.
_RADIANS, _FIGURES, _HALF_CROPS, _LOG_SCALE = 0.7, 0.29, 0.41, 0.7


class KeypointSmoother:
    """Calms the trembling of a still face and hardly delays a moving one.

    Turn, expression, place and size are filtered apart, each figure by its own speed, so that a
    blink passes while the head is held steady. Not thread-safe.

    Args:
        smoothing: 0 (off) to 1.
    """

    def __init__(self, smoothing: float = 0.5) -> None:
        self._on = smoothing > 0
        self._turn, self._expression, self._shift, self._zoom = (_filter(smoothing) for _ in range(4))
        self._reference: FloatArray | None = None
        self._time = 0.0

    def set_smoothing(self, smoothing: float) -> None:
        """Changes the smoothing (0 to 1) from the next motion on, without a jump."""
        if not self._on:
            self.reset()
        self._on = smoothing > 0
        for each in (self._turn, self._expression, self._shift, self._zoom):
            each.go_on_as(_filter(smoothing))

    def smooth(self, motion: KeypointMotion, now: float) -> KeypointMotion:
        """The calmed motion.

        Args:
            motion: As read, told in one crop.
            now: Seconds; a gap starts afresh.
        """
        if not self._on:
            return motion
        if self._reference is None or now - self._time > _GAP_S:
            self.reset()
            self._reference = motion.rotation
        self._time = now
        away = rotation_vector(motion.rotation @ self._reference.T).astype(np.float32)
        octaves = np.log(np.array([max(motion.scale, 1e-6)], np.float32))
        return KeypointMotion(
            rotation=(rotation_about(self._turn(away, now, _RADIANS)) @ self._reference).astype(np.float32),
            expression=self._expression(motion.expression, now, _FIGURES),
            translation=self._shift(motion.translation, now, _HALF_CROPS),
            scale=float(np.exp(self._zoom(octaves, now, _LOG_SCALE)[0])),
        )

    def reset(self) -> None:
        """Starts afresh with the next motion: another driver, or another crop."""
        self._reference = None
        for one_euro in (self._turn, self._expression, self._shift, self._zoom):
            one_euro.reset()


def _filter(smoothing: float) -> OneEuroFilter:
    strength = 4.0 ** (0.5 - min(smoothing, 1.0))
    return OneEuroFilter(_MIN_CUTOFF_HZ * strength, _BETA * strength)
