"""Measures every slider on the mesh engine: ``python -m tests.bench.expression_controls PORTRAIT...``.

Each control is drawn at nine values from -1 to 1 and each picture is looked at by a landmark pass
of its own. Printed for every portrait and control: what was seen at -1, 0 and 1, whether it never
goes back on the way, how far landmarks beyond the control's region moved (by optical flow, and as the
observer saw it), and by how much pixels outside the head changed.

The observer guesses: an open mouth makes it move the whole face a little, shut lids lift its brows.
Whether landmarks elsewhere were really moved is therefore asked of optical flow, which follows the
picture itself; what the observer believes is printed beside it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.engines.mesh.topology import FACE_OVAL
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.tracking.fresh import FreshFaceMesh
from app.pipeline.types import REST, Landmarks, Motion, RGBImage
from app.tuning import Controls
from tests.bench.control_signs import SIGNS, ControlSign, inter_ocular

FloatArray = npt.NDArray[np.float64]

STEPS = np.linspace(-1, 1, 9)
_LOOKS = (
    *((0.0, 0.0, 2.0), (0.04, 0.02, 2.15), (-0.04, 0.02, 2.3), (0.02, -0.04, 1.9), (-0.02, -0.02, 2.1)),
    *((0.03, 0.04, 2.0), (-0.03, -0.04, 2.2), (0.05, -0.01, 2.05), (-0.05, 0.0, 1.95)),
)
"""Shift of each look, sides of its crop, and that side in heights of the face."""

_LOOK_PIXELS = 480
_HEAD = 1.6
"""Of the face oval, from its middle: what counts as head and neck, hair included."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One control on one portrait.

    Attributes:
        seen: What the observer measured at each step, in the sign's own unit.
        elsewhere: Furthest that a landmark beyond the region moved, inter-ocular distances, by optical flow.
        believed: The same as the observer saw it.
        pixels: Largest change of a pixel outside the head, 0..255.
        complaints: Targets that were missed.
    """

    seen: FloatArray
    elsewhere: float
    believed: float
    pixels: int
    complaints: tuple[str, ...]


class Subject:
    """A portrait under test.

    Args:
        portrait: The picture.
        observer: Finds landmarks in what is drawn of it.
    """

    def __init__(self, portrait: Portrait, observer: FreshFaceMesh) -> None:
        self._portrait, self._observer = portrait, observer
        self._engine = MeshEngine()
        self._engine.set_portrait(portrait)
        self._rest_image = self._engine.render(REST)
        self._rest = self._look(self._rest_image)
        self._outside = _outside_the_head(portrait)

    def measure(self, sign: ControlSign) -> Finding:
        """Draws a control at every step and measures it."""
        seen, far, believed, pixels = [], 0.0, 0.0, 0
        beyond = sign.elsewhere(self._portrait.landmarks)
        for step in STEPS:
            motion = Motion(controls=Controls(**dict.fromkeys(sign.controls, float(step))))
            image = self._engine.render(motion)
            face = self._look(image)
            seen.append(sign.measure(face, self._rest))
            believed = max(believed, _believed(face, self._rest, beyond))
            far = max(far, self._flowed(image, beyond))
            change = np.abs(image.astype(int) - self._rest_image.astype(int)).max(axis=2)
            pixels = max(pixels, int(change[self._outside].max(initial=0)) if sign.still_outside else 0)
        figures = np.array(seen)
        return Finding(figures, far, believed, pixels, tuple(sign.complaints(figures, far, pixels)))

    def _flowed(self, image: RGBImage, beyond: npt.NDArray[np.bool_]) -> float:
        """How far the furthest landmark beyond a region went with the picture (Lucas and Kanade)."""
        if not beyond.any():
            return 0.0
        start = self._portrait.landmarks[beyond, None, :2].astype(np.float32)
        before, now = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (self._rest_image, image))
        end, found, _ = cv2.calcOpticalFlowPyrLK(before, now, start, start.copy(), winSize=(9, 9), maxLevel=0)
        away = np.linalg.norm(end - start, axis=2)[found == 1]
        return float(away.max(initial=0.0)) / inter_ocular(self._portrait.landmarks)

    def _look(self, image: RGBImage) -> Landmarks:
        """The median of looks from slightly different places: one alone wavers by a pixel or two."""
        own = self._portrait.landmarks
        low, high = own[:, :2].min(axis=0), own[:, :2].max(axis=0)
        found = []
        for along, down, zoom in _LOOKS:
            side = float((high - low).max()) * zoom
            corner = (low + high) / 2 + side * (np.array([along, down]) - 0.5)
            scale = _LOOK_PIXELS / side
            to_look = np.array([[scale, 0, -corner[0] * scale], [0, scale, -corner[1] * scale]])
            method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            seen = cv2.warpAffine(
                image, to_look, (_LOOK_PIXELS, _LOOK_PIXELS), flags=method, borderMode=cv2.BORDER_REPLICATE
            )
            face = self._observer.detect(np.asarray(seen, np.uint8))
            if face is not None:
                found.append(face / scale + np.array([*corner, 0.0]))
        return np.asarray(np.median(found, axis=0) if found else np.full_like(own, np.nan), np.float32)


def _believed(face: Landmarks, rest: Landmarks, beyond: npt.NDArray[np.bool_]) -> float:
    """Of the landmarks beyond a region; the observer's own shift and zoom of the whole face taken off."""
    if not beyond.any():
        return 0.0
    now, before = face[beyond, :2].astype(np.float64), rest[beyond, :2].astype(np.float64)
    now_middle, middle = np.median(now, axis=0), np.median(before, axis=0)
    zoom = np.linalg.norm(before - middle) / max(float(np.linalg.norm(now - now_middle)), 1e-6)
    away = np.linalg.norm((now - now_middle) * zoom - (before - middle), axis=1)
    return float(away.max()) / inter_ocular(rest)


def _outside_the_head(portrait: Portrait) -> npt.NDArray[np.bool_]:
    oval = portrait.landmarks[FACE_OVAL, :2]
    middle = (oval.min(axis=0) + oval.max(axis=0)) / 2
    mask = np.zeros(portrait.image.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(middle + _HEAD * (oval - middle)).astype(np.int32)], (1,))
    outside: npt.NDArray[np.bool_] = mask == 0
    return outside


def main(paths: list[Path]) -> int:
    """Prints a table for each portrait; returns 1 if any target was missed."""
    observer, missed = FreshFaceMesh(), 0
    for path in paths:
        subject = Subject(load_portrait(path), observer)
        sys.stdout.write(f"\n{path.name}\n{'control':11} {'at -1':>7} {'at 0':>7} {'at 1':>7}  unit\n")
        for sign in SIGNS:
            finding = subject.measure(sign)
            first, middle, last = finding.seen[[0, 4, 8]]
            missed += len(finding.complaints)
            sys.stdout.write(
                f"{sign.name:11} {first:7.3f} {middle:7.3f} {last:7.3f}  {sign.unit:22}"
                f" elsewhere {100 * finding.elsewhere:4.2f} % (believed {100 * finding.believed:3.1f} %),"
                f" outside {finding.pixels:3d}/255  {'; '.join(finding.complaints) or 'ok'}\n"
            )
    observer.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
