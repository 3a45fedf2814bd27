"""What tells one face from another: patches around fixed points, and the proportions of the bones.

Both are told as deviations from an average face. All faces are alike in having eyes and a nose;
what is left when the average is taken away is the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.average_face import PATCHES, PROPORTIONS
from app.pipeline.tracking.face_crop import MESH_SIDE, FaceCrop
from app.pipeline.tracking.head_pose import RIGID, HeadPose, estimate_pose
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

# Forehead, temples, nose, cheeks and jaw: what talking, laughing and glasses leave nearly alone.
_POINTS = np.array(
    (
        *(10, 151, 67, 297, 103, 332, 54, 284, 21, 251, 127, 356),
        *(195, 4, 98, 327, 50, 280, 234, 454, 93, 323, 58, 288, 172, 397, 136, 365),
    )
)
_CROP_PIXELS = 64
_BLUR = 1.0  # crop pixels
_GRID = 7
_STEP = 2.0  # crop pixels
_DARK = 20.0  # grey levels added before the logarithm, so that sensor noise in the dark stays small
_FLAT = 0.15  # a patch with less contrast than that is hardly a patch

_OFFSETS = (np.indices((_GRID, _GRID))[::-1].reshape(2, -1).T - (_GRID - 1) / 2).astype(np.float32)
_LOGARITHM = np.log(np.arange(256, dtype=np.float32) + _DARK)


@dataclass(frozen=True, slots=True, eq=False)
class FaceSignature:
    """One look at a face.

    Attributes:
        patches: 28 x 49 float32 of unit length: log brightness around each point, less its mean,
            which takes out exposure and most of the light, less the average face.
        proportions: 68 float32 of unit length: the rigid landmarks in the head's own axes, less
            the average face.
        yaw: Of the head, degrees, as in ``HeadPose``.
        pitch: Likewise.
    """

    patches: FloatArray
    proportions: FloatArray
    yaw: float
    pitch: float


@dataclass(frozen=True, slots=True, eq=False)
class RawSignature:
    """A look at a face before the average is taken away, for ``tests.bench.average_face``.

    Attributes:
        patches: 28 x 49 float32, at most of unit length.
        proportions: 68 float32, face sizes.
        pose: Of the head, in pixels of a small crop.
    """

    patches: FloatArray
    proportions: FloatArray
    pose: HeadPose


def signature_of(image: RGBImage, landmarks: Landmarks) -> FaceSignature:
    """Looks at one face.

    Args:
        image: H x W x 3 uint8 RGB.
        landmarks: 478 x 3, pixels of ``image``.
    """
    raw, average = raw_signature(image, landmarks), _average_face()
    patches = raw.patches - average.patches
    patches /= np.linalg.norm(patches, axis=1, keepdims=True) + np.float32(1e-6)
    proportions = raw.proportions - average.proportions
    proportions /= np.linalg.norm(proportions) + np.float32(1e-6)
    return FaceSignature(patches, proportions, raw.pose.yaw, raw.pose.pitch)


def raw_signature(image: RGBImage, landmarks: Landmarks) -> RawSignature:
    """The same without comparing to the average; arguments as in ``signature_of``."""
    crop = FaceCrop.around(landmarks, MESH_SIDE)
    local = crop.from_picture(landmarks, _CROP_PIXELS)
    pose = estimate_pose(local)
    grey = cv2.cvtColor(np.ascontiguousarray(crop.cut(image, _CROP_PIXELS)), cv2.COLOR_RGB2GRAY)
    brightness = cv2.GaussianBlur(_LOGARITHM[grey], (0, 0), _BLUR)
    proportions = pose.to_local(local[RIGID])[:, :2].astype(np.float32).ravel()
    return RawSignature(_patches(brightness, local, pose), proportions, pose)


def _patches(brightness: npt.NDArray[np.float32], local: FloatArray, pose: HeadPose) -> FloatArray:
    """28 x 49: the surroundings of each point, foreshortened as the head is turned."""
    spread = _OFFSETS @ (pose.rotation[:2, :2].T.astype(np.float32) * np.float32(_STEP))
    where = np.ascontiguousarray(local[_POINTS, None, :2] + spread)
    seen = cv2.remap(brightness, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
    patches = np.asarray(seen, np.float32)
    patches = patches - patches.mean(axis=1, keepdims=True)
    contrast = np.linalg.norm(patches, axis=1, keepdims=True)
    return np.asarray(patches / (contrast + np.float32(_FLAT)), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _AverageFace:
    patches: FloatArray
    proportions: FloatArray


@lru_cache(maxsize=1)
def _average_face() -> _AverageFace:
    patches = np.array(PATCHES, np.float32) / 1000 @ smooth_basis().T
    return _AverageFace(patches, np.array(PROPORTIONS, np.float32).ravel() / 1000)


@lru_cache(maxsize=1)
def smooth_basis() -> FloatArray:
    """49 x 10: an orthonormal basis of the cubic surfaces over a patch, in which the average is kept."""
    x, y = _OFFSETS.astype(np.float64).T / ((_GRID - 1) / 2)
    powers = [x**i * y**j for i in range(4) for j in range(4 - i)]
    basis, triangle = np.linalg.qr(np.stack(powers, axis=1))
    signed = basis * np.sign(np.diag(triangle))  # libraries differ in the signs
    return np.asarray(signed, np.float32)
