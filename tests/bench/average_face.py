"""Makes the average face of the driver's identity: ``python -m tests.bench.average_face PICTURE... > FILE``.

What ships was made from the three portraits of the program and six public domain pictures
(three paintings of ladies, the Mona Lisa, the Girl with a Pearl Earring, a terracotta warrior, a
photograph of 1912 or so), each of them and its mirror image. Ten coefficients a patch are
kept, from which no picture can be made.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.pipeline.portrait.loading import load_image
from app.pipeline.tracking.face_mesh import find_faces
from app.pipeline.tracking.face_signature import RawSignature, raw_signature, smooth_basis


def looks_at(path: Path) -> list[RawSignature]:
    """The largest face of a picture, as it is and in the mirror."""
    image = load_image(path)
    looks = []
    for picture in (image, np.ascontiguousarray(image[:, ::-1])):
        looks += [raw_signature(picture, face) for face in find_faces(picture, max_faces=1)]
    return looks


def module(looks: list[RawSignature]) -> str:
    """The source of ``app/pipeline/tracking/average_face.py``."""
    patches = np.mean([look.patches for look in looks], axis=0) @ smooth_basis()
    proportions = np.mean([look.proportions for look in looks], axis=0).reshape(-1, 2)
    parts = [
        '"""The average face, in thousandths; made by ``tests.bench.average_face``, which says of what."""',
        *_table("PATCHES", "One row a point: coefficients in ``face_signature.smooth_basis``.", patches),
        *_table("PROPORTIONS", "One row a rigid landmark: x and y in the head's own axes.", proportions),
    ]
    return "\n".join(parts) + "\n"


def _table(name: str, meaning: str, rows: npt.NDArray[np.floating[Any]]) -> Iterator[str]:
    yield f"\n{name} = ("
    for row in np.rint(rows * 1000).astype(int).tolist():
        yield f"    ({', '.join(map(str, row))}),"
    yield f')\n"""{meaning}"""'


def main(pictures: list[Path]) -> int:
    """Prints the module; returns 1 where no face was found at all."""
    looks = [look for path in pictures for look in looks_at(path)]
    if not looks:
        sys.stderr.write("no faces in these pictures\n")
        return 1
    sys.stdout.write(module(looks))
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
