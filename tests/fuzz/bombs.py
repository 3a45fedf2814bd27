"""Files made by hand to cost as much memory and time as they can, each read in a process of its own."""

from __future__ import annotations

import io
import json
import logging
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.errors import AppError
from tests.fuzz.chunks import Chunk, join_boxes, join_png, split_boxes
from tests.fuzz.memory import MemoryPeak


@dataclass(frozen=True, slots=True)
class Bomb:
    """A file that is worse than it looks.

    Attributes:
        file: Its name.
        make: Gives its bytes.
        read: Opens it.
    """

    file: str
    make: Callable[[], bytes]
    read: Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Cost:
    """What reading one took.

    Attributes:
        more_bytes: Memory at its peak, less that before.
        seconds: Time.
        outcome: The error's line, or that it was taken.
    """

    more_bytes: int
    seconds: float
    outcome: str


def cost_of(name: str, folder: Path) -> Cost:
    """Makes a bomb in one process and reads it in another."""
    path = folder / BOMBS[name].file
    for step in ("make", "read"):
        command = [sys.executable, "-m", "tests.fuzz.bombs", step, name, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
    path.unlink()
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def _picture(path: Path) -> object:
    from app.pipeline.portrait.loading import load_image

    return load_image(path).shape


def _template(path: Path) -> object:
    from app.pipeline.motion.templates import load_template

    return len(load_template(path))


def _video(path: Path) -> object:
    from app.pipeline.sources.video_reader import VideoReader

    with VideoReader(path) as reader:
        return sum(1 for _ in reader)


def _preset(path: Path) -> object:
    from app.settings.presets import PresetLibrary

    return PresetLibrary(path.parent).choose(str(path))


def _png() -> bytes:
    """40 megapixels, transparent, turned, with a colour profile: 0.7 MB."""
    from tests.unit.pipeline.portrait import pictures

    width, height = 8000, 5000
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(4 * width + 1)) for _ in range(height)) + packer.flush()
    return join_png(
        b"\x89PNG\r\n\x1a\n",
        [
            Chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)),
            Chunk(b"iCCP", b"x\0\0" + zlib.compress(pictures.srgb_profile())),
            Chunk(b"eXIf", pictures.exif_with_orientation(6).tobytes().removeprefix(b"Exif\0\0")),
            Chunk(b"IDAT", rows),
            Chunk(b"IEND", b""),
        ],
    )


def _plain(mode: str, kind: str, size: tuple[int, int], **options: object) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    return file.getvalue()


def _scans() -> bytes:
    """A small JPEG that paints 40 megapixels three hundred times over."""
    data = _plain("RGB", "JPEG", (8000, 5000), progressive=True)
    return data[:-2] + data[data.rindex(b"\xff\xda") : -2] * 300 + data[-2:]


def _segments() -> bytes:
    return b"\xff\xd8" + b"\xff\xe1\0\2" * 20_000_000 + _plain("RGB", "JPEG", (64, 64))[2:]


def _texts() -> bytes:
    data = _plain("RGB", "PNG", (64, 64))
    texts = [Chunk(b"tEXt", b"%07d\0" % number) for number in range(2_000_000)]
    return data[:33] + join_png(b"", texts) + data[33:]


def _archive() -> bytes:
    """Faces of 115 MB, packed to one."""
    file = io.BytesIO()
    np.savez_compressed(file, **_faces())
    return file.getvalue()


def _tensors() -> bytes:
    import safetensors.numpy

    return safetensors.numpy.save(_faces())


def _faces() -> dict[str, npt.NDArray[Any]]:
    from app.pipeline.motion.template_arrays import MOST_FACES
    from tests.unit.pipeline.motion.performances import landmarks_performance

    one = landmarks_performance(1).arrays()
    return {
        "faces": np.repeat(np.asarray(one.faces), MOST_FACES, 0),
        "fps": np.array([25.0]),
        "frame_size": np.array(one.frame_size, np.float64),
    }


def _directory() -> bytes:
    """A zip archive that lists a million members and holds none."""
    members = (b"PK\x01\x02" + struct.pack("<6H3L5H2L", 20, 20, *[0] * 14)) * 1_000_000
    return members + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, len(members), 0, 0)


def _pickle() -> bytes:
    return b"(" + b"]" * 990_000 + b"a" * 989_999 + b"l."


