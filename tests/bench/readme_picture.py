"""Makes the README's picture: ``python -m tests.bench.readme_picture assets/readme.jpg``.

The drawn performer on top, the shipped portraits copying it below.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.following import motions
from app.pipeline.motion.retargeting import Retargeter
from app.pipeline.performance import watch
from app.pipeline.portrait.compositing import Compositor
from app.pipeline.portrait.library import shipped_portraits
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.sources.performer import draw, script_at
from app.pipeline.types import Frame, RGBImage

_RATE = 15
_SECONDS = 12
_SHOWN_S = (0.5, 2.1, 3.8, 4.6, 6.3, 9.6)
_SIDE = 220
_GAP = 6


def main(target: Path) -> None:
    """Draws the picture."""
    images = [draw(script_at(index / _RATE), (480, 480)) for index in range(_RATE * _SECONDS)]
    frames = [Frame(image, i, i / _RATE, i / _RATE) for i, image in enumerate(images)]
    performance = watch(frames, 0.5, lambda: None)
    shown = [round(time * _RATE) for time in _SHOWN_S]
    rows = [_row([images[index] for index in shown])]
    for portrait in shipped_portraits():
        compositor = Compositor(load_portrait(portrait.path), (480, 480))
        engine = MeshEngine()
        engine.set_portrait(compositor.portrait)
        steps = list(motions(performance, Retargeter(compositor.portrait.landmarks)))
        rows.append(_row([compositor.compose(engine.render(steps[index])) for index in shown]))
    Image.fromarray(np.vstack(rows)).save(target, quality=88)


def _row(images: list[RGBImage]) -> RGBImage:
    framed = [
        cv2.copyMakeBorder(
            cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA),
            *(_GAP, 0, _GAP, 0),
            borderType=cv2.BORDER_CONSTANT,
            value=(255, 255, 255),
        )
        for image in images
    ]
    return np.hstack(framed).astype(np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
