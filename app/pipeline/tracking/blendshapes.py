"""MediaPipe's 52 blendshapes, where its optional ``face_landmarker.task`` is installed.

The file is read once, compared with the manifest's size and SHA-256, and what was compared is what the
library gets: nothing can be swapped in between, and a file that is not the official one is never parsed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from mediapipe.python import Image, ImageFormat
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision.core.vision_task_running_mode import VisionTaskRunningMode as RunningMode
from mediapipe.tasks.python.vision.face_landmarker import FaceLandmarker, FaceLandmarkerOptions

from app.errors import WeightsError
from app.paths import models_dir
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.tracking.quiet import quiet_start
from app.pipeline.types import Landmarks, RGBImage
from app.pipeline.weights.files import read_verified
from app.pipeline.weights.manifest import WeightFile
from app.pipeline.weights.manifest_file import shipped_manifest

TASK_FILE = "face_landmarker.task"

_CROP_PIXELS = 256
_MIN_SCORE = 0.3


class BlendshapeReader:
    """Reads the blendshapes of a face whose place is known. Not thread-safe; about 10 ms a face.

    It looks at a crop of its own around each face, so that it reads the face that is tracked and no
    other, and remembers nothing: blinks come neither late nor flattened.

    Args:
        task: The task file's bytes, checked already.

    Raises:
        WeightsError: The library cannot use them.
    """

    def __init__(self, task: bytes) -> None:
        options = FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=task),
            running_mode=RunningMode.IMAGE,
            num_faces=1,
            min_face_detection_confidence=_MIN_SCORE,
            output_face_blendshapes=True,
        )
        with quiet_start():
            try:
                self._landmarker: FaceLandmarker | None = FaceLandmarker.create_from_options(options)
            except (RuntimeError, ValueError) as error:
                raise WeightsError(
                    "cannot read blendshapes", f"MediaPipe refuses {TASK_FILE}: {error}", "Fetch it again"
                ) from error
            self._detect(np.zeros((_CROP_PIXELS, _CROP_PIXELS, 3), np.uint8))

    def read(self, image: RGBImage, landmarks: Landmarks) -> Mapping[str, float] | None:
        """Blendshapes of one face.

        Args:
            image: H x W x 3 uint8 RGB.
            landmarks: 478 x 3 pixels of the face in it.

        Returns:
            Scores 0..1 by MediaPipe's names, None where it sees no face there.

        Raises:
            RuntimeError: After ``close``.
        """
        cut = FaceCrop.around(landmarks).cut(image, _CROP_PIXELS)
        found = self._detect(np.ascontiguousarray(cut))
        return {shape.category_name: float(shape.score) for shape in found[0]} if found else None

    def close(self) -> None:
        """Frees the model; may be called twice."""
        landmarker, self._landmarker = self._landmarker, None
        if landmarker is not None:
            landmarker.close()

    def _detect(self, picture: RGBImage):  # type: ignore[no-untyped-def]  # MediaPipe's own lists
        if self._landmarker is None:
            raise RuntimeError("the blendshape reader is closed")
        return self._landmarker.detect(Image(image_format=ImageFormat.SRGB, data=picture)).face_blendshapes


def open_blendshapes(folder: Path | None = None, file: WeightFile | None = None) -> BlendshapeReader | None:
    """The reader, None where the file is not installed.

    Args:
        folder: The folder of models, None for the user's.
        file: What the file must be, None for the shipped manifest's entry.

    Raises:
        DamagedFileError: A file of that name is there and is not the official one.
        WeightsError: It cannot be read, or the library cannot use it.
    """
    folder = models_dir() if folder is None else folder
    wanted = file or _shipped()
    path = folder / wanted.stored_name
    if not path.exists():
        return None
    return BlendshapeReader(read_verified(path, wanted.digest))


def _shipped() -> WeightFile:
    return shipped_manifest().select((TASK_FILE,))[0]