def _samples() -> bytes:
    """A video of two kilobytes that claims thirty million frames."""
    start, boxes = split_boxes(_clip((64, 48), "yuv420p", 1))
    lies = {
        b"stsz": struct.pack(">III", 0, 1, 30_000_000),
        b"stts": struct.pack(">IIII", 0, 1, 30_000_000, 1),
        b"stsc": struct.pack(">IIIII", 0, 1, 1, 30_000_000, 1),
    }
    return join_boxes(start, [Chunk(one.kind, lies.get(one.kind[-4:], one.body)) for one in boxes])


@dataclass(frozen=True, slots=True)
class _Codec:
    """An encoder that can be told to keep many frames."""

    library: str
    parameters: str

    def options(self, references: int) -> dict[str, str]:
        settings = f"ref={references}:scenecut=0{self.parameters}"
        name = f"{self.library.removeprefix('lib')}-params"
        return {"preset": "ultrafast", "threads": "1", name: settings}


_H264 = _Codec("libx264", "")
_H265 = _Codec("libx265", ":bframes=0:allow-non-conformance=1:pools=1:frame-threads=1:log-level=error")


def _clip(size: tuple[int, int], kind: str, references: int, codec: _Codec = _H264) -> bytes:
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream(codec.library, rate=30, options=codec.options(references))
        stream.width, stream.height, stream.pix_fmt = *size, kind
        for number in range(24):
            frame = av.VideoFrame(*size, kind)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


BOMBS: Mapping[str, Bomb] = {
    "PNG of 40 MP, turned, clear, with profile": Bomb("x.png", _png, _picture),
    "16-bit PNG of 40 MP": Bomb("x.png", lambda: _plain("I;16", "PNG", (8000, 5000)), _picture),
    "progressive CMYK JPEG of 40 MP": Bomb(
        "x.jpg", lambda: _plain("CMYK", "JPEG", (8000, 5000), progressive=True), _picture
    ),
    "WebP of 25 MP": Bomb("x.webp", lambda: _plain("RGBA", "WEBP", (5000, 5000), method=0), _picture),
    "JPEG of 310 passes": Bomb("x.jpg", _scans, _picture),
    "JPEG of 20 million segments": Bomb("x.jpg", _segments, _picture),
    "PNG of 2 million texts": Bomb("x.png", _texts, _picture),
    "npz of 20,000 faces": Bomb("x.npz", _archive, _template),
    "safetensors of 20,000 faces": Bomb("x.safetensors", _tensors, _template),
    "npz that lists a million members": Bomb("x.npz", _directory, _template),
    "pickle nested a million deep": Bomb("x.pkl", _pickle, _template),
    "MP4 of 2 kB with 30 million frames": Bomb("x.mp4", _samples, _video),
    "4K video, 16 references": Bomb("x.mp4", lambda: _clip((3840, 2160), "yuv420p", 16), _video),
    "10-bit 4K video, 16 references": Bomb("x.mp4", lambda: _clip((3840, 2160), "yuv420p10le", 16), _video),
    "10-bit 4K video in H.265, 16 references": Bomb(
        "x.mp4", lambda: _clip((3840, 2160), "yuv420p10le", 16, _H265), _video
    ),
    "8K video, 16 references": Bomb("x.mp4", lambda: _clip((7680, 4320), "yuv420p", 16), _video),
    "preset of 32,000-part keys": Bomb(
        "x.toml", lambda: b"version = 1\n" + b".".join([b"a"] * 31_000) + b" = 1", _preset
    ),
}


def main(step: str, name: str, path: Path) -> None:
    """One step, in this process."""
    bomb = BOMBS[name]
    if step == "make":
        path.write_bytes(bomb.make())
        return
    logging.disable(logging.CRITICAL)
    harmless = path.with_name("none" + path.suffix)
    outcome = "taken"
    with suppress(AppError):
        bomb.read(harmless)  # whatever is loaded once is loaded now
    with MemoryPeak() as memory:
        begin = time.perf_counter()
        try:
            bomb.read(path)
        except AppError as error:
            outcome = f"refused: {error.why}"
        took = time.perf_counter() - begin
    cost = {"more_bytes": memory.more, "seconds": took, "outcome": outcome}
    sys.stdout.write(json.dumps(cost) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
