"""The stitching and retargeting networks for the motion logic, which speaks NumPy."""

from __future__ import annotations

import numpy as np
import torch

from app.pipeline.engines.liveportrait.networks.networks import Networks
from app.pipeline.motion.keypoint_motion import FloatArray


class TorchRetargeting:
    """Implements ``RetargetingNetworks``. They run on the host: between a reading and a drawing."""

    def __init__(self, networks: Networks) -> None:
        self._networks = networks

    def stitch(self, placed: FloatArray, driven: FloatArray) -> tuple[FloatArray, tuple[float, float]]:
        """See ``RetargetingNetworks``."""
        raw = self._networks.stitch(_batch(placed), _batch(driven))[0].numpy()
        return raw[:63].reshape(21, 3), (float(raw[63]), float(raw[64]))

    def retarget_eye(self, placed: FloatArray, ratios: tuple[float, float, float]) -> FloatArray:
        """See ``RetargetingNetworks``."""
        return np.asarray(self._networks.retarget_eye(_batch(placed), torch.tensor([ratios]))[0].numpy())

    def retarget_lip(self, placed: FloatArray, ratios: tuple[float, float]) -> FloatArray:
        """See ``RetargetingNetworks``."""
        return np.asarray(self._networks.retarget_lip(_batch(placed), torch.tensor([ratios]))[0].numpy())


def _batch(keypoints: FloatArray) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(keypoints, np.float32))[None]
