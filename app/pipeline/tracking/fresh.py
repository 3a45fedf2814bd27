"""For recordings: the face of every frame found afresh, without a memory that could lead it astray."""

from __future__ import annotations

from app.pipeline.tracking.face_crop import FaceCrop, usable
from app.pipeline.tracking.mesh_models import DetectedFace, DetectorRange, FaceDetector, LandmarkModel
from app.pipeline.types import Landmarks, RGBImage

_MIN_SCORE = 0.3


class FreshFaceMesh:
    """A ``Detector`` that searches each picture as if it were the only one.

    Slower than following a crop, and with more noise from frame to frame, but without the slow
    bias of a crop that hangs on its own landmarks; hindsight takes the noise out.
    """

    def __init__(self) -> None:
        self._detectors = [FaceDetector(reach, _MIN_SCORE) for reach in DetectorRange]
        self._model = LandmarkModel()

    def detect(self, image: RGBImage, near: Landmarks | None = None) -> Landmarks | None:
        """The face nearest to ``near`` (478 x 3 pixels), the largest without it; None if none is seen."""
        if not usable(image):
            return None
        for detector in self._detectors:
            faces = detector.detect(image)
            if faces:
                found = self._model.landmarks(image, _chosen(faces, near))
                if found is not None:
                    return found
        return self._model.landmarks(image, FaceCrop.around(near)) if near is not None else None

    def reset(self) -> None:
        """Nothing is remembered."""

    def close(self) -> None:
        """Frees the models; may be called twice."""
        for part in (*self._detectors, self._model):
            part.close()


def _chosen(faces: list[DetectedFace], near: Landmarks | None) -> FaceCrop:
    if near is None:
        return max((face.crop for face in faces), key=lambda crop: crop.side)
    x, y = FaceCrop.around(near).centre
    return min((face.crop for face in faces), key=lambda crop: (crop.centre[0] - x) ** 2 + (crop.centre[1] - y) ** 2)
