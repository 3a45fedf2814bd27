from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.motion_template import MotionTemplate
from app.pipeline.motion.template_arrays import TemplateError
from app.pipeline.motion.templates import check_can_save, is_template, load_template, save_template
from tests.unit.pipeline.motion.performances import (
    assert_same,
    landmarks_performance,
    liveportrait_layout,
    performance,
    pickled,
    unseen,
)

REAL = Path(__file__).parents[5] / "shared" / "data" / "templates"
ENDINGS = (".npz", ".safetensors")


def load_layout(folder: Path, layout: object, protocol: int = 4) -> MotionTemplate:
    path = folder / "layout.pkl"
    path.write_bytes(pickled(layout, protocol))
    return load_template(path)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("ratios", [True, False])
def test_a_saved_performance_comes_back_to_the_bit(ending: str, ratios: bool, tmp_path: Path) -> None:
    path = tmp_path / f"laugh{ending.upper()}"
    save_template(path, performance(5, ratios, fps=29.97))
    assert_same(load_template(path), performance(5, ratios, fps=29.97))


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("rotation", ["R", "R_d"])
def test_liveportraits_layout_is_read(rotation: str, protocol: int, tmp_path: Path) -> None:
    assert_same(load_layout(tmp_path, liveportrait_layout(performance(), rotation), protocol), performance())


def test_newer_names_of_the_ratios_and_unknown_entries_are_read(tmp_path: Path) -> None:
    layout = liveportrait_layout(performance())
    layout["c_eyes_lst"], layout["c_lip_lst"] = layout.pop("c_d_eyes_lst"), layout.pop("c_d_lip_lst")
    for frame in layout["motion"]:
        frame["kp"] = frame["x_s"] = np.zeros((1, 21, 3), np.float32)
    assert_same(load_layout(tmp_path, layout), performance())


def test_flat_expressions_and_plain_numbers_are_read(tmp_path: Path) -> None:
    layout = liveportrait_layout(performance())
    for frame in layout["motion"]:
        frame["exp"] = frame["exp"].reshape(1, 63).astype(np.float64)
        frame["scale"] = float(frame["scale"][0, 0])
    assert_same(load_layout(tmp_path, layout), performance())


def test_a_layout_without_ratios_or_frame_rate_is_read(tmp_path: Path) -> None:
    layout = liveportrait_layout(performance(ratios=False))
    layout |= {"c_eyes_lst": [], "c_lip_lst": None}
    del layout["output_fps"], layout["n_frames"]
    assert_same(load_layout(tmp_path, layout), performance(ratios=False, fps=25.0))


def test_frames_beyond_the_number_it_names_are_left_out(tmp_path: Path) -> None:
    layout = liveportrait_layout(performance())
    layout["n_frames"] = 2
    loaded = load_layout(tmp_path, layout)
    assert (len(loaded), loaded.arrays().eye_ratios is not None) == (2, True)


BROKEN_FRAMES: dict[str, dict[str, Any]] = {
    "no turn": {"R": None},
    "no matrix": {"R": np.zeros((1, 3, 2), np.float32)},
    "a mirror image": {"R": -np.eye(3, dtype=np.float32)[None]},
    "a stretched head": {"R": 1.1 * np.eye(3, dtype=np.float32)[None]},
    "not a number": {"exp": np.full((1, 21, 3), np.nan, np.float32)},
    "a signalling NaN": {"scale": np.array([[0x7FA00000]], np.uint32).view(np.float32)},
    "infinite": {"t": np.full((1, 3), np.inf, np.float32)},
    "too large for float32": {"t": np.full((1, 3), 1e300)},
    "far off": {"t": np.full((1, 3), 1e4, np.float32)},
    "no size": {"scale": np.zeros((1, 1), np.float32)},
    "a huge size": {"scale": 2**2000},
    "another face model": {"exp": np.zeros((1, 15, 3), np.float32)},
    "text": {"t": "left"},
}


@pytest.mark.parametrize("fault", BROKEN_FRAMES)
def test_one_broken_frame_is_named(fault: str, tmp_path: Path) -> None:
    layout = liveportrait_layout(performance())
    layout["motion"][1].update(BROKEN_FRAMES[fault])
    with pytest.raises(TemplateError, match=r"cannot read the motion template '.*layout\.pkl'"):
        load_layout(tmp_path, layout)


