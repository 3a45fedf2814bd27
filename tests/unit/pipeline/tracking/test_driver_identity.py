from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from app.pipeline.tracking.driver_identity import STRANGER, DriverIdentity
from app.pipeline.tracking.face_mesh import find_faces
from app.pipeline.tracking.face_signature import FaceSignature, signature_of, smooth_basis
from app.pipeline.types import Landmarks, RGBImage
from tests import shipped

Float = npt.NDArray[np.float32]

RNG = np.random.default_rng(0)


def like(image: RGBImage) -> FaceSignature:
    (face,) = find_faces(image, max_faces=1)
    return signature_of(image, face)


def identity_of(look: FaceSignature) -> DriverIdentity:
    identity = DriverIdentity()
    for step in range(12):
        identity.learn(look, step * 0.12)
    return identity


@pytest.fixture(scope="module")
def driver(photo: RGBImage, photo_face: Landmarks) -> DriverIdentity:
    return identity_of(signature_of(photo, photo_face))


def darker(image: Float) -> Float:
    return 0.4 * image


def brighter(image: Float) -> Float:
    return image * 1.3 + 20


def warmer(image: Float) -> Float:
    return np.asarray(image * (1.2, 1.0, 0.7), np.float32)


def lit_from_the_side(image: Float) -> Float:
    return np.asarray(image * np.linspace(0.5, 1.2, image.shape[1])[None, :, None], np.float32)


def blurred(image: Float) -> Float:
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 3), np.float32)


def noisy(image: Float) -> Float:
    return np.asarray(image + RNG.normal(0, 12, image.shape), np.float32)


def smaller(image: Float) -> Float:
    return np.asarray(cv2.resize(image, (320, 240), interpolation=cv2.INTER_AREA), np.float32)


def tilted(image: Float) -> Float:
    turn = cv2.getRotationMatrix2D((320, 240), 20, 0.9)
    return np.asarray(cv2.warpAffine(image, turn, (640, 480)), np.float32)


@pytest.mark.parametrize(
    "change", [darker, brighter, warmer, lit_from_the_side, blurred, noisy, smaller, tilted]
)
def test_the_driver_is_himself_in_any_light_and_at_any_distance(
    driver: DriverIdentity, photo: RGBImage, change: Callable[[Float], Float]
) -> None:
    changed = np.clip(change(photo.astype(np.float32)), 0, 255).astype(np.uint8)
    likeness = driver.likeness(like(changed))
    assert likeness is not None
    assert likeness.whole > 0.75


def test_others_are_told_from_the_driver(driver: DriverIdentity) -> None:
    lady = like(shipped.portrait().image)
    assert whole(driver, lady) < STRANGER
    assert whole(identity_of(lady), lady) > 0.99


def test_nothing_is_said_of_a_head_turned_as_it_never_was(
    driver: DriverIdentity, photo: RGBImage, photo_face: Landmarks
) -> None:
    look = signature_of(photo, photo_face)
    assert driver.likeness(turned(look, 14.0)) is not None
    assert driver.likeness(turned(look, 16.0)) is None
    assert DriverIdentity().likeness(look) is None


def test_a_turned_head_is_known_once_it_was_seen(photo: RGBImage, photo_face: Landmarks) -> None:
    look = signature_of(photo, photo_face)
    identity = identity_of(look)
    identity.learn(turned(look, 20.0), 5.0)
    assert identity.likeness(turned(look, 30.0)) is not None


def test_the_driver_is_known_after_some_looks_over_some_time(photo: RGBImage, photo_face: Landmarks) -> None:
    look = signature_of(photo, photo_face)
    hasty, patient = DriverIdentity(), DriverIdentity()
    for step in range(40):
        hasty.learn(look, step * 0.01)
    for step in range(8):
        assert not patient.known
        patient.learn(look, step * 0.15)
    assert not hasty.known
    assert patient.known


def test_new_looks_replace_old_ones_that_others_stand_in_for() -> None:
    rng = np.random.default_rng(3)
    first, *others = (random_look(rng) for _ in range(40))
    identity = identity_of(first)
    for step, look in enumerate(others):
        identity.learn(look, 2.0 + step)
    known = [whole(identity, look) > 0.99 for look in (first, *others)]
    assert sum(known) == 16
    assert known[-1]


def test_a_face_half_outside_the_picture_still_has_a_signature(
    photo: RGBImage, photo_face: Landmarks
) -> None:
    look = signature_of(photo[:, :330].copy(), photo_face)
    assert np.isfinite(look.patches).all()


def test_the_basis_of_the_average_face_is_orthonormal() -> None:
    basis = smooth_basis()
    np.testing.assert_allclose(basis.T @ basis, np.eye(10), atol=1e-5)
    assert basis[0, 0] > 0


def test_a_covered_part_does_not_count_in_what_is_visible() -> None:
    look = random_look(np.random.default_rng(4))
    patches = look.patches.copy()
    patches[:8] *= -1
    covered = FaceSignature(patches, look.proportions, look.yaw, look.pitch)
    likeness = identity_of(look).likeness(covered)
    assert likeness is not None
    assert likeness.visible > 0.99
    assert likeness.whole < STRANGER


def whole(identity: DriverIdentity, look: FaceSignature) -> float:
    likeness = identity.likeness(look)
    assert likeness is not None
    return likeness.whole


def turned(look: FaceSignature, degrees: float) -> FaceSignature:
    return FaceSignature(look.patches, look.proportions, look.yaw + degrees, look.pitch)


def random_look(rng: np.random.Generator) -> FaceSignature:
    patches = rng.normal(size=(28, 49)).astype(np.float32)
    proportions = rng.normal(size=68).astype(np.float32)
    patches /= np.linalg.norm(patches, axis=1, keepdims=True)
    return FaceSignature(patches, proportions / np.linalg.norm(proportions), 0.0, 0.0)
