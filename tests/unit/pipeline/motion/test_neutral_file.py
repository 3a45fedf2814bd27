"""A saved neutral face: what is written comes back, and no file is trusted."""

from __future__ import annotations

import io
import os
import pickle
import tracemalloc
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.neutral_file import (
    CalibrationError,
    load_neutral,
    load_neutral_keypoints,
    save_neutral,
)
from tests.unit.pipeline.motion.driver import Act, Driver
from tests.unit.pipeline.motion.keypoint_driver import figures, read

FILE = "neutral.npz"

Arrays: TypeAlias = dict[str, npt.NDArray[Any]]


@cache
def neutral() -> FaceShape:
    return Driver().shape(Act(4, -7, 3, lips=0.05))


@cache
def saved_bytes() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **sound())
    return buffer.getvalue()


def sound() -> Arrays:
    """The arrays of a good file."""
    pose = neutral().pose
    size = np.asarray(pose.size, np.float64)
    return {"local": neutral().local, "rotation": pose.rotation, "centre": pose.centre, "size": size}


def refused(path: Path) -> CalibrationError:
    with pytest.raises(CalibrationError) as caught:
        load_neutral(path)
    assert str(path) in str(caught.value)
    return caught.value


def test_what_was_saved_comes_back(tmp_path: Path) -> None:
    save_neutral(tmp_path / FILE, neutral())
    again = load_neutral(tmp_path / FILE)
    assert np.array_equal(again.local, neutral().local)
    assert np.array_equal(again.pose.rotation, neutral().pose.rotation)
    assert np.array_equal(again.pose.centre, neutral().pose.centre)
    assert (again.pose.size, again.eyes, again.lips) == (
        neutral().pose.size,
        neutral().eyes,
        neutral().lips,
    )
    assert again.local.dtype == np.float32


def test_the_arrays_of_a_good_file_are_taken(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(saved_bytes())
    assert load_neutral(tmp_path / FILE).lips == pytest.approx(neutral().lips)


def test_saving_again_replaces_the_old_and_leaves_nothing_else(tmp_path: Path) -> None:
    save_neutral(tmp_path / FILE, Driver().shape())
    save_neutral(tmp_path / FILE, neutral())
    assert load_neutral(tmp_path / FILE).lips == neutral().lips
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_place_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match="cannot save"):
        save_neutral(tmp_path / "no such folder" / FILE, neutral())


def test_a_missing_file_or_a_folder_is_an_error(tmp_path: Path) -> None:
    refused(tmp_path / FILE)
    refused(tmp_path)


@pytest.mark.parametrize(
    "data",
    [b"", b"\0" * 64, b"PK\x03\x04", b"not a face at all", saved_bytes()[:-30], saved_bytes()[:40]],
    ids=["empty", "zeros", "signature only", "text", "cut short", "cut very short"],
)
def test_a_damaged_file_is_an_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    refused(tmp_path / FILE)


def test_a_file_too_large_to_be_one_is_not_even_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(saved_bytes() + b"\0" * 5_000_000)
    assert "too large" in refused(tmp_path / FILE).why


def test_a_small_file_that_unpacks_to_a_large_one_is_not_unpacked(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / FILE, **{**sound(), "local": np.zeros(10_000_000)})
    assert (tmp_path / FILE).stat().st_size < 100_000
    tracemalloc.start()
    try:
        assert "too large" in refused(tmp_path / FILE).why
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE)
    assert "not an ordinary file" in refused(tmp_path / FILE).why


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device without an end")
def test_a_device_without_an_end_is_not_read() -> None:
    assert "not an ordinary file" in refused(Path("/dev/zero")).why


class _Bomb:
    """Leaves a mark where it is unpickled."""

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (_Bomb.mark, "w")

    mark = ""


@pytest.mark.parametrize("inside_archive", [True, False])
def test_a_pickle_is_refused_and_never_run(tmp_path: Path, inside_archive: bool) -> None:
    _Bomb.mark = str(tmp_path / "mark")
    path = tmp_path / FILE
    if inside_archive:
        arrays = sound() | {"local": np.array([_Bomb()], dtype=object)}
        np.savez(path, **arrays)
    else:
        path.write_bytes(pickle.dumps(_Bomb()))
    refused(path)
    assert not (tmp_path / "mark").exists()


