from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.pipeline.tracking.face_mesh import FaceFinder
from app.pipeline.types import Landmarks, RGBImage
from tests.shipped import Observer


@pytest.fixture(scope="session")
def observe() -> Iterator[Observer]:
    """Landmarks of a rendered face, found without knowing how it was rendered."""
    finder = FaceFinder()

    def face_in(image: RGBImage) -> Landmarks:
        faces = finder.find(image, max_faces=1)
        assert faces, "no face was found in the rendered picture"
        return faces[0]

    yield face_in
    finder.close()
