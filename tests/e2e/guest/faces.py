"""An independent look for a face, by MediaPipe."""

from __future__ import annotations

from app.pipeline.sinks.virtual_camera.pixels import Pixels


def has_face(picture: Pixels) -> bool:
    """Whether there is one; ``picture`` is H x W x 3 uint8 RGB."""
    import mediapipe as mp

    with mp.solutions.face_mesh.FaceMesh(static_image_mode=True, max_num_faces=1) as mesh:
        return bool(mesh.process(picture).multi_face_landmarks)
