"""Makes whole sets of stickers and measures them: ``python -m tests.bench.stickers PORTRAIT...``.

For every portrait and format: seconds for the set, sizes, qualities of the webp, how much the step from
the last frame to the first differs from the steps between neighbours, and whether anything touches the
sticker's edge. ``--keep DIR`` leaves the files there to be looked at.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from app.command_configs import StickerConfig
from app.commands.sticker import SHEET, sticker
from app.config import EngineChoice, StickerFormat


@dataclass(frozen=True, slots=True)
class Loop:
    """One animated file, read back.

    Attributes:
        name: Of the expression.
        size: Bytes.
        frames: As they are in the file.
        seam: Mean change from the last frame to the first one, 0..255.
        usual: Median of the same between neighbours.
        touched: Highest alpha on the upper edge, 0..255.
    """

    name: str
    size: int
    frames: int
    seam: float
    usual: float
    touched: int


def read_loop(file: Path) -> Loop:
    """Measures a file."""
    shown = []
    with Image.open(file) as picture:
        count = int(getattr(picture, "n_frames", 1))
        for index in range(count):
            picture.seek(index)
            shown.append(_seen(np.asarray(picture.convert("RGBA"), np.float32)))
    steps = [float(np.abs(b - a).mean()) for a, b in pairwise(shown)]
    seam = float(np.abs(shown[0] - shown[-1]).mean())
    touched = max(int(frame[0, :, 3].max()) for frame in shown)
    return Loop(file.stem, file.stat().st_size, count, seam, float(np.median(steps)), touched)


def _seen(frame: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Colours times alpha: what a clear pixel is coloured nobody sees, and webp stores what it likes."""
    seen = frame.copy()
    seen[..., :3] *= frame[..., 3:] / 255
    return seen


def bench(portrait: Path, kind: StickerFormat, size: int, folder: Path) -> list[str]:
    """Makes all stickers of a portrait; returns lines to print."""
    output = folder / f"{portrait.stem}-{kind.value}-{size}"
    config = StickerConfig(portrait, output, ("all",), size=size, format=kind, engine=EngineChoice.MESH)
    began = time.perf_counter()
    sticker(config)
    took = time.perf_counter() - began
    loops = [read_loop(file) for file in sorted(output.iterdir()) if file.name != SHEET]
    sizes = sorted(loop.size / 1000 for loop in loops)
    worst = max(loops, key=lambda loop: loop.seam / max(loop.usual, 1e-6))
    touching = [loop.name for loop in loops if loop.touched > 0]
    return [
        f"{portrait.stem} {kind.value} {size}: {len(loops)} in {took:.1f} s; kB min {sizes[0]:.0f}, "
        f"median {sizes[len(sizes) // 2]:.0f}, max {sizes[-1]:.0f}",
        f"  worst seam: {worst.name} {worst.seam:.2f}, its usual step {worst.usual:.2f}; "
        f"touching the upper edge: {', '.join(touching) or 'none'}",
    ]


def main() -> None:
    """Runs the bench from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("portraits", nargs="+", type=Path)
    parser.add_argument("--format", nargs="+", default=["webp"], choices=["webp", "gif", "apng"])
    parser.add_argument("--size", nargs="+", type=int, default=[512], choices=[240, 512])
    parser.add_argument("--keep", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = args.keep or Path(scratch)
        lines = [
            line
            for portrait in args.portraits
            for kind in args.format
            for size in args.size
            for line in bench(portrait, StickerFormat(kind), size, folder)
        ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