def nan_in(array: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    broken = np.array(array, np.float64)
    broken.flat[0] = np.nan
    return broken


WRONG: dict[str, Arrays] = {
    "fewer landmarks": {"local": np.zeros((468, 3), np.float32)},
    "flat landmarks": {"local": np.zeros((478, 2), np.float32)},
    "whole numbers": {"local": np.zeros((478, 3), np.int32)},
    "complex": {"local": np.zeros((478, 3), np.complex64)},
    "text": {"local": np.full((478, 3), "x")},
    "NaN landmark": {"local": nan_in(neutral().local)},
    "NaN centre": {"centre": nan_in(neutral().pose.centre)},
    "landmarks beyond single precision": {"local": np.full((478, 3), 1e300)},
    "centre out of this world": {"centre": np.full(3, 1e300)},
    "size of nothing": {"size": np.array(1e-300)},
    "infinite size": {"size": np.array(np.inf)},
    "no size": {"size": np.array(0.0)},
    "negative size": {"size": np.array(-3.0)},
    "size of many": {"size": np.ones(3)},
    "no rotation": {"rotation": np.zeros((3, 3))},
    "stretched rotation": {"rotation": np.diag([1.0, 2.0, 1.0])},
    "mirrored rotation": {"rotation": np.diag([-1.0, 1.0, 1.0])},
    "huge": {"local": np.zeros((4000, 4000), np.float32)},
}


@pytest.mark.parametrize("kind", WRONG)
def test_arrays_that_are_no_face_are_an_error(tmp_path: Path, kind: str) -> None:
    np.savez_compressed(tmp_path / FILE, **(sound() | WRONG[kind]))
    refused(tmp_path / FILE)


@pytest.mark.parametrize("missing", sorted(sound()))
def test_a_missing_array_is_an_error(tmp_path: Path, missing: str) -> None:
    arrays = sound()
    del arrays[missing]
    np.savez(tmp_path / FILE, **arrays)
    refused(tmp_path / FILE)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, len(saved_bytes()) - 1), st.integers(0, 255)), min_size=1, max_size=6)
)
def test_flipped_bytes_give_a_sound_face_or_an_error(tmp_path: Path, flips: list[tuple[int, int]]) -> None:
    data = bytearray(saved_bytes())
    for place, value in flips:
        data[place] = value
    (tmp_path / FILE).write_bytes(bytes(data))
    try:
        loaded = load_neutral(tmp_path / FILE)
    except CalibrationError:
        return
    assert np.isfinite(loaded.local).all()
    assert loaded.pose.size > 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_an_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    refused(tmp_path / FILE)


# Keypoints saved with it

KEYPOINTS = read(Act(4, -7, 3, lips=0.05))


def test_keypoints_come_back_with_the_face(tmp_path: Path) -> None:
    save_neutral(tmp_path / FILE, neutral(), KEYPOINTS)
    again = load_neutral_keypoints(tmp_path / FILE)
    assert again is not None
    np.testing.assert_array_equal(figures(again), figures(KEYPOINTS))
    assert again.rotation.dtype == again.expression.dtype == np.float32
    assert np.array_equal(load_neutral(tmp_path / FILE).local, neutral().local)


def test_a_file_from_before_there_were_keypoints_has_none(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(saved_bytes())
    assert load_neutral_keypoints(tmp_path / FILE) is None


WRONG_KEYPOINTS: dict[str, Arrays] = {
    "fewer keypoints": {"keypoint_expression": np.zeros((20, 3), np.float32)},
    "NaN": {"keypoint_expression": nan_in(KEYPOINTS.expression)},
    "whole numbers": {"keypoint_translation": np.zeros(3, np.int32)},
    "mirrored": {"keypoint_rotation": np.diag([-1.0, 1.0, 1.0])},
    "out of this world": {"keypoint_translation": np.full(3, 1e300)},
    "no size": {"keypoint_scale": np.array(0.0)},
    "negative size": {"keypoint_scale": np.array(-1.4)},
    "infinite size": {"keypoint_scale": np.array(np.inf)},
}


@pytest.mark.parametrize("kind", WRONG_KEYPOINTS)
def test_keypoints_that_are_none_are_an_error_and_the_face_is_not(tmp_path: Path, kind: str) -> None:
    save_neutral(tmp_path / FILE, neutral(), KEYPOINTS)
    with np.load(tmp_path / FILE) as file:
        arrays: Arrays = dict(file)
    np.savez(tmp_path / FILE, **(arrays | WRONG_KEYPOINTS[kind]))
    with pytest.raises(CalibrationError, match="does not hold a face"):
        load_neutral_keypoints(tmp_path / FILE)
    assert load_neutral(tmp_path / FILE).lips == pytest.approx(neutral().lips)


def test_some_of_the_keypoints_are_an_error(tmp_path: Path) -> None:
    np.savez(tmp_path / FILE, **(sound() | {"keypoint_scale": np.array(1.4)}))
    with pytest.raises(CalibrationError, match="does not hold a face"):
        load_neutral_keypoints(tmp_path / FILE)
