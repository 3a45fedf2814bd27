"""The three small networks in plain numpy, for tests that need no torch."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np

from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray

_SIZES = {
    "retarget_shoulder": (126, 128, 128, 64, 65),
    "retarget_eye": (66, 256, 256, 128, 128, 64, 63),
    "retarget_mouth": (65, 128, 128, 64, 63),
}


class NumpyNetworks:
    """Linear layers with ReLU between, by the official key names (``retarget_eye.mlp.0.weight``)."""

    def __init__(self, weights: Mapping[str, FloatArray]) -> None:
        self._weights = weights

    def stitch(self, placed: FloatArray, driven: FloatArray) -> tuple[FloatArray, tuple[float, float]]:
        out = self._run("retarget_shoulder", np.concatenate((placed.ravel(), driven.ravel())))
        return out[:-2].reshape(KEYPOINT_COUNT, 3), (float(out[-2]), float(out[-1]))

    def retarget_eye(self, placed: FloatArray, ratios: tuple[float, float, float]) -> FloatArray:
        features = np.concatenate((placed.ravel(), np.array(ratios, np.float32)))
        return self._run("retarget_eye", features).reshape(KEYPOINT_COUNT, 3)

    def retarget_lip(self, placed: FloatArray, ratios: tuple[float, float]) -> FloatArray:
        features = np.concatenate((placed.ravel(), np.array(ratios, np.float32)))
        return self._run("retarget_mouth", features).reshape(KEYPOINT_COUNT, 3)

    def _run(self, name: str, features: FloatArray) -> FloatArray:
        last = 2 * (len(_SIZES[name]) - 2)
        for layer in range(0, last + 2, 2):
            weight, bias = (self._weights[f"{name}.mlp.{layer}.{part}"] for part in ("weight", "bias"))
            features = weight @ features + bias
            if layer < last:
                features = np.maximum(features, 0)
        return features


def seeded_networks(seed: int = 0) -> NumpyNetworks:
    """Random weights of the official shapes, the last layer small as in the real ones."""
    draw = np.random.default_rng(seed)
    weights: dict[str, FloatArray] = {}
    for name, sizes in _SIZES.items():
        for i, (inputs, outputs) in enumerate(itertools.pairwise(sizes)):
            spread = (0.02 if i == len(sizes) - 2 else 1.4) / np.sqrt(inputs)
            weights[f"{name}.mlp.{2 * i}.weight"] = draw.normal(0, spread, (outputs, inputs)).astype("f4")
            weights[f"{name}.mlp.{2 * i}.bias"] = draw.normal(0, spread, outputs).astype("f4")
    return NumpyNetworks(weights)
