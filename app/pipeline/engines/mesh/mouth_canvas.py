"""Painting the inside of a mouth: teeth, gums, tongue, in the portrait's colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.topology import FACE_OVAL
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

WIDTH = 160
"""Canvas pixels from mouth corner to mouth corner."""

COLUMNS = WIDTH + 32
UPPER_ROWS = 72
LOWER_ROWS = 80
INCISAL_EDGE = 44
"""Row of the upper canvas at which the front teeth end."""

# Edges of the upper teeth from the middle outwards, half mouth widths; how much shorter than the first.
_TOOTH_EDGES = np.array([0, 0.165, 0.295, 0.415, 0.52, 0.61, 0.69, 0.76, 0.82, 0.87])
_SHORTER = np.array([0.0, 2.5, 1.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0])
_IN_THE_DARK = (0.5, 0.45)
"""Half mouth widths from which on the cheek's shadow lies on the teeth, and over how many it deepens."""

_SHADOW = 0.35
_GUM_ROW = 14
_LOWER_TOOTH = 0.11
_LOWER_TEETH_ROW = LOWER_ROWS - 16

_CHEEKS = np.array([50, 280, 205, 425, 187, 411, 101, 330])
_LIPS = np.array([17, 84, 314, 0, 37, 267])


@dataclass(frozen=True, slots=True, eq=False)
class Palette:
    """Colours of a mouth, float32 RGB 0..255.

    Attributes:
        tooth: Of a front tooth in the light.
        gum: Above it.
        tongue: Below it.
        cavity: The dark behind.
        shadow: What teeth fade to towards the cheeks, whose colour lies on them.
        fading: How fast each channel darkens in the shade, 1 on average: skin throws back its own colour.
    """

    tooth: FloatArray
    gum: FloatArray
    tongue: FloatArray
    cavity: FloatArray
    shadow: FloatArray
    fading: FloatArray


def mix_palette(image: RGBImage, landmarks: Landmarks) -> Palette:
    """Finds colours that the portrait's painter, or its light, would have used.

    Args:
        image: H x W x 3 uint8 RGB.
        landmarks: 478 x 3 pixels of it.
    """
    soft = np.asarray(cv2.blur(image, (5, 5)), np.uint8)
    skin = _colour(soft, landmarks, _CHEEKS)
    lip = _colour(soft, landmarks, _LIPS)
    light = _brightest(image, landmarks)
    tone = skin / max(float(skin.mean()), 1.0)
    tooth = min(1.15 * light, 232) * (0.45 + 0.55 * tone)
    gum = 0.6 * lip + 0.15 * skin
    around = skin + lip
    fading = 1 / np.clip(around / max(float(around.mean()), 1.0), 0.6, 1.6)
    return Palette(
        tooth=np.clip(tooth, 0, 250).astype(np.float32),
        gum=gum.astype(np.float32),
        tongue=(0.80 * lip + 0.12 * skin).astype(np.float32),
        cavity=(0.20 * lip).astype(np.float32),
        shadow=(_SHADOW * gum).astype(np.float32),
        fading=(fading / fading.mean()).astype(np.float32),
    )


def upper_teeth(palette: Palette) -> FloatArray:
    """Two incisors, then narrower and shorter teeth to both sides, under gums.

    Returns:
        UPPER_ROWS x COLUMNS x 4 float32 RGBA, alpha 0..1; the gums reach row 0.
    """
    ys, xs = np.mgrid[:UPPER_ROWS, :COLUMNS].astype(np.float32)
    distance = np.abs(xs - COLUMNS / 2) / (WIDTH / 2)
    which = np.clip(
        np.searchsorted(_TOOTH_EDGES, distance.ravel(), side="right") - 1, 0, len(_SHORTER) - 1
    ).reshape(xs.shape)
    half = (_TOOTH_EDGES[which + 1] - _TOOTH_EDGES[which]) / 2
    across = np.clip(np.abs(distance - _TOOTH_EDGES[which] - half) / half, 0, 1)
    gum_line = _GUM_ROW + 3 * across**2 + 3 * distance
    bottom = INCISAL_EDGE - _SHORTER[which] - 3.0 * across**4
    alpha = np.clip(bottom - ys, 0, 1) * np.clip((_TOOTH_EDGES[-1] - distance) * 40, 0, 1)
    between = 1 - 0.22 * np.clip((across - 0.78) / 0.22, 0, 1) ** 2
    deep = np.clip((distance - _IN_THE_DARK[0]) / _IN_THE_DARK[1], 0, 1)
    rounding = (
        (1 - 0.42 * distance**1.4) * (1 - 0.75 * deep) * (0.86 + 0.14 * np.clip((ys - gum_line) / 14, 0, 1))
    )
    edge = 1 - 0.12 * np.clip((ys - bottom + 5) / 5, 0, 1)
    colour = _lit(palette, between * rounding * edge)
    gums = np.clip((gum_line - ys) / 2 + 0.5, 0, 1)[..., None]
    return _soft(colour + (palette.gum * (1 - 0.5 * distance)[..., None] - colour) * gums, alpha)


