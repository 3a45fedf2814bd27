"""The face mesh's triangles and the landmark groups the engine moves, from MediaPipe's own tables."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.intp]

FACE_VERTEX_COUNT = 468

# The picture's left eye first; each row of a lid from its left corner to its right one.
EYE_UPPER = np.array(
    [(33, 246, 161, 160, 159, 158, 157, 173, 133), (362, 398, 384, 385, 386, 387, 388, 466, 263)]
)
EYE_LOWER = np.array(
    [(33, 7, 163, 144, 145, 153, 154, 155, 133), (362, 382, 381, 380, 374, 373, 390, 249, 263)]
)
# The fold over the seven inner points of EYE_UPPER, and the skin under the brow.
EYE_CREASE = np.array([(247, 30, 29, 27, 28, 56, 190), (414, 286, 258, 257, 259, 260, 467)])
BROW_SKIN = np.array([(225, 224, 223, 222), (442, 443, 444, 445)])
IRIS_RINGS = np.array([(469, 470, 471, 472), (474, 475, 476, 477)])

# From the picture's left mouth corner to its right one; upper and lower points face each other.
INNER_LIP_UPPER = np.array([78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308])
INNER_LIP_LOWER = np.array([78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308])
OUTER_LIP_UPPER = np.array([61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291])
OUTER_LIP_LOWER = np.array([61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291])

# Clockwise in the picture from the middle of the forehead.
FACE_OVAL = np.array(
    (
        *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
        *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
    )
)


@cache
def face_triangles() -> IntArray:
    """T x 3 vertex indices covering the face, eyes and mouth included, all clockwise in the picture.

    The mesh's edges are MediaPipe's; its triangles are the loops of three edges that enclose no
    further vertex. The holes of eyes and mouth are closed by strips between upper and lower rim.
    """
    from mediapipe.python.solutions.face_mesh_connections import FACEMESH_TESSELATION

    neighbours: defaultdict[int, set[int]] = defaultdict(set)
    for a, b in FACEMESH_TESSELATION:
        neighbours[a].add(b)
        neighbours[b].add(a)
    loops = {
        _sorted(a, b, c) for a in neighbours for b in neighbours[a] for c in neighbours[a] & neighbours[b]
    }
    # A loop that shares all three edges with two other triangles each is drawn around a vertex.
    uses: defaultdict[tuple[int, int], int] = defaultdict(int)
    for a, b, c in loops:
        for edge in ((a, b), (b, c), (a, c)):
            uses[edge] += 1
    skin = sorted(
        t for t in loops if not all(uses[e] > 2 for e in ((t[0], t[1]), (t[1], t[2]), (t[0], t[2])))
    )
    holes = [
        *strip(EYE_UPPER[0], EYE_LOWER[0]),
        *strip(EYE_UPPER[1], EYE_LOWER[1]),
        *strip(INNER_LIP_UPPER, INNER_LIP_LOWER),
    ]
    return _oriented([*skin, *holes])


def _oriented(triangles: list[tuple[int, int, int]]) -> IntArray:
    """The same triangles, turned so that neighbours run along their common edge in opposite ways."""
    by_edge: defaultdict[frozenset[int], list[int]] = defaultdict(list)
    for index, (a, b, c) in enumerate(triangles):
        for edge in ((a, b), (b, c), (c, a)):
            by_edge[frozenset(edge)].append(index)
    # On the nose bridge, its corners clockwise on any upright face.
    first = (168, 351, 6)
    seed = next(i for i, t in enumerate(triangles) if set(t) == set(first))
    turned = {seed: first}
    queue = [seed]
    while queue:
        a, b, c = turned[queue.pop()]
        for tail, head in ((a, b), (b, c), (c, a)):
            for other in by_edge[frozenset((tail, head))]:
                if other not in turned:
                    third = (set(triangles[other]) - {tail, head}).pop()
                    turned[other] = (head, tail, third)
                    queue.append(other)
    return np.array([turned[i] for i in range(len(triangles))], dtype=np.intp)


def _sorted(a: int, b: int, c: int) -> tuple[int, int, int]:
    low, middle, high = sorted((a, b, c))
    return low, middle, high


def strip(one: IntArray, other: IntArray) -> list[tuple[int, int, int]]:
    """Triangles between two rows of vertices; where the rows meet, the empty ones are left out."""
    triangles = []
    for k in range(len(one) - 1):
        triangles.append((int(one[k]), int(one[k + 1]), int(other[k])))
        triangles.append((int(one[k + 1]), int(other[k + 1]), int(other[k])))
    return [t for t in triangles if len(set(t)) == 3]
