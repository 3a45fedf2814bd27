from collections.abc import Iterator

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.pipeline.tracking.face_crop import FaceCrop, face_size
from app.pipeline.tracking.face_mesh import FaceFinder, FaceMesh, find_faces
from app.pipeline.types import LANDMARK_COUNT, Landmarks, RGBImage


@pytest.fixture(scope="module")
def finder() -> Iterator[FaceFinder]:
    finder = FaceFinder()
    yield finder
    finder.close()


@pytest.fixture(scope="module")
def mesh() -> Iterator[FaceMesh]:
    mesh = FaceMesh()
    yield mesh
    mesh.close()


def placed(photo: RGBImage, matrix: npt.NDArray[np.float64], size: tuple[int, int]) -> RGBImage:
    return np.asarray(cv2.warpAffine(photo, matrix, size, borderValue=(90, 110, 120)), dtype=np.uint8)


def transform(scale: float, turn_deg: float, centre: tuple[float, float]) -> npt.NDArray[np.float64]:
    """Turns and scales the photo about its middle and moves that to ``centre``."""
    matrix = np.asarray(cv2.getRotationMatrix2D((320, 240), turn_deg, scale), dtype=np.float64)
    matrix[:, 2] += np.array(centre) - (320, 240)
    return matrix


def error(found: Landmarks, face: Landmarks, matrix: npt.NDArray[np.float64]) -> float:
    """Mean landmark distance in the picture's plane, over the face's width."""
    expected = face[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    distance = np.linalg.norm(found[:, :2] - expected, axis=1).mean()
    return float(distance / (np.ptp(face[:, 0]) * np.linalg.norm(matrix[0, :2])))


def test_landmarks_lie_on_the_face(photo_face: Landmarks) -> None:
    assert photo_face.shape == (LANDMARK_COUNT, 3)
    assert photo_face.dtype == np.float32
    left_eye, right_eye, chin = photo_face[468], photo_face[473], photo_face[152]
    assert 250 < left_eye[0] < 320 < right_eye[0] < 400
    assert 190 < left_eye[1] < 240
    assert 340 < chin[1] < 420
    assert photo_face[1, 2] < photo_face[234, 2]  # the nose is nearer than the cheek


@pytest.mark.parametrize("turn_deg", [0, 30, -60, 90, -90, 180])
def test_finds_turned_faces(
    finder: FaceFinder, photo: RGBImage, photo_face: Landmarks, turn_deg: float
) -> None:
    matrix = transform(0.7, turn_deg, (300, 300))
    (found,) = finder.find(placed(photo, matrix, (600, 600)))
    assert error(found, photo_face, matrix) < 0.03


def test_depth_scales_with_the_face(finder: FaceFinder, photo: RGBImage, photo_face: Landmarks) -> None:
    matrix = transform(0.5, 0, (200, 200))
    (found,) = finder.find(placed(photo, matrix, (400, 400)))
    assert np.ptp(found[:, 2]) == pytest.approx(0.5 * np.ptp(photo_face[:, 2]), rel=0.1)


@pytest.mark.parametrize("scale", [0.12, 0.2])
def test_finds_small_faces(finder: FaceFinder, photo: RGBImage, photo_face: Landmarks, scale: float) -> None:
    matrix = transform(scale, 10, (900, 250))
    (found,) = finder.find(placed(photo, matrix, (1280, 720)))
    assert error(found, photo_face, matrix) < 0.06


def test_finds_a_face_that_fills_the_picture(
    finder: FaceFinder, photo: RGBImage, photo_face: Landmarks
) -> None:
    x0, y0 = photo_face[:, :2].min(axis=0)
    size = 1.02 * float(np.ptp(photo_face[:, 1]))
    scale = 500 / size
    matrix = np.array([[scale, 0, -x0 * scale + 50], [0, scale, -y0 * scale]])
    (found,) = finder.find(placed(photo, matrix, (500, 500)))
    assert error(found, photo_face, matrix) < 0.05


def test_largest_face_first_and_no_more_than_asked(finder: FaceFinder, photo: RGBImage) -> None:
    small = cv2.resize(photo[:, 120:520], (200, 240))
    picture = np.full((480, 860, 3), 100, np.uint8)
    picture[100:340, :200] = small
    picture[:, 220:] = photo
    both = finder.find(picture)
    assert len(both) == 2
    assert face_size(both[0]) > 1.5 * face_size(both[1])
    assert len(finder.find(picture, max_faces=1)) == 1


@pytest.mark.parametrize("shape", [(0, 0, 3), (5, 5, 3), (200, 300, 3)])
def test_no_face_in_empty_pictures(shape: tuple[int, int, int]) -> None:
    assert find_faces(np.full(shape, 128, np.uint8)) == []


def test_no_face_in_noise(finder: FaceFinder) -> None:
    assert finder.find(np.random.default_rng(0).integers(0, 255, (240, 320, 3), dtype=np.uint8)) == []


def test_follows_what_is_near_not_what_is_large(mesh: FaceMesh, photo: RGBImage) -> None:
    picture = np.full((480, 860, 3), 100, np.uint8)
    picture[100:340, :200] = cv2.resize(photo[:, 120:520], (200, 240))
    mesh.reset()
    small = mesh.detect(picture)
    assert small is not None
    picture[:, 220:] = photo
    again = mesh.detect(picture)
    assert again is not None
    assert np.abs(again - small).mean() < 3
    mesh.reset()
    largest = mesh.detect(picture)
    assert largest is not None
    assert face_size(largest) > 1.5 * face_size(small)


def test_catches_a_face_that_jumped_within_its_crop(mesh: FaceMesh, photo: RGBImage) -> None:
    mesh.reset()
    first = mesh.detect(photo)
    moved = mesh.detect(np.roll(photo, 40, axis=1))
    assert first is not None
    assert moved is not None
    np.testing.assert_allclose((moved - first).mean(axis=0)[:2], (40, 0), atol=1.5)


def test_nobody_there(mesh: FaceMesh) -> None:
    mesh.reset()
    assert mesh.detect(np.full((480, 640, 3), 60, np.uint8)) is None
    assert mesh.detect(np.zeros((0, 0, 3), np.uint8)) is None


def test_close_twice_and_no_use_after() -> None:
    mesh = FaceMesh()
    mesh.close()
    mesh.close()
    with pytest.raises(RuntimeError, match="closed"):
        mesh.detect(np.zeros((64, 64, 3), np.uint8))


def test_the_crop_does_not_shift_when_the_mouth_opens(photo_face: Landmarks) -> None:
    talking = photo_face.copy()
    talking[[13, 14, 17, 84, 314], 1] += 8
    assert FaceCrop.around(talking) == FaceCrop.around(photo_face)
