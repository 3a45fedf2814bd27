"""Eyes and lips opened as far as told, by the retargeting networks, on top of everything else."""

from __future__ import annotations

import numpy as np

from app.pipeline.engines.liveportrait.live_options import LEFT_EYE, MOUTH, RIGHT_EYE
from app.pipeline.engines.liveportrait.retargeting import RetargetingNetworks
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.keypoint_motion import FloatArray

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
        left, right = (
            _stronger(own, ratio, self._strengths[0])
            for own, ratio in zip(self._source.eye_ratios, wanted, strict=True)
        )
        return self._eyes((left, right)) - self._eyes_at_rest

    def lips(self, wanted: float) -> FloatArray:
        """What to add to the keypoints (21 x 3) to open the lips that far."""
        return self._lips(_stronger(self._source.lip_ratio, wanted, self._strengths[1])) - self._lips_at_rest

    def without_lids(self, expression: FloatArray) -> FloatArray:
        """An expression (21 x 3) without its share in the way that this portrait's eyes shut."""
        return _without(expression, self._lid_ways)

    def without_lips(self, expression: FloatArray) -> FloatArray:
        """An expression (21 x 3) without its share in the way that its lips open; a smile stays."""
        return _without(expression, self._lip_ways)

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


def _without(expression: FloatArray, ways: list[FloatArray]) -> FloatArray:
    for way in ways:
        expression = expression - np.vdot(expression, way) * way
    return expression
