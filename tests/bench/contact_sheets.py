"""Contact sheets for the eye: ``python -m tests.bench.contact_sheets SHARED OUT``.

One sheet a portrait: a row a clip, the driver above the animated portrait, both cut to the face.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np

from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.following import motions
from app.pipeline.motion.retargeting import Retargeter
from app.pipeline.performance import watch
from app.pipeline.portrait.compositing import Compositor
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.sources.video_reader import VideoReader
from app.pipeline.types import RGBImage

PORTRAITS = ("mona_lisa.jpg", "cartoon_boy_3d.jpg", "einstein.jpg")
CLIPS = ("man_pout.mp4", "woman_eyes_faces.mp4", "woman_wink_turn.mp4")
_COLUMNS = 7
_SIDE = 320


def main(
    shared: Path, out: Path, portraits: tuple[str, ...] = PORTRAITS, clips: tuple[str, ...] = CLIPS
) -> None:
    """Writes one PNG a portrait."""
    out.mkdir(parents=True, exist_ok=True)
    for name in portraits:
        rows = [
            row
            for clip in clips
            for row in _rows(shared / "data/portraits" / name, shared / "data/clips" / clip)
        ]
        sheet = cv2.cvtColor(np.vstack(rows), cv2.COLOR_RGB2BGR)
        file = out / f"{Path(name).stem}.png"
        cv2.imwrite(str(file), sheet)
        sys.stdout.write(f"wrote {file}\n")


def _rows(portrait: Path, clip: Path) -> tuple[RGBImage, RGBImage]:
    compositor = Compositor(load_portrait(portrait), (_SIDE * 2, _SIDE * 2))
    engine = MeshEngine()
    engine.set_portrait(compositor.portrait)
    with VideoReader(clip) as reader:
        frames = list(reader)
    performance = watch(frames, 0.5, lambda: None)
    wanted = {int(i) for i in np.linspace(0, len(frames) - 1, _COLUMNS)}
    steps = enumerate(motions(performance, Retargeter(compositor.portrait.landmarks)))
    results = [compositor.compose(engine.render(motion)) for index, motion in steps if index in wanted]
    drivers = [frames[index].image for index in sorted(wanted)]
    return _row(drivers), _row(results)


def _row(images: list[RGBImage]) -> RGBImage:
    return np.hstack(
        [cv2.resize(_square(image), (_SIDE, _SIDE), interpolation=cv2.INTER_AREA) for image in images]
    )


def _square(image: RGBImage) -> RGBImage:
    side = min(image.shape[:2])
    top, left = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
    return image[top : top + side, left : left + side]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