def lower_jaw(palette: Palette) -> FloatArray:
    """A tongue lying behind a low row of teeth.

    Returns:
        LOWER_ROWS x COLUMNS x 4 float32 RGBA, alpha 0..1; the last row is the lower gum.
    """
    ys, xs = np.mgrid[:LOWER_ROWS, :COLUMNS].astype(np.float32)
    x = (xs - COLUMNS / 2) / (WIDTH / 2)
    rim = 20 + 24 * np.abs(x) ** 2.4
    body = np.clip((ys - rim) / 12, 0, 1) * np.clip((0.74 - np.abs(x)) * 8, 0, 1)
    depth = np.clip((ys - rim) / 34, 0, 1)
    furrow = 1 - 0.12 * np.exp(-((x / 0.06) ** 2)) * depth
    colour = palette.tongue * (furrow * (0.5 + 0.5 * depth) * (1 - 0.3 * x * x))[..., None]
    across = np.abs(((np.abs(x) / _LOWER_TOOTH) % 1) - 0.5) * 2
    top = _LOWER_TEETH_ROW + 6 * np.abs(x) ** 2 + 1.5 * across**4
    teeth = np.clip(ys - top, 0, 1) * np.clip((0.58 - np.abs(x)) * 20, 0, 1)
    shade = (0.80 - 0.2 * np.clip((across - 0.75) / 0.25, 0, 1) ** 2) * (1 - 0.4 * np.abs(x))
    colour = colour + (_lit(palette, shade) - colour) * teeth[..., None]
    return _soft(colour, np.maximum(body, teeth))


def _lit(palette: Palette, light: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.floating[Any]]:
    """Teeth under a light of 0..1."""
    colour: npt.NDArray[np.floating[Any]] = (
        palette.shadow + (palette.tooth - palette.shadow) * light[..., None]
    )
    return colour


def _soft(colour: npt.NDArray[np.floating[Any]], alpha: npt.NDArray[np.floating[Any]]) -> FloatArray:
    blurred = cv2.GaussianBlur(colour.astype(np.float32), (0, 0), 0.9)
    return np.dstack([blurred, cv2.GaussianBlur(alpha.astype(np.float32), (0, 0), 1.0)])


def _colour(image: RGBImage, landmarks: Landmarks, points: npt.NDArray[np.intp]) -> FloatArray:
    x = np.clip(np.round(landmarks[points, 0]).astype(int), 0, image.shape[1] - 1)
    y = np.clip(np.round(landmarks[points, 1]).astype(int), 0, image.shape[0] - 1)
    return np.asarray(np.median(image[y, x].astype(np.float32), axis=0), np.float32)


def _brightest(image: RGBImage, landmarks: Landmarks) -> float:
    """Luminance of the lit part of the face, 0..255."""
    oval = landmarks[FACE_OVAL, :2]
    x0, y0 = np.maximum(np.floor(oval.min(axis=0)).astype(int), 0)
    x1, y1 = np.ceil(oval.max(axis=0)).astype(int)
    face = image[y0:y1, x0:x1]
    if face.size == 0:
        return 200.0
    inside = np.zeros(face.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.round(oval - (x0, y0)).astype(np.int32)], (1,))
    grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)[inside > 0]
    return float(np.percentile(grey, 92)) if grey.size else 200.0
