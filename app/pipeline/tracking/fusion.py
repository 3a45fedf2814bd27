"""One set of landmarks from two: flow is steady but drifts, detection is accurate but trembles."""

from __future__ import annotations

import numpy as np

from app.pipeline.tracking.face_crop import MESH_PIXELS, FaceCrop
from app.pipeline.tracking.optical_flow import Flow
from app.pipeline.types import Landmarks

# Pixels of the landmark model's crop: its noise does not depend on the size of the face.
_NOISE_XY = 0.25
_NOISE_Z = 0.5
_MIN_GAIN = 0.12


def fuse(flow: Flow | None, found: Landmarks, smoothing: float) -> Landmarks:
    """Weighs prediction and detection point by point.

    Where they agree to within the detector's noise the prediction stands and is only pulled
    gently; where they disagree by more, something moved that flow cannot follow (a lid closing,
    lips parting), and the detection is taken at once.

    Args:
        flow: The prediction, None without one.
        found: 478 x 3 pixels, the detection.
        smoothing: 0 (detection only) to 1; scales the noise that is assumed.

    Returns:
        478 x 3 float32 pixels.
    """
    if flow is None or smoothing <= 0:
        return found.astype(np.float32)
    pixel = FaceCrop.around(found).side / MESH_PIXELS * smoothing / 0.5
    innovation = found - flow.landmarks
    gain = np.empty_like(found)
    away = (innovation[:, :2] ** 2).sum(axis=1) / (2 * (_NOISE_XY * pixel) ** 2)
    gain[:, :2] = (away / (1.0 + away))[:, None]
    away_z = (innovation[:, 2] / (_NOISE_Z * pixel)) ** 2
    gain[:, 2] = away_z / (1.0 + away_z)
    trust = flow.confidence[:, None]
    gain = np.maximum(gain, _MIN_GAIN + (1.0 - _MIN_GAIN) * (1.0 - trust))
    return (flow.landmarks + gain * innovation).astype(np.float32)
