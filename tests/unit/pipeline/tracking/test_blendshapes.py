from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.errors import WeightsError
from app.paths import MODELS_VARIABLE
from app.pipeline.tracking import blendshapes
from app.pipeline.tracking.blendshapes import TASK_FILE, BlendshapeReader, open_blendshapes
from app.pipeline.types import Landmarks, RGBImage
from app.pipeline.weights.faults import DamagedFileError
from app.pipeline.weights.manifest import Digest, WebAddress, WeightFile
from app.pipeline.weights.manifest_file import shipped_manifest

SHARED = Path(__file__).parents[5] / "shared" / "weights"
official = pytest.mark.skipif(not (SHARED / TASK_FILE).is_file(), reason="needs MediaPipe's task file")


def entry(content: bytes) -> WeightFile:
    digest = Digest(len(content), hashlib.sha256(content).hexdigest())
    return WeightFile(TASK_FILE, WebAddress("https://example.org/x.task"), digest, "Apache-2.0", "test", None)


@pytest.fixture
def nothing_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: bytes) -> BlendshapeReader:
        raise AssertionError("bytes that were not checked reached the library")

    monkeypatch.setattr(blendshapes, "BlendshapeReader", refuse)


def test_the_manifest_names_the_file_beside_the_networks() -> None:
    (file,) = shipped_manifest().select((TASK_FILE,))
    assert file.network is None
    assert file.licence == "Apache-2.0"
    assert file.digest.size == 3758596
    assert file.digest.sha256 == "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"
    assert file not in shipped_manifest().networks


def test_without_the_file_there_is_no_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_blendshapes(tmp_path) is None
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path / "not there"))
    assert open_blendshapes() is None


@pytest.mark.usefixtures("nothing_is_parsed")
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\0" * 3758596])
def test_a_file_that_is_not_the_official_one_is_never_parsed(tmp_path: Path, content: bytes) -> None:
    (tmp_path / TASK_FILE).write_bytes(content)
    with pytest.raises(DamagedFileError, match="models download"):
        open_blendshapes(tmp_path)


@pytest.mark.usefixtures("nothing_is_parsed")
def test_a_flipped_bit_is_found(tmp_path: Path) -> None:
    content = bytearray(os.urandom(5000))
    file = entry(bytes(content))
    content[4321] ^= 1
    (tmp_path / TASK_FILE).write_bytes(content)
    with pytest.raises(DamagedFileError, match="SHA-256"):
        open_blendshapes(tmp_path, file)


@pytest.mark.usefixtures("nothing_is_parsed")
def test_a_folder_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / TASK_FILE).mkdir()
    with pytest.raises(WeightsError):
        open_blendshapes(tmp_path)


def test_a_checked_file_that_the_library_refuses_is_said_plainly(tmp_path: Path) -> None:
    path = tmp_path / TASK_FILE
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("face_detector.tflite", b"nonsense")
    with pytest.raises(WeightsError, match="MediaPipe refuses"):
        open_blendshapes(tmp_path, entry(path.read_bytes()))


@pytest.fixture(scope="module")
def reader() -> Iterator[BlendshapeReader]:
    opened = open_blendshapes(SHARED)
    assert opened is not None
    yield opened
    opened.close()
    opened.close()


@official
def test_a_real_face_gets_its_52_blendshapes(
    reader: BlendshapeReader, photo: RGBImage, photo_face: Landmarks
) -> None:
    shapes = reader.read(photo, photo_face)
    assert shapes is not None
    assert len(shapes) == 52
    assert {"mouthSmileLeft", "browInnerUp", "jawOpen"} <= set(shapes)
    assert all(0 <= score <= 1 for score in shapes.values())


@official
def test_where_there_is_no_face_there_is_nothing(reader: BlendshapeReader, photo_face: Landmarks) -> None:
    assert reader.read(np.zeros((480, 640, 3), np.uint8), photo_face) is None


@official
def test_a_closed_reader_says_so(photo: RGBImage, photo_face: Landmarks) -> None:
    closed = open_blendshapes(SHARED)
    assert closed is not None
    closed.close()
    with pytest.raises(RuntimeError, match="closed"):
        closed.read(photo, photo_face)
