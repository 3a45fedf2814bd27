"""Faces in pictures: every face of a still, or one face over a video."""

from __future__ import annotations

import numpy as np

from app.pipeline.tracking.face_crop import FaceCrop, face_size, usable
from app.pipeline.tracking.mesh_models import DetectorRange, FaceDetector, LandmarkModel
from app.pipeline.tracking.views import View, views
from app.pipeline.types import Landmarks, RGBImage

_MIN_SCORE = 0.3
_MIN_SCORE_IN_VARIANTS = 0.65
_MIN_SCORE_IN_VIDEO = 0.5
_REFINEMENTS = 2
# A real face looks the same from one refinement to the next; a cloud or a cat does not.
_MAX_DISAGREEMENT = 0.02
_MAX_CROP_SHIFT = 0.1
_MAX_CANDIDATES = 3
_MAX_OVERLAP = 0.7


def find_faces(image: RGBImage, max_faces: int = 4) -> list[Landmarks]:
    """All faces of a still picture, largest first: photos, paintings, statues, cartoons.

    Tries the picture as it is, then enlarged parts, a wider margin and turned copies of it, and
    stops at the first that shows a face.

    Args:
        image: H x W x 3 uint8 RGB.
        max_faces: At most so many.

    Returns:
        One 478 x 3 float32 array per face, pixels of ``image``; empty where there is no face.
    """
    if not usable(image):
        return []
    finder = FaceFinder()
    try:
        return finder.find(image, max_faces)
    finally:
        finder.close()


class FaceFinder:
    """The models behind ``find_faces``, kept for more than one picture. Not thread-safe."""

    def __init__(self) -> None:
        self._short = FaceDetector(DetectorRange.SHORT, _MIN_SCORE)
        self._full = FaceDetector(DetectorRange.FULL, _MIN_SCORE)
        self._model = LandmarkModel()

    def find(self, image: RGBImage, max_faces: int = 4) -> list[Landmarks]:
        """See ``find_faces``."""
        for view in views(image):
            faces = self._in_view(image, view)
            if faces:
                return faces[:max_faces]
        return []

    def close(self) -> None:
        """Frees the models; may be called twice."""
        for part in (self._short, self._full, self._model):
            part.close()

    def _in_view(self, image: RGBImage, view: View) -> list[Landmarks]:
        min_score = _MIN_SCORE if view.plain else _MIN_SCORE_IN_VARIANTS
        faces: list[Landmarks] = []
        for detector in (self._short, self._full):
            for seen in detector.detect(view.image):
                if seen.score >= min_score:
                    face = self._refined(image, view.crop_in_picture(seen.crop))
                    if face is not None and not any(_same_face(face, other) for other in faces):
                        faces.append(face)
        return sorted(faces, key=face_size, reverse=True)

    def _refined(self, image: RGBImage, crop: FaceCrop) -> Landmarks | None:
        """Landmarks from a crop centred on the landmarks themselves; None if they do not settle."""
        face = self._model.landmarks(image, crop)
        change = 0.0
        for _ in range(_REFINEMENTS):
            if face is None:
                return None
            better = self._model.landmarks(image, FaceCrop.around(face))
            change = 0.0 if better is None else _disagreement(face, better)
            face = better
        return face if change < _MAX_DISAGREEMENT else None


class FaceMesh:
    """One face over the frames of a video: follows its own crop, searches when it has none.

    Deterministic for a given sequence of frames. Not thread-safe.
    """

    def __init__(self) -> None:
        self._detector = FaceDetector(DetectorRange.SHORT, _MIN_SCORE_IN_VIDEO)
        self._far_detector = FaceDetector(DetectorRange.FULL, _MIN_SCORE_IN_VIDEO)
        self._model = LandmarkModel()
        self._last: Landmarks | None = None

    def detect(self, image: RGBImage, near: Landmarks | None = None) -> Landmarks | None:
        """The followed face, else the largest.

        Args:
            image: H x W x 3 uint8 RGB.
            near: Where the face is expected (478 x 3 pixels); the last landmarks if not given.

        Returns:
            478 x 3 float32 pixels, or None where no face is seen.
        """
        face = None
        if usable(image):
            expected = self._last if near is None else near
            face = self._follow(image, expected) if expected is not None else None
            if face is None:
                face = self._search(image, expected)
        self._last = face
        return face

    def detect_all(self, image: RGBImage) -> list[Landmarks]:
        """The few surest faces, 478 x 3 pixels each, largest first; the followed one stays what it is."""
        faces: list[Landmarks] = []
        for crop in self._crops(image) if usable(image) else ():
            face = self._model.landmarks(image, crop)
            face = None if face is None else self._model.landmarks(image, FaceCrop.around(face))
            if face is not None and not any(_same_face(face, other) for other in faces):
                faces.append(face)
        return sorted(faces, key=face_size, reverse=True)

    def reset(self) -> None:
        """Forgets the followed face."""
        self._last = None

    def close(self) -> None:
        """Frees the models; may be called twice."""
        for part in (self._detector, self._far_detector, self._model):
            part.close()

    def _crops(self, image: RGBImage) -> list[FaceCrop]:
        """Of both detectors: one looks past small faces, the other past those that fill the picture."""
        crops: list[FaceCrop] = []
        for seen in (*self._far_detector.detect(image), *self._detector.detect(image)):
            if all(_crop_shift(crop, seen.crop) > _MAX_OVERLAP for crop in crops):
                crops.append(seen.crop)
        return crops[:_MAX_CANDIDATES]

    def _follow(self, image: RGBImage, expected: Landmarks) -> Landmarks | None:
        crop = FaceCrop.around(expected)
        if crop.side < 4:
            return None
        face = self._model.landmarks(image, crop)
        if face is None:
            return None
        better = FaceCrop.around(face)
        if _crop_shift(crop, better) > _MAX_CROP_SHIFT:  # it moved fast: look again, well centred
            return self._model.landmarks(image, better)
        return face

    def _search(self, image: RGBImage, expected: Landmarks | None) -> Landmarks | None:
        seen = self._detector.detect(image) or self._far_detector.detect(image)
        if expected is None:
            seen.sort(key=lambda face: -face.crop.side)
        else:
            wanted = FaceCrop.around(expected)
            seen.sort(key=lambda face: _crop_shift(wanted, face.crop))
        for candidate in seen[:_MAX_CANDIDATES]:
            face = self._model.landmarks(image, candidate.crop)
            if face is not None:
                return self._model.landmarks(image, FaceCrop.around(face))
        return None


def _disagreement(a: Landmarks, b: Landmarks) -> float:
    """Mean distance of two sets of landmarks over the face's width, roughly."""
    return float(np.linalg.norm(a[:, :2] - b[:, :2], axis=1).mean()) / max(2.5 * face_size(a), 1e-6)


def _same_face(a: Landmarks, b: Landmarks) -> bool:
    return _disagreement(a, b) < 0.3


def _crop_shift(a: FaceCrop, b: FaceCrop) -> float:
    """How far two crops differ in place and size, over the first one's side."""
    shift = np.hypot(a.centre[0] - b.centre[0], a.centre[1] - b.centre[1])
    return float(max(shift, abs(a.side - b.side))) / a.side
