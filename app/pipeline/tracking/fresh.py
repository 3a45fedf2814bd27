"""For recordings: the face of every frame found afresh, without a memory that could lead it astray."""

from __future__ import annotations

import numpy as np

from app.pipeline.tracking.face_crop import FaceCrop, usable
from app.pipeline.tracking.quiet import quiet_start
from app.pipeline.types import Landmarks, RGBImage

with quiet_start():
    from mediapipe.python.solutions.face_mesh import FaceMesh

_MIN_SCORE = 0.3
_MOST_FACES = 4


class FreshFaceMesh:
    """A ``Detector`` that searches each picture as if it were the only one (MediaPipe's still mode).

    With more noise from frame to frame than following a crop, but without the slow bias of a crop
    that hangs on its own landmarks; hindsight takes the noise out.
    """

    def __init__(self) -> None:
        with quiet_start():
            self._mesh: FaceMesh | None = FaceMesh(
                static_image_mode=True,
                max_num_faces=_MOST_FACES,
                refine_landmarks=True,
                min_detection_confidence=_MIN_SCORE,
            )
            self._mesh.process(np.zeros((64, 64, 3), np.uint8))

    def detect(self, image: RGBImage, near: Landmarks | None = None) -> Landmarks | None:
        """The face nearest to ``near`` (478 x 3 pixels), the largest without it; None if none is seen."""
        faces = self.detect_all(image)
        if near is None or not faces:
            return faces[0] if faces else None
        wanted = np.array(FaceCrop.around(near).centre)
        return min(faces, key=lambda face: float(np.linalg.norm(wanted - FaceCrop.around(face).centre)))

    def detect_all(self, image: RGBImage) -> list[Landmarks]:
        """Up to four faces, largest first; 478 x 3 float32 pixels each."""
        if self._mesh is None or not usable(image):
            return []
        found = self._mesh.process(np.ascontiguousarray(image)).multi_face_landmarks or ()
        height, width = image.shape[:2]
        faces = [
            np.array([(p.x * width, p.y * height, p.z * width) for p in face.landmark], np.float32)
            for face in found
        ]
        return sorted(faces, key=lambda face: -FaceCrop.around(face).side)

    def reset(self) -> None:
        """Nothing is remembered."""

    def close(self) -> None:
        """Frees the model; may be called twice."""
        mesh, self._mesh = self._mesh, None
        if mesh is not None:
            mesh.close()
