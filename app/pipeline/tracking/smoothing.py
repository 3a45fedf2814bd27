"""Steadies landmark tracks: causally for live video, without delay for whole recordings.

Both take ``smoothing`` from 0 (off) to 1 and measure speed in face sizes, so that a face close to
the camera and one far away are treated alike.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

# At smoothing 0.5; see OneEuroFilter.
_MIN_CUTOFF_HZ = 4.0
_BETA = 200.0
_SPEED_CUTOFF_HZ = 3.0
# At smoothing 0.5; see smooth_track.
_WINDOW_S = 0.05
_NOISE = 0.006


class OneEuroFilter:
    """An adaptive low-pass filter for arrays: steady at rest, hardly behind in motion.

    Casiez, Roussel, Vogel: 1 Euro Filter (CHI 2012). Every element has a cutoff of its own,
    ``min_cutoff + beta * speed``, with the speed in face sizes per second.

    Args:
        min_cutoff: Hz at rest; lower is steadier and slower.
        beta: Hz per (face size / second); higher lags less in motion.
        speed_cutoff: Hz of the low-pass on the speed estimate.
    """

    def __init__(
        self,
        min_cutoff: float = _MIN_CUTOFF_HZ,
        beta: float = _BETA,
        speed_cutoff: float = _SPEED_CUTOFF_HZ,
    ) -> None:
        self._min_cutoff = min_cutoff
        self._beta = beta
        self._speed_cutoff = speed_cutoff
        self._value: FloatArray | None = None
        self._speed: FloatArray | None = None
        self._time = 0.0

    @classmethod
    def for_smoothing(cls, smoothing: float) -> OneEuroFilter | None:
        """The filter for a strength of 0..1; None at 0, where there is nothing to filter."""
        if smoothing <= 0:
            return None
        strength = 4.0 ** (0.5 - min(smoothing, 1.0))
        return cls(_MIN_CUTOFF_HZ * strength, _BETA * strength)

    def go_on_as(self, other: OneEuroFilter) -> None:
        """Filters from now on as another one does, without forgetting its own past."""
        self._min_cutoff, self._beta = other._min_cutoff, other._beta
        self._speed_cutoff = other._speed_cutoff

    def __call__(self, value: FloatArray, now: float, size: float) -> FloatArray:
        """Filters one sample.

        Args:
            value: Any shape, pixels; a new shape starts the filter afresh.
            now: Seconds. A time not after the last one replaces that sample's time step by 1 ms.
            size: Face size in pixels.

        Returns:
            The filtered sample, same shape.
        """
        if self._value is None or self._speed is None or self._value.shape != value.shape:
            self._value, self._speed = value.astype(np.float32), np.zeros_like(value, dtype=np.float32)
            self._time = now
            return self._value.copy()
        step = max(now - self._time, 1e-3)
        speed = (value - self._value) / (step * max(size, 1e-6))
        self._speed = self._speed + _gain(self._speed_cutoff, step) * (speed - self._speed)
        cutoff = self._min_cutoff + self._beta * np.abs(self._speed)
        self._value = (self._value + _gain(cutoff, step) * (value - self._value)).astype(np.float32)
        self._time = now
        return self._value.copy()

    def reset(self) -> None:
        """Starts afresh with the next sample."""
        self._value = self._speed = None


def smooth_track(track: FloatArray, fps: float, size: float, smoothing: float = 0.5) -> FloatArray:
    """Smooths a whole recording without shifting it in time.

    A Gaussian over time where a point hardly leaves it, the point itself where it does: blinks
    and quick turns pass unflattened.

    Args:
        track: T x ... float32, pixels.
        fps: Frames per second.
        size: Face size in pixels.
        smoothing: 0 (off) to 1.

    Returns:
        Same shape as ``track``.
    """
    if smoothing <= 0 or len(track) < 3:
        return track.copy()
    strength = min(smoothing, 1.0) / 0.5
    calm = _gaussian(track, _WINDOW_S * fps * strength)
    noise = _NOISE * size * strength
    away = (track - calm) ** 2
    return (calm + (track - calm) * (away / (away + noise**2))).astype(np.float32)


def _gaussian(track: FloatArray, sigma: float) -> FloatArray:
    radius = max(1, math.ceil(3 * sigma))
    kernel = cv2.getGaussianKernel(2 * radius + 1, max(sigma, 1e-3)).astype(np.float32)
    flat = np.ascontiguousarray(track.reshape(len(track), -1), dtype=np.float32)
    calm = cv2.sepFilter2D(flat, -1, np.ones(1, np.float32), kernel, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(calm, dtype=np.float32).reshape(track.shape)


def _gain(cutoff: npt.ArrayLike, step: float) -> FloatArray:
    """Weight of a new sample in a first-order low-pass with ``cutoff`` Hz, ``step`` seconds apart."""
    ratio = 2 * math.pi * step * np.asarray(cutoff, dtype=np.float32)
    return np.asarray(ratio / (ratio + 1.0), dtype=np.float32)
