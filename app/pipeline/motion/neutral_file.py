"""A neutral face kept for another day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.errors import AppError
from app.files import read_plain, replacing
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, KeypointMotion
from app.pipeline.tracking.head_pose import HeadPose
from app.pipeline.types import LANDMARK_COUNT

Arrays: TypeAlias = dict[str, npt.NDArray[Any]]

_FILE_BYTES = 200_000
_LARGEST = 1e6
"""Pixels or face sizes beyond which a saved figure is not of a face, NaN included."""

_FACE_SHAPES = {"local": (LANDMARK_COUNT, 3), "rotation": (3, 3), "centre": (3,), "size": ()}
_KEYPOINT_SHAPES = {
    "keypoint_rotation": (3, 3),
    "keypoint_expression": (KEYPOINT_COUNT, 3),
    "keypoint_translation": (3,),
    "keypoint_scale": (),
}
_NAMES = (*_FACE_SHAPES, *_KEYPOINT_SHAPES)
_FIX = "Save it again with recenter."


class CalibrationError(AppError):
    """A saved neutral face cannot be read or written."""


def save_neutral(path: Path, neutral: FaceShape, keypoints: KeypointMotion | None = None) -> None:
    """Writes a neutral face for another day.

    Args:
        path: Where to.
        neutral: The face.
        keypoints: What was read of it at rest, if anything was.

    Raises:
        CalibrationError: The file cannot be written.
    """
    pose = neutral.pose
    arrays: Arrays = {
        "local": neutral.local,
        "rotation": pose.rotation,
        "centre": pose.centre,
        "size": np.asarray(pose.size, np.float64),
    }
    if keypoints is not None:
        values = (
            keypoints.rotation,
            keypoints.expression,
            keypoints.translation,
            np.float32(keypoints.scale),
        )
        arrays |= dict(zip(_KEYPOINT_SHAPES, map(np.asarray, values), strict=True))
    try:
        with replacing(path) as file:
            np.savez(file, **arrays)
    except OSError as error:
        raise CalibrationError(
            f"cannot save the neutral face to '{path}'", error.strerror or str(error), "Choose another place."
        ) from error


def load_neutral(path: Path) -> FaceShape:
    """Reads a neutral face.

    Raises:
        CalibrationError: The file is missing, too large, damaged or not a neutral face.
    """
    arrays = _sound(_read(path), _FACE_SHAPES, path)
    rotation, size = arrays["rotation"], float(arrays["size"])
    if size < 1 / _LARGEST or not _is_rotation(rotation):
        raise _no_face(path)
    return FaceShape.of(HeadPose(rotation, arrays["centre"], size), arrays["local"].astype(np.float32))


def load_neutral_keypoints(path: Path) -> KeypointMotion | None:
    """Reads the keypoints that were saved with a neutral face; None where none were.

    Raises:
        CalibrationError: As ``load_neutral``.
    """
    arrays = _read(path)
    if not arrays.keys() & _KEYPOINT_SHAPES.keys():
        return None
    sound = _sound(arrays, _KEYPOINT_SHAPES, path)
    rotation, expression, translation, scale = (sound[name].astype(np.float32) for name in _KEYPOINT_SHAPES)
    if scale < 1 / _LARGEST or not _is_rotation(rotation):
        raise _no_face(path)
    return KeypointMotion(rotation, expression, translation, float(scale))


def _read(path: Path) -> Arrays:
    """Whatever arrays the file holds."""
    what = _cannot_read(path)
    try:
        data = read_plain(path, _FILE_BYTES)
        if len(data) > _FILE_BYTES:
            raise CalibrationError(what, "it is too large to be one", _FIX)
        if _unpacked_bytes(data) > _FILE_BYTES:
            raise CalibrationError(what, "what is packed in it is too large", _FIX)
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in _NAMES if name in arrays.files}
    except OSError as error:
        raise CalibrationError(what, error.strerror or str(error), "Check the path.") from error
    except CalibrationError:
        raise
    except Exception as error:  # whatever a damaged archive makes NumPy or zipfile raise
        raise CalibrationError(what, "it is damaged", _FIX) from error


def _unpacked_bytes(data: bytes) -> int:
    """What the archive says that it unpacks to; zipfile never gives more of a member than that."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return sum(member.file_size for member in archive.infolist())


def _sound(arrays: Arrays, shapes: Mapping[str, tuple[int, ...]], path: Path) -> Arrays:
    """The arrays of these names, each of its shape and of figures that a face can have."""
    if not shapes.keys() <= arrays.keys():
        raise _no_face(path)
    for name, shape in shapes.items():
        array = arrays[name]
        if not isinstance(array, np.ndarray):  # a member that is none comes out of NumPy as its bytes
            raise _no_face(path)
        if array.shape != shape or array.dtype.kind != "f" or not np.abs(array).max() < _LARGEST:
            raise _no_face(path)
    return arrays


def _no_face(path: Path) -> CalibrationError:
    return CalibrationError(_cannot_read(path), "it does not hold a face", _FIX)


def _cannot_read(path: Path) -> str:
    return f"cannot read the neutral face '{path}'"


def _is_rotation(matrix: npt.NDArray[np.floating[Any]]) -> bool:
    turned = np.allclose(matrix @ matrix.T, np.eye(3), atol=1e-3)
    return turned and float(np.linalg.det(matrix)) > 0  # a mirror image passes the first test