BROKEN_LAYOUTS: dict[str, dict[str, Any]] = {
    "no motion": {"motion": None},
    "motion is no list": {"motion": {}},
    "frames are no dicts": {"motion": [1, 2, 3]},
    "no frames": {"motion": [], "n_frames": 0},
    "too few frames": {"n_frames": 4},
    "a negative number of frames": {"n_frames": -1},
    "number of frames is text": {"n_frames": "3"},
    "too few ratios": {"c_d_lip_lst": [0.1]},
    "ratios of the wrong shape": {"c_d_eyes_lst": [np.zeros((1, 3), np.float32)] * 3},
    "no frame rate": {"output_fps": 0},
    "not a frame rate": {"output_fps": float("nan")},
    "endless frame rate": {"output_fps": float("inf")},
}


@pytest.mark.parametrize("fault", BROKEN_LAYOUTS)
def test_a_broken_layout_is_refused(fault: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError):
        load_layout(tmp_path, liveportrait_layout(performance()) | BROKEN_LAYOUTS[fault])


@pytest.mark.parametrize("content", [None, 3, [1], "motion", {}, np.ones(3)], ids=repr)
def test_other_pickles_are_no_templates(content: object, tmp_path: Path) -> None:
    with pytest.raises(TemplateError):
        load_layout(tmp_path, content)


FRAME = next(motion for motion in performance(1).keypoints if motion is not None)


@pytest.mark.parametrize(
    "frames",
    [
        (),
        (replace(FRAME, rotation=np.eye(2, dtype=np.float32)),),
        (FRAME, replace(FRAME, expression=np.zeros((20, 3), np.float32))),
        (replace(FRAME, translation=np.zeros(2, np.float32)),),
        (replace(FRAME, scale=float("nan")),),
    ],
    ids=["none", "flat", "unequal", "no depth", "not a number"],
)
def test_a_performance_that_no_face_gives_cannot_be_made(frames: tuple[KeypointMotion, ...]) -> None:
    with pytest.raises(TemplateError):
        MotionTemplate(25.0, frames)


def test_ratios_must_be_there_for_every_frame() -> None:
    whole = performance(3)
    assert whole.eye_ratios is not None
    assert whole.lip_ratios is not None
    with pytest.raises(TemplateError):
        replace(whole, eye_ratios=whole.eye_ratios[:2])
    with pytest.raises(TemplateError):
        replace(whole, lip_ratios=whole.lip_ratios[:, None])


