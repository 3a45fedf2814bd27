from __future__ import annotations

import numpy as np
import pytest

from app.pipeline.tracking.face_mesh import find_faces
from app.pipeline.tracking.sample_scenes import photo_frame
from app.pipeline.types import Landmarks, RGBImage


@pytest.fixture(scope="session")
def photo() -> RGBImage:
    """A real face in the middle of a 640 x 480 frame. Not to be written to."""
    image = photo_frame((640, 480))
    image.setflags(write=False)
    return image


@pytest.fixture(scope="session")
def photo_face(photo: RGBImage) -> Landmarks:
    (face,) = find_faces(photo)
    return np.asarray(face)
