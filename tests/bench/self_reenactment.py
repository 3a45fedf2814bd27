"""Scores self-reenactments of clips: ``python -m tests.bench.self_reenactment SHARED OUT``.

Each clip's first frame is animated by that clip through the command line, as a user would, and
the scorer in SHARED/eval prints its table.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import av
from PIL import Image

from app.cli import main as command


def main(shared: Path, out: Path) -> int:
    """Renders every clip of a person and scores the results; returns the scorer's exit status."""
    clips = sorted(
        path for path in (shared / "data/clips").glob("*.mp4") if not path.stem.endswith("_source")
    )
    scorer = shared / "eval/self_reenactment.py"
    if not clips or not scorer.is_file():
        sys.stderr.write(f"no clips or no scorer under {shared}: nothing can be scored\n")
        return 1
    out.mkdir(parents=True, exist_ok=True)
    pairs: list[str] = []
    for clip in clips:
        portrait, result = out / f"{clip.stem}.png", out / f"{clip.stem}.mp4"
        _first_frame(clip).save(portrait)
        status = command(
            ["render", "--portrait", str(portrait), "--driving", str(clip), "--output", str(result)]
        )
        if status:
            return status
        pairs += [str(clip), str(result)]
    return subprocess.run([sys.executable, str(scorer), *pairs], check=False).returncode  # noqa: S603


def _first_frame(clip: Path) -> Image.Image:
    with av.open(str(clip)) as container:
        image: Image.Image = next(container.decode(video=0)).to_image()
        return image


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