@pytest.mark.parametrize("name", ["laugh.txt", "laugh", "laugh.pkl.exe", "laugh.npy"])
def test_other_endings_are_named_with_the_right_ones(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(pickled(liveportrait_layout(performance())))
    assert not is_template(tmp_path / name)
    with pytest.raises(TemplateError, match=r"\.pkl, \.npz, \.safetensors"):
        load_template(tmp_path / name)


def test_pickles_are_never_written(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r"\.npz, \.safetensors"):
        save_template(tmp_path / "laugh.pkl", performance())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", [".pkl", *ENDINGS])
def test_a_file_that_is_not_there_or_no_file_is_an_error(ending: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="No such file"):
        load_template(tmp_path / f"gone{ending}")
    (tmp_path / f"folder{ending}").mkdir()
    with pytest.raises(TemplateError, match="not a file"):
        load_template(tmp_path / f"folder{ending}")


@pytest.mark.parametrize(("ending", "most"), [(".pkl", 64), (".npz", 160), (".safetensors", 160)])
def test_a_huge_file_is_not_read(ending: str, most: int, tmp_path: Path) -> None:
    path = tmp_path / f"huge{ending}"
    with path.open("wb") as file:
        file.truncate((most + 1) * 2**20)
    with pytest.raises(TemplateError, match=f"larger than {most} MB"):
        load_template(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failed_save_leaves_the_old_file_and_nothing_else(
    ending: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"laugh{ending}"
    save_template(path, performance(2))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(TemplateError, match="No space left"):
            save_template(path, performance(4))
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]
    assert_same(load_template(path), performance(2))


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="No such file"):
        save_template(tmp_path / "gone" / "laugh.npz", performance())


@pytest.mark.skipif(not REAL.is_dir(), reason="LivePortrait's own templates are not here")
@pytest.mark.parametrize(
    ("name", "frames", "fps"),
    [("d8", 275, 30.0), ("laugh", 54, 25.0), ("talking", 100, 20.0), ("wink", 57, 25.0)],
)
def test_real_templates_load_and_survive_our_own_form(
    name: str, frames: int, fps: float, tmp_path: Path
) -> None:
    loaded = load_template(REAL / f"{name}.pkl")
    assert (len(loaded), loaded.fps, loaded.eye_ratios is not None) == (frames, fps, name == "d8")
    for ending in ENDINGS:
        save_template(tmp_path / f"{name}{ending}", loaded)
        assert_same(load_template(tmp_path / f"{name}{ending}"), loaded)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("make", [landmarks_performance, lambda: unseen(performance(5), 0, 3)])
def test_frames_without_a_face_come_back_as_that(
    make: Callable[[], MotionTemplate], ending: str, tmp_path: Path
) -> None:
    saved = make()
    save_template(tmp_path / f"gaps{ending}", saved)
    loaded = load_template(tmp_path / f"gaps{ending}")
    assert_same(loaded, saved)
    assert [face is None for face in loaded.faces] == [face is None for face in saved.faces]
    assert [motion is None for motion in loaded.keypoints] == [motion is None for motion in saved.keypoints]


@pytest.mark.parametrize("ending", ENDINGS)
def test_landmarks_and_keypoints_go_into_one_file(ending: str, tmp_path: Path) -> None:
    both = replace(landmarks_performance(4), keypoints=performance(4).keypoints)
    save_template(tmp_path / f"both{ending}", both)
    assert_same(load_template(tmp_path / f"both{ending}"), both)
    assert len(both) == 4


def test_a_file_of_points_is_small_and_holds_points_only(tmp_path: Path) -> None:
    save_template(tmp_path / "points.npz", landmarks_performance(30, ()))
    with np.load(tmp_path / "points.npz") as arrays:
        assert sorted(arrays) == ["faces", "fps", "frame_size"]
    assert (tmp_path / "points.npz").stat().st_size < 30 * 6000


FACE_FAULTS: dict[str, tuple[Any, float]] = {
    "far off": ((5, 0), 1e5),
    "one point missing": (7, np.nan),
    "infinite": ((0, 2), np.inf),
    "all in one place": (slice(None), 100.0),
}


@pytest.mark.parametrize("fault", FACE_FAULTS)
def test_landmarks_of_no_face_are_refused(fault: str) -> None:
    faces = [face.copy() for face in landmarks_performance(3, ()).faces if face is not None]
    where, value = FACE_FAULTS[fault]
    faces[1][where] = value
    with pytest.raises(TemplateError):
        MotionTemplate(30.0, faces=tuple(faces), frame_size=(640, 480))


def test_a_performance_without_anybody_in_it_is_refused() -> None:
    with pytest.raises(TemplateError, match="no face"):
        unseen(performance(3), 0, 1, 2)
    with pytest.raises(TemplateError, match="no face"):
        landmarks_performance(2, (0, 1))


def test_parts_must_fit_each_other() -> None:
    faces = landmarks_performance(4)
    for wrong in (
        {"keypoints": performance(3).keypoints},
        {"frame_size": None},
        {"frame_size": (0, 480)},
        {"lip_ratios": np.zeros(4, np.float32)},
        {"faces": ()},
    ):
        with pytest.raises(TemplateError):
            replace(faces, **wrong)


@pytest.mark.parametrize("name", ["laugh.pkl", "laugh", "no folder/laugh.npz"])
def test_where_nothing_can_be_saved_is_said_before(name: str, tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="cannot save the motion template"):
        check_can_save(tmp_path / name)
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(TemplateError, match="folder"):
        check_can_save(tmp_path / "folder.npz")


def test_checking_a_place_leaves_it_as_it_was(tmp_path: Path) -> None:
    check_can_save(tmp_path / "new.npz")
    (tmp_path / "old.npz").write_bytes(b"precious")
    check_can_save(tmp_path / "old.npz")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"precious"]
