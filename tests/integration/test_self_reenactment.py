"""A performance animates its own first frame: the result must look like the performance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from app import cli, paths
from app.pipeline.tracking.face_mesh import FaceFinder
from app.pipeline.tracking.head_pose import estimate_pose
from app.pipeline.tracking.ratios import eye_openness, lip_openness
from app.pipeline.types import Landmarks, RGBImage
from tests.integration.performer_video import performer_frames, write_video

FPS = 15
LENGTH = 45
SIZE = (448, 448)
STARTS_AT = 2.0
"""Seconds into the script: then come a nod, talk, a glance, a blink and a turn to the side."""

CLIPS = Path(__file__).parents[3] / "shared" / "data" / "clips"
CLIP = CLIPS / "woman_eyes_faces.mp4"


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")


@pytest.fixture(scope="session")
def finder() -> Iterator[FaceFinder]:
    finder = FaceFinder()
    yield finder
    finder.close()


@dataclass(frozen=True)
class Features:
    """One figure a frame, measured on landmarks found in that frame alone."""

    eyes: npt.NDArray[np.float64]
    lips: npt.NDArray[np.float64]
    yaw: npt.NDArray[np.float64]

    @classmethod
    def of(cls, faces: list[Landmarks]) -> Features:
        return cls(
            np.array([np.mean(eye_openness(face)) for face in faces]),
            np.array([lip_openness(face) for face in faces]),
            np.array([estimate_pose(face).yaw for face in faces]),
        )


def frames_of(path: Path, limit: int | None = None) -> list[RGBImage]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in islice(container.decode(video=0), limit)]


def reenacted(driving: Path, folder: Path) -> tuple[list[RGBImage], list[RGBImage]]:
    """The frames of a performance, and those of its own first frame animated by it."""
    wanted = frames_of(driving)
    Image.fromarray(wanted[0]).save(folder / "portrait.png")
    output = folder / "result.mp4"
    code = cli.main(
        [
            "render",
            "--portrait",
            str(folder / "portrait.png"),
            "--driving",
            str(driving),
            "--output",
            str(output),
        ]
    )
    assert code == 0
    result = frames_of(output)
    assert len(result) == len(wanted)
    assert result[0].shape == wanted[0].shape
    return wanted, result


def faces_in(images: list[RGBImage], finder: FaceFinder) -> list[Landmarks]:
    found = [finder.find(image, 1) for image in images]
    assert all(found), "a frame without a face"
    return [faces[0] for faces in found]


def correlation(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    assert one.std() > 0, "nothing happened"
    return float(np.corrcoef(one, other)[0, 1])


def face_psnr(one: RGBImage, other: RGBImage, face: Landmarks) -> float:
    """Decibels within the box around the face."""
    (x0, y0), (x1, y1) = face[:, :2].min(axis=0).astype(int), face[:, :2].max(axis=0).astype(int)
    box = np.s_[max(y0, 0) : y1, max(x0, 0) : x1]
    error = np.mean((one[box].astype(float) - other[box]) ** 2)
    return float(10 * np.log10(255**2 / max(error, 0.1)))


def assert_like_the_driver(
    wanted: list[RGBImage],
    result: list[RGBImage],
    finder: FaceFinder,
    *,
    eyes: float,
    lips: float,
    yaw: float,
) -> None:
    driver, portrait = faces_in(wanted, finder), faces_in(result, finder)
    one, other = Features.of(driver), Features.of(portrait)
    assert correlation(one.eyes, other.eyes) >= eyes
    assert correlation(one.lips, other.lips) >= lips
    assert correlation(one.yaw, other.yaw) >= yaw
    # The same size of motion too, not only the same course.
    assert 0.7 < other.yaw.std() / one.yaw.std() < 1.3
    psnr = np.mean([face_psnr(a, b, f) for a, b, f in zip(wanted, result, driver, strict=True)])
    frozen = np.mean([face_psnr(a, wanted[0], f) for a, f in zip(wanted, driver, strict=True)][1:])
    assert psnr > frozen + 1.0


def test_the_performer_s_first_frame_comes_to_life(tmp_path: Path, finder: FaceFinder) -> None:
    times = [k / FPS for k in range(LENGTH)]
    images = performer_frames(times, SIZE, STARTS_AT)
    driving = write_video(tmp_path / "driving.mp4", images, times, rate=FPS)
    wanted, result = reenacted(driving, tmp_path)
    assert_like_the_driver(wanted, result, finder, eyes=0.85, lips=0.9, yaw=0.95)


@pytest.mark.skipif(not CLIP.exists(), reason="the clips of real people are not part of the project")
def test_a_real_person_s_first_frame_comes_to_life(tmp_path: Path, finder: FaceFinder) -> None:
    images = frames_of(CLIP, limit=90)[::2]
    times = [k / FPS for k in range(len(images))]
    driving = write_video(tmp_path / "driving.mp4", images, times, rate=FPS)
    wanted, result = reenacted(driving, tmp_path)
    assert_like_the_driver(wanted, result, finder, eyes=0.8, lips=0.85, yaw=0.9)
