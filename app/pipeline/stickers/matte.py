"""A person's matte with clean edges, and the person's colours without the old background."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.topology import FACE_OVAL
from app.pipeline.stickers.guided_filter import guided_filter
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

_BAND = 0.022
"""Half the width of the strip along the model's outline in which the picture's edges decide, face heights."""

_SMOOTHNESS = 2e-4
_CLEAR, _SOLID = 0.2, 0.8
"""What the filter leaves below and above these is background and person for certain."""

_SURE = 0.97
"""Where the matte is above this, and some pixels around, a colour is the person's own."""


def refine_matte(image: RGBImage, person: FloatArray, landmarks: Landmarks) -> FloatArray:
    """Turns a soft guess at a person into a matte.

    Only what hangs together with the face is kept, without holes; along the outline the edges of
    the picture decide.

    Args:
        image: H x W x 3 uint8 RGB.
        person: H x W float32 0..1, from ``Segmenter``.
        landmarks: 478 x 3 pixels.

    Returns:
        H x W float32, 0..1; the face itself is 1.
    """
    oval = landmarks[FACE_OVAL, :2]
    height = float(np.ptp(oval[:, 1]))
    face = np.zeros(person.shape, np.uint8)
    cv2.fillConvexPoly(face, cv2.convexHull(np.round(oval).astype(np.int32)), (1,))
    solid = _with_face(np.maximum(person, face), face)
    radius = max(round(_BAND * height), 2)
    inside, outside = _eroded(solid, radius), 1 - _eroded((1 - solid).astype(np.uint8), radius)
    edge = np.clip(person, 0, 1) * outside
    edge = np.where(solid > 0, np.maximum(edge, 0.5), np.minimum(edge, 0.5)).astype(np.float32)
    filtered = guided_filter(image, edge, 2 * radius, _SMOOTHNESS)
    matte = np.clip((filtered - _CLEAR) / (_SOLID - _CLEAR), 0, 1)
    matte = np.maximum(np.minimum(matte, outside), np.maximum(inside, face))
    return np.asarray(cv2.GaussianBlur(matte.astype(np.float32), (0, 0), 0.8), np.float32)


def own_colours(image: RGBImage, matte: FloatArray) -> RGBImage:
    """The person's colours, spread beyond the outline, so that no background shines through it.

    Args:
        image: H x W x 3 uint8 RGB.
        matte: H x W float32, 0..1.

    Returns:
        H x W x 3 uint8 RGB; where the matte is solid, the picture as it is.
    """
    sure = _eroded((matte > _SURE).astype(np.uint8), 2).astype(np.float32)
    spread = _pulled_and_pushed(image.astype(np.float32) * sure[..., None], sure)
    keep = cv2.GaussianBlur(sure, (0, 0), 1.0)[..., None]
    keep = np.where(sure[..., None] > 0, np.maximum(keep, 0.5) * 2 - 1, 0)
    return np.asarray(np.clip(keep * image + (1 - keep) * spread + 0.5, 0, 255), np.uint8)


def _with_face(person: FloatArray, face: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """1 where the person hangs together with the face; background enclosed by it belongs to it."""
    _, labels = cv2.connectedComponents((person > 0.5).astype(np.uint8))
    body = (labels == np.bincount(labels[face > 0]).argmax()).astype(np.uint8)
    _, holes, figures, _ = cv2.connectedComponentsWithStats(1 - body, connectivity=4)
    edges = np.unique(np.concatenate([holes[0], holes[-1], holes[:, 0], holes[:, -1]]))
    most = 0.02 * float(body.sum())
    small = [k for k in range(1, len(figures)) if k not in edges and figures[k, cv2.CC_STAT_AREA] < most]
    return np.asarray(np.where(np.isin(holes, small), 1, body), np.uint8)


def _eroded(mask: npt.NDArray[np.uint8], radius: int) -> npt.NDArray[np.uint8]:
    """Smaller by a radius, but not from the picture's edge."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    return np.asarray(cv2.erode(mask, disc, borderType=cv2.BORDER_REPLICATE), np.uint8)


def _pulled_and_pushed(weighted: FloatArray, weight: FloatArray) -> FloatArray:
    """Fills in colours where the weight is 0 from the nearest there are (pull-push pyramid)."""
    if min(weight.shape) <= 2:
        total = max(float(weight.sum()), 1e-6)
        return np.broadcast_to(weighted.sum(axis=(0, 1)) / total, weighted.shape).astype(np.float32)
    smaller_weight = cv2.pyrDown(weight)
    smaller = np.asarray(cv2.pyrDown(weighted), np.float32)
    coarse = _pulled_and_pushed(smaller, np.asarray(smaller_weight, np.float32))
    size = weight.shape[1], weight.shape[0]
    below = np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR), np.float32)
    here = np.clip(weight, 0, 1)[..., None]
    own = weighted / np.maximum(weight, 1e-6)[..., None]
    trust = np.minimum(here * 4, 1)
    return np.asarray(trust * own + (1 - trust) * below, np.float32)
