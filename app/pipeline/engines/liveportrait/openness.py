"""Eyes and lips opened as far as told, by the retargeting networks, on top of everything else."""

from __future__ import annotations

import numpy as np

from app.pipeline.engines.liveportrait.live_options import LEFT_EYE, MOUTH, RIGHT_EYE
from app.pipeline.engines.liveportrait.retargeting import RetargetingNetworks
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.keypoint_motion import FloatArray
from app.pipeline.motion.openness_controls import blinked

_WIDEST = 0.8
"""Ratio up to which the networks know what to do."""

_PROBE = 0.5
"""How much further lips are opened to see which way that goes."""


class Openness:
    """Opens and shuts one portrait's eyes and lips.

    What the networks answer to the portrait's own openness is taken off, so that a portrait told
    to be as open as it is stays as it is. They take one ratio for both eyes; asked for each eye in
    turn, with the keypoints of that eye taken from its answer, they wink.

    Args:
        source: The portrait.
        networks: Asked six times here, then up to three times a frame.
        eye_strength: From the portrait's own openness on.
        lip_strength: Likewise.
    """

    def __init__(
        self,
        source: SourceKeypoints,
        networks: RetargetingNetworks,
        *,
        eye_strength: float = 1.0,
        lip_strength: float = 1.0,
    ) -> None:
        self._source = source
        self._networks = networks
        self._strengths = (eye_strength, lip_strength)
        self._eyes_at_rest = self._eyes(source.eye_ratios)
        self._lips_at_rest = self._lips(source.lip_ratio)
        shutting = self._eyes((0.0, 0.0)) - self._eyes_at_rest
        opening = self._lips(source.lip_ratio + _PROBE) - self._lips_at_rest
        self._lid_ways = [_way(shutting, LEFT_EYE), _way(shutting, RIGHT_EYE)]
        self._lip_ways = [_way(opening, MOUTH)]

    def eyes(self, wanted: tuple[float, float]) -> FloatArray:
        """What to add to the keypoints (21 x 3) to open the (left, right) eye that far."""
        return self._eyes(wanted) - self._eyes_at_rest

    def strong_eyes(self, driven: tuple[float, float]) -> tuple[float, float]:
        """The (left, right) ratio to open to where the driver's motion asks for ``driven``."""
        left, right = (
            _stronger(own, ratio, self._strengths[0])
            for own, ratio in zip(self._source.eye_ratios, driven, strict=True)
        )
        return left, right

    def strong_lips(self, driven: float) -> float:
        """The ratio to open the lips to where the driver's motion asks for ``driven``."""
        return _stronger(self._source.lip_ratio, driven, self._strengths[1])

    def blinked_eyes(self, ratios: tuple[float, float], blinks: tuple[float, float]) -> tuple[float, float]:
        """Ratios under the lids' controls, -1 (wide) to 1 (shut)."""
        left, right = (
            min(blinked(ratio, own, blink), max(_WIDEST, ratio))
            for ratio, own, blink in zip(ratios, self._source.eye_ratios, blinks, strict=True)
        )
        return left, right

    def lips(self, wanted: float) -> FloatArray:
        """What to add to the keypoints (21 x 3) to open the lips that far."""
        return self._lips(wanted) - self._lips_at_rest

    def without_lids(self, expression: FloatArray, shares: tuple[float, float] = (1.0, 1.0)) -> FloatArray:
        """An expression (21 x 3) without shares of what it does in the way that each eye shuts."""
        return _without(expression, self._lid_ways, shares)

    def without_lips(self, expression: FloatArray, share: float = 1.0) -> FloatArray:
        """An expression (21 x 3) without a share of what it does in the way that lips open; a smile stays."""
        return _without(expression, self._lip_ways, (share,))

    def _eyes(self, ratios: tuple[float, float]) -> FloatArray:
        left = self._both_eyes(ratios[0])
        right = left if ratios[0] == ratios[1] else self._both_eyes(ratios[1])
        mixed = (left + right) / 2
        mixed[list(LEFT_EYE)] = left[list(LEFT_EYE)]
        mixed[list(RIGHT_EYE)] = right[list(RIGHT_EYE)]
        return mixed

    def _both_eyes(self, ratio: float) -> FloatArray:
        return self._networks.retarget_eye(self._source.placed, (*self._source.eye_ratios, ratio))

    def _lips(self, ratio: float) -> FloatArray:
        return self._networks.retarget_lip(self._source.placed, (self._source.lip_ratio, ratio))


def _stronger(own: float, wanted: float, strength: float) -> float:
    return min(max(own + (wanted - own) * strength, 0.0), max(_WIDEST, own))


def _way(delta: FloatArray, keypoints: tuple[int, ...]) -> FloatArray:
    """Direction (21 x 3, length 1) of a change in some keypoints; zero where there is none."""
    way = np.zeros_like(delta)
    way[list(keypoints)] = delta[list(keypoints)]
    return way / max(np.float32(np.linalg.norm(way)), np.float32(1e-9))


def _without(expression: FloatArray, ways: list[FloatArray], shares: tuple[float, ...]) -> FloatArray:
    for way, share in zip(ways, shares, strict=True):
        expression = expression - np.float32(share * np.vdot(expression, way)) * way
    return expression
