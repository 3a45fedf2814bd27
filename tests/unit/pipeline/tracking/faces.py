"""Faces for the tracking tests: drawn landmarks, and a detector that is told what to see."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from app.pipeline.types import LANDMARK_COUNT, Frame, Landmarks, RGBImage


def drawn_face(centre: tuple[float, float] = (320.0, 240.0), size: float = 60.0) -> Landmarks:
    """Landmarks spread over a head-like dome, the eye line level; the same shape every time."""
    spread = np.random.default_rng(1).uniform(-1, 1, (LANDMARK_COUNT, 2)).astype(np.float32)
    points = np.empty((LANDMARK_COUNT, 3), np.float32)
    points[:, :2] = spread * (1.2, 1.6) * size + centre
    points[:, 2] = (spread**2).sum(axis=1) * size * 0.5
    points[[33, 263], :2] = np.array([(-0.8, -0.3), (0.8, -0.3)], np.float32) * size + centre
    return points


def texture(width: int = 640, height: int = 480, shift: tuple[int, int] = (0, 0)) -> RGBImage:
    """Smooth random blobs, moved by whole pixels (right, down)."""
    noise = np.random.default_rng(2).uniform(0, 255, (height, width, 3)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), 4.0)
    soft = (soft - soft.min()) / np.ptp(soft) * 255
    return np.roll(soft.astype(np.uint8), shift[::-1], axis=(0, 1))


def frames(images: Iterable[RGBImage], fps: float = 30.0) -> list[Frame]:
    return [Frame(image, index, index / fps) for index, image in enumerate(images)]


class ScriptedDetector:
    """Sees what the script says, one entry per call; remembers what it was asked."""

    def __init__(self, script: Iterable[Landmarks | None]) -> None:
        self._script = iter(script)
        self.asked_near: list[Landmarks | None] = []
        self.resets = 0
        self.closed = 0

    def detect(self, image: RGBImage, near: Landmarks | None = None) -> Landmarks | None:
        del image
        self.asked_near.append(near)
        return next(self._script)

    def detect_all(self, image: RGBImage) -> list[Landmarks]:
        face = self.detect(image)
        return [] if face is None else [face]

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        self.closed += 1
