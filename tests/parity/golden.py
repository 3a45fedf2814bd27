"""What the reference's networks computed with the seeded weights, whole or in a compact form.

The compact form keeps the small arrays as they are; of each large one it keeps its norm and every
127th value, which passes through all channels, rows and columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F  # noqa: N812 - the field's name for it
from torch import Tensor

Array: TypeAlias = npt.NDArray[Any]

COMPACT = Path(__file__).with_name("networks_golden.npz")
_STRIDE = 127
_SMALL = 10_000
"""Values up to which an array is kept whole."""

_IMAGE_SEED = 1000
_IMAGE_CELLS = 16
_IMAGE_SIDE = 256


@dataclass(frozen=True, eq=False)
class Golden:
    """One array as the reference computed it.

    Attributes:
        shape: Of the whole array.
        values: All of its values, or every so many, flat.
        stride: How many.
        norm: Of the whole array.
    """

    shape: tuple[int, ...]
    values: Array
    stride: int
    norm: float

    @classmethod
    def whole(cls, array: Array) -> Golden:
        """An array of which all values are known."""
        return cls(array.shape, array.ravel(), 1, _norm(array))

    def sampled(self) -> Golden:
        """The same with few values if it is large."""
        stride = 1 if self.values.size <= _SMALL else _STRIDE
        return Golden(self.shape, self.values[::stride].copy(), stride, self.norm)

    @property
    def array(self) -> Array:
        """The array, if all values are known."""
        return self.values.reshape(self.shape)

    def error(self, computed: Tensor | Array) -> float:
        """How far an array is from this one, relative to its norm; NaN if there is one in it."""
        array = np.asarray(computed, np.float64)
        if array.shape != self.shape:
            raise ValueError(f"the shape is {array.shape} instead of {self.shape}")
        difference = _norm(array.ravel()[:: self.stride] - self.values) / _norm(self.values)
        return float(np.maximum(difference, abs(_norm(array) - self.norm) / self.norm))


GoldenArrays: TypeAlias = Mapping[str, Golden]


def load_whole(shared: Path) -> dict[str, Golden]:
    """The reference's own files, from the folder they came in."""
    arrays: dict[str, Golden] = {}
    for part in ("large", "small"):
        with np.load(shared / "parity" / f"golden_{part}_seed0.npz", allow_pickle=False) as file:
            arrays |= {name: Golden.whole(file[name]) for name in file.files}
    return arrays


def load_compact() -> dict[str, Golden]:
    """The compact form that comes with the tests."""
    with np.load(COMPACT, allow_pickle=False) as file:
        names = [name.removesuffix("#values") for name in file.files if name.endswith("#values")]
        return {
            name: Golden(
                tuple(file[f"{name}#shape"].tolist()),
                file[f"{name}#values"],
                int(file[f"{name}#stride"]),
                float(file[f"{name}#norm"]),
            )
            for name in names
        }


def save_compact(arrays: GoldenArrays) -> None:
    """Writes the compact form."""
    parts: dict[str, Array] = {}
    for name, golden in arrays.items():
        few = golden.sampled()
        parts |= {
            f"{name}#shape": np.array(few.shape),
            f"{name}#values": few.values,
            f"{name}#stride": np.array(few.stride),
            f"{name}#norm": np.array(few.norm),
        }
    np.savez_compressed(COMPACT, **parts)


def golden_images() -> dict[str, Tensor]:
    """What the reference was shown as portrait and driver: noise enlarged to (1, 3, 256, 256), 0..1."""
    draw = np.random.default_rng(_IMAGE_SEED)
    images = {}
    for name in ("image/source", "image/driving"):
        noise = torch.from_numpy(draw.random((1, 3, _IMAGE_CELLS, _IMAGE_CELLS), np.float64)).float()
        images[name] = F.interpolate(noise, size=_IMAGE_SIDE, mode="bicubic").clamp(0, 1)
    return images


def _norm(array: Array) -> float:
    return float(np.linalg.norm(array.astype(np.float64)))
