"""This program's own form of a motion template, as .npz or .safetensors: arrays and nothing else."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import safetensors.numpy

from app.pipeline.motion.motion_template import MotionTemplate
from app.pipeline.motion.template_arrays import (
    MOST_FACES,
    MOST_FRAMES,
    TemplateArrays,
    TemplateError,
    unusable,
)

_ARRAYS = ("rotations", "expressions", "translations", "scales", "eye_ratios", "lip_ratios", "faces")
_MEMBERS = ("fps", "frame_size", *_ARRAYS)
_MOST_OF_MEMBER = {
    "expressions": MOST_FRAMES * 21 * 3 * 4,
    "rotations": MOST_FRAMES * 3 * 3 * 4,
    "faces": MOST_FACES * 478 * 3 * 4,
}
_MOST_OF_OTHERS = MOST_FRAMES * 3 * 4
_HEADER_BYTES = 1024

_MEMBER_SIGNATURE = b"PK\x01\x02"
_MOST_MEMBERS = 64
"""Far more than there are, as packed figures may look like a signature."""

MOST_BYTES = 160 * 2**20
"""Of a file: enough for ``MOST_FACES`` frames."""

_NPY_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00.."
    rb"\{'descr': '(?P<dtype><f[48])', 'fortran_order': False, 'shape': \((?P<shape>[0-9, ]{0,40})\), \} *\n",
    re.DOTALL,
)
"""What NumPy writes before an array of floating-point numbers, version 1.0."""

_Arrays: TypeAlias = "Mapping[str, npt.NDArray[Any]]"


def to_npz(template: MotionTemplate) -> bytes:
    """The content of an .npz file."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **_named_arrays(template))
    return buffer.getvalue()


def to_safetensors(template: MotionTemplate) -> bytes:
    """The content of a .safetensors file."""
    return safetensors.numpy.save(_named_arrays(template))


def parse_npz(data: bytes) -> MotionTemplate:
    """Reads an .npz file's content, which may be hostile; raises ``TemplateError``."""
    if data.count(_MEMBER_SIGNATURE) > _MOST_MEMBERS:  # zipfile makes an object of each, whatever they are
        raise unusable("it does not hold a performance")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            arrays = {
                member.filename[:-4]: _array(_unpacked(archive, member)) for member in _members(archive)
            }
    except TemplateError:
        raise
    except Exception as error:  # whatever a damaged archive makes zipfile or NumPy raise
        raise unusable("it is damaged") from error
    return _template(arrays)


def parse_safetensors(data: bytes) -> MotionTemplate:
    """Reads a .safetensors file's content, which may be hostile; raises ``TemplateError``."""
    try:
        arrays = safetensors.numpy.load(data)
    except Exception as error:  # whatever damaged content makes the library raise
        raise unusable("it is damaged") from error
    del data  # the arrays are copies, and checking takes another
    return _template(arrays)


def _named_arrays(template: MotionTemplate) -> dict[str, npt.NDArray[Any]]:
    arrays = template.arrays()
    named = {name: getattr(arrays, name) for name in _ARRAYS}
    named["fps"] = np.array([template.fps], np.float64)
    if arrays.frame_size is not None:
        named["frame_size"] = np.array(arrays.frame_size, np.float64)
    return {name: np.ascontiguousarray(array) for name, array in named.items() if array is not None}


def _template(arrays: _Arrays) -> MotionTemplate:
    if not set(arrays) <= set(_MEMBERS) or "fps" not in arrays:
        raise unusable("it does not hold a performance")
    (fps,) = _numbers(arrays["fps"], 1)
    size = None
    if "frame_size" in arrays:
        width, height = _numbers(arrays["frame_size"], 2)
        size = int(width), int(height)
    return MotionTemplate.of(fps, _side_by_side(arrays, size))


def _side_by_side(arrays: _Arrays, frame_size: tuple[int, int] | None) -> TemplateArrays:
    return TemplateArrays(
        arrays.get("rotations"),
        arrays.get("expressions"),
        arrays.get("translations"),
        arrays.get("scales"),
        arrays.get("eye_ratios"),
        arrays.get("lip_ratios"),
        arrays.get("faces"),
        frame_size,
    )


def _numbers(array: npt.NDArray[Any], count: int) -> list[float]:
    """Float64 figures that are numbers."""
    if array.size != count or array.dtype != np.float64 or not np.isfinite(array).all():
        raise unusable("it does not hold a performance")
    return [float(value) for value in array.ravel()]


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The archive's members, once it is known that unpacking them is harmless."""
    members = archive.infolist()
    names = {member.filename for member in members}
    expected = {f"{name}.npy" for name in _MEMBERS}
    if len(names) != len(members) or not names <= expected:
        raise unusable("it does not hold a performance")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise unusable("it is packed in an unusual way")
    for member in members:
        most = _MOST_OF_MEMBER.get(member.filename[:-4], _MOST_OF_OTHERS)
        if member.file_size > most + _HEADER_BYTES:
            raise unusable("it is too large")
    return members


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member's content, never more than it says: asked for all, zipfile unpacks first and cuts then."""
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def _array(content: bytes) -> npt.NDArray[Any]:
    """One array in NumPy's format; its header is believed only where it fits the bytes that are there."""
    header = _NPY_HEADER.match(content)
    if header is None:
        raise unusable("it does not hold a performance")
    dtype = np.dtype(header["dtype"].decode())
    shape = tuple(int(side) for side in header["shape"].split(b",") if side.strip())
    if math.prod(shape) * dtype.itemsize != len(content) - header.end():
        raise unusable("it is damaged")
    return np.frombuffer(content, dtype, offset=header.end()).reshape(shape)
