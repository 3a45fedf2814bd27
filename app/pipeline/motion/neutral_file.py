"""A neutral face kept for another day."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.errors import AppError
from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.tracking.head_pose import HeadPose
from app.pipeline.types import LANDMARK_COUNT

_FILE_BYTES = 200_000
_LARGEST = 1e6
"""Pixels or face sizes beyond which a saved figure is not of a face, NaN included."""


class CalibrationError(AppError):
    """A saved neutral face cannot be read or written."""


def save_neutral(path: Path, neutral: FaceShape) -> None:
    """Writes a neutral face for another day.

    Raises:
        CalibrationError: The file cannot be written.
    """
    buffer = io.BytesIO()
    pose = neutral.pose
    np.savez(
        buffer, local=neutral.local, rotation=pose.rotation, centre=pose.centre, size=np.float64(pose.size)
    )
    partial = path.with_name(path.name + ".part")
    try:
        partial.write_bytes(buffer.getvalue())
        os.replace(partial, path)
    except OSError as error:
        raise CalibrationError(
            f"cannot save the neutral face to '{path}'", error.strerror or str(error), "Choose another place."
        ) from error


def load_neutral(path: Path) -> FaceShape:
    """Reads a neutral face.

    Raises:
        CalibrationError: The file is missing, too large, damaged or not a neutral face.
    """
    what = f"cannot read the neutral face '{path}'"
    try:
        if path.stat().st_size > _FILE_BYTES:
            raise CalibrationError(what, "it is too large to be one", "Save it again with recenter.")
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            local, rotation = arrays["local"], arrays["rotation"]
            centre, size = arrays["centre"], arrays["size"]
    except OSError as error:
        raise CalibrationError(what, error.strerror or str(error), "Check the path.") from error
    except CalibrationError:
        raise
    except Exception as error:  # whatever a damaged archive makes NumPy or zipfile raise
        raise CalibrationError(what, "it is damaged", "Save it again with recenter.") from error
    shapes = (local.shape, rotation.shape, centre.shape, size.shape)
    sound = shapes == ((LANDMARK_COUNT, 3), (3, 3), (3,), ()) and all(
        a.dtype.kind == "f" and np.abs(a).max() < _LARGEST for a in (local, rotation, centre, size)
    )
    if not sound or size < 1 / _LARGEST or not _is_rotation(rotation):
        raise CalibrationError(what, "it does not hold a face", "Save it again with recenter.")
    return FaceShape.of(HeadPose(rotation, centre, float(size)), local.astype(np.float32))


def _is_rotation(matrix: npt.NDArray[np.float64]) -> bool:
    turned = np.allclose(matrix @ matrix.T, np.eye(3), atol=1e-3)
    return turned and float(np.linalg.det(matrix)) > 0  # a mirror image passes the first test
