"""``render`` through the command line: a small drawn performance onto a small portrait."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from app import cli, paths
from app.commands import render as command
from app.errors import EngineError
from app.pipeline.engines.mesh.engine import MeshEngine
from app.pipeline.motion.face_shape import measure
from app.pipeline.motion.neutral_file import save_neutral
from app.pipeline.motion.templates import load_template
from app.pipeline.tracking.face_mesh import find_faces
from app.pipeline.types import Motion, RGBImage
from tests import shipped
from tests.integration.performer_video import performer_frames, write_video
from tests.unit.pipeline.motion.performances import assert_same, liveportrait_layout, performance, pickled

DRIVER_SIZE = (256, 192)
STEADY = [k / 25 for k in range(12)]
UNSTEADY = [0.0, 0.04, 0.12, 0.16, 0.30, 0.34, 0.50]


@pytest.fixture(autouse=True)
def own_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "log_dir", lambda: tmp_path / "log")


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("render")


@pytest.fixture(scope="session")
def portrait(folder: Path) -> Path:
    """A picture of even size, small, so that it is drawn fast."""
    path = folder / "portrait.png"
    Image.fromarray(shipped.resized(shipped.portrait(), 0.25).image).save(path)
    return path


@pytest.fixture(scope="session")
def driving(folder: Path) -> Path:
    images = performer_frames(STEADY, DRIVER_SIZE)
    return write_video(folder / "driving.mp4", images, STEADY, rate=25, sound=True)


@dataclass(frozen=True)
class Film:
    """What a written video holds."""

    images: list[RGBImage]
    times: list[float]
    rate: float
    sound_s: float


def film(path: Path) -> Film:
    with av.open(str(path)) as container:
        sounds = list(container.decode(audio=0)) if container.streams.audio else []
    with av.open(str(path)) as container:
        frames = list(container.decode(video=0))
        rate = container.streams.video[0].average_rate
    return Film(
        [frame.to_ndarray(format="rgb24") for frame in frames],
        [float(frame.time or 0.0) for frame in frames],
        float(rate or 0),
        sum(sound.samples / sound.sample_rate for sound in sounds),
    )


def render(portrait: Path, driving: Path, output: Path, *more: str) -> int:
    return cli.main(
        ["render", "--portrait", str(portrait), "--driving", str(driving), "--output", str(output), *more]
    )


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        return image.width, image.height


def one_error_line(capsys: pytest.CaptureFixture[str]) -> str:
    text = capsys.readouterr().err
    lines = [line for line in text.splitlines() if "error" in line]
    assert len(lines) == 1
    assert "Traceback" not in text
    return lines[0]


def test_every_frame_the_rate_and_the_sound_are_kept(
    portrait: Path, driving: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out.mp4"
    assert render(portrait, driving, output) == 0
    result = film(output)
    assert len(result.images) == len(STEADY)
    assert result.rate == pytest.approx(25, rel=0.01)
    assert result.times == pytest.approx(STEADY, abs=0.002)
    assert result.sound_s == pytest.approx(len(STEADY) / 25, abs=0.1)
    width, height = size_of(portrait)
    assert {image.shape for image in result.images} == {(height, width, 3)}
    assert np.abs(result.images[-1].astype(int) - result.images[0]).mean() > 0.5  # it moves
    shown = capsys.readouterr()
    assert f"wrote {output}" in shown.out
    assert "Traceback" not in shown.err


def test_the_times_of_an_unsteady_recording_are_kept(portrait: Path, tmp_path: Path) -> None:
    images = performer_frames(UNSTEADY, DRIVER_SIZE)
    driving = write_video(tmp_path / "unsteady.mp4", images, UNSTEADY)
    assert render(portrait, driving, tmp_path / "out.mp4") == 0
    result = film(tmp_path / "out.mp4")
    assert result.times == pytest.approx(UNSTEADY, abs=0.002)
    assert result.sound_s == 0


def test_an_odd_sized_portrait_and_video_are_no_trouble(driving: Path, tmp_path: Path) -> None:
    picture = shipped.resized(shipped.portrait(), 0.25).image[:-1, :-1]
    portrait = tmp_path / "odd.png"
    Image.fromarray(picture).save(portrait)
    assert render(portrait, driving, tmp_path / "out.webp") == 0
    assert size_of(tmp_path / "out.webp") == (picture.shape[1], picture.shape[0])


@pytest.mark.parametrize("ending", [".webm", ".gif", ".webp"])
def test_other_endings_hold_the_whole_performance_too(
    portrait: Path, driving: Path, tmp_path: Path, ending: str
) -> None:
    output = tmp_path / f"out{ending}"
    assert render(portrait, driving, output) == 0
    if ending == ".webm":
        assert len(film(output).images) == len(STEADY)
        return
    with Image.open(output) as image:
        assert image.size == size_of(portrait)
        assert getattr(image, "n_frames", 1) >= len(STEADY) - 2  # equal neighbours may be joined


def test_png_gives_one_picture_of_the_portrait_s_size(portrait: Path, driving: Path, tmp_path: Path) -> None:
    assert render(portrait, driving, tmp_path / "out.png") == 0
    assert [path.name for path in tmp_path.glob("out*")] == ["out.png"]
    with Image.open(tmp_path / "out.png") as image:
        assert image.size == size_of(portrait)
        assert getattr(image, "n_frames", 1) == 1


@pytest.mark.parametrize("smoothing", ["0", "0.5", "1"])
def test_any_smoothing_from_0_to_1_is_taken(
    portrait: Path, driving: Path, tmp_path: Path, smoothing: str
) -> None:
    assert render(portrait, driving, tmp_path / "out.mp4", "--smoothing", smoothing) == 0
    assert len(film(tmp_path / "out.mp4").images) == len(STEADY)


@pytest.mark.parametrize(
    "more", [("--smoothing", "1.2"), ("--smoothing", "-0.1"), ("--motion", "wild"), ("--engine", "magic")]
)
def test_what_is_not_offered_is_a_usage_error(
    portrait: Path, driving: Path, tmp_path: Path, more: tuple[str, str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        render(portrait, driving, tmp_path / "out.mp4", *more)
    assert ended.value.code == 2
    assert not (tmp_path / "out.mp4").exists()


def test_absolute_motion_and_a_saved_neutral_change_the_result(
    portrait: Path, driving: Path, tmp_path: Path
) -> None:
    driver = performer_frames([0.4], DRIVER_SIZE)[0]
    save_neutral(tmp_path / "neutral.npz", measure(find_faces(driver)[0]))
    results = {}
    for name, more in {
        "relative": (),
        "absolute": ("--motion", "absolute"),
        "saved": ("--neutral", str(tmp_path / "neutral.npz")),
    }.items():
        assert render(portrait, driving, tmp_path / f"{name}.mp4", *more) == 0
        results[name] = film(tmp_path / f"{name}.mp4").images[-1].astype(int)
    assert np.abs(results["relative"] - results["absolute"]).mean() > 0.3
    assert np.abs(results["relative"] - results["saved"]).mean() > 0.3


def test_no_face_in_the_recording_is_said_and_leaves_no_file(
    portrait: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = [np.full((96, 128, 3), 90, np.uint8)] * 5
    driving = write_video(tmp_path / "empty.mp4", empty, STEADY[:5])
    assert render(portrait, driving, tmp_path / "out.mp4") == 1
    assert "no human face" in one_error_line(capsys)
    assert not list(tmp_path.glob("out*"))


class _Breaking(MeshEngine):
    """Fails from its ``at``-th picture on."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._left = at

    def render(self, motion: Motion) -> RGBImage:
        self._left -= 1
        if self._left <= 0:
            raise EngineError("cannot draw a frame", "a planted fault")
        return super().render(motion)


@pytest.mark.parametrize("ending", [".mp4", ".gif", ".png"])
def test_a_render_that_fails_leaves_no_file_and_spares_an_older_one(
    portrait: Path,
    driving: Path,
    tmp_path: Path,
    ending: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "choose_engine", lambda *_: _Breaking(1 if ending == ".png" else 3))
    fresh, older = tmp_path / f"out{ending}", tmp_path / f"older{ending}"
    older.write_bytes(b"precious")
    for output in (fresh, older):
        assert render(portrait, driving, output) == 1
        assert "a planted fault" in one_error_line(capsys)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "log") == [older.name]
    assert older.read_bytes() == b"precious"


@pytest.mark.parametrize(
    ("broken", "word"),
    [("portrait", "none.png"), ("driving", "none.mp4"), ("output", "/no/such/folder"), ("ending", ".xyz")],
)
def test_what_is_not_there_is_one_clear_line(
    portrait: Path,
    driving: Path,
    tmp_path: Path,
    broken: str,
    word: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = {"output": Path("/no/such/folder/out.mp4"), "ending": tmp_path / "out.xyz"}
    code = render(
        tmp_path / "none.png" if broken == "portrait" else portrait,
        tmp_path / "none.mp4" if broken == "driving" else driving,
        output.get(broken, tmp_path / "out.mp4"),
    )
    assert code == 1
    assert word in one_error_line(capsys)
    assert not list(tmp_path.glob("out*"))


@pytest.fixture(scope="session")
def keypoint_template(folder: Path) -> Path:
    """A template as LivePortrait writes it."""
    path = folder / "nod.pkl"
    path.write_bytes(pickled(liveportrait_layout(performance(9, fps=20))))
    return path


def test_a_liveportrait_template_drives_the_portrait_at_its_own_rate(
    portrait: Path, keypoint_template: Path, tmp_path: Path
) -> None:
    assert render(portrait, keypoint_template, tmp_path / "out.mp4") == 0
    result = film(tmp_path / "out.mp4")
    assert len(result.images) == 9
    assert result.rate == pytest.approx(20, rel=0.01)
    assert result.sound_s == 0
    picture = np.asarray(Image.open(portrait).convert("RGB")).astype(int)
    assert np.abs(result.images[0] - picture).mean() < 4  # the first frame is the rest
    assert np.abs(result.images[-1] - picture).mean() > 5


@pytest.mark.parametrize("ending", [".npz", ".safetensors"])
def test_a_saved_template_gives_the_same_film_as_its_video(
    portrait: Path, driving: Path, tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / f"act{ending}"
    assert render(portrait, driving, tmp_path / "video.mp4", "--save-template", str(template)) == 0
    assert f"wrote {template}" in capsys.readouterr().out
    assert render(portrait, template, tmp_path / "again.mp4") == 0
    first, again = film(tmp_path / "video.mp4"), film(tmp_path / "again.mp4")
    assert again.rate == first.rate
    assert again.times == pytest.approx(first.times, abs=0.002)
    for one, other in zip(first.images, again.images, strict=True):
        assert np.array_equal(one, other)


def test_a_liveportrait_template_is_kept_in_our_own_form_as_it_is(
    portrait: Path, keypoint_template: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.npz"
    assert render(portrait, keypoint_template, tmp_path / "out.png", "--save-template", str(kept)) == 0
    assert_same(load_template(kept), load_template(keypoint_template))


@pytest.mark.parametrize(
    ("place", "word"),
    [("act.pkl", ".npz, .safetensors"), ("act", ".npz"), ("no folder/act.npz", "no folder")],
)
def test_a_template_with_nowhere_to_go_is_said_before_the_work(
    portrait: Path, driving: Path, tmp_path: Path, place: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(portrait, driving, tmp_path / "out.mp4", "--save-template", str(tmp_path / place)) == 1
    line = one_error_line(capsys)
    assert word in line
    assert "watching" not in line
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize(
    ("name", "content"), [("hostile.pkl", b"cos\nsystem\n."), ("half.npz", b"PK\x03\x04")]
)
def test_a_template_that_is_none_is_one_clear_line(
    portrait: Path, tmp_path: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert render(portrait, tmp_path / name, tmp_path / "out.mp4") == 1
    assert name in one_error_line(capsys)
    assert not list(tmp_path.glob("out*"))


class _Reading(MeshEngine):
    """Says that it needs keypoints, and reads none."""

    name = "reading"
    reads_driver = True


def test_an_engine_that_needs_keypoints_refuses_a_template_without(
    portrait: Path,
    driving: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    template = tmp_path / "act.npz"
    assert render(portrait, driving, tmp_path / "one.png", "--save-template", str(template)) == 0
    # The picture is of the first frame, the template of all.
    assert len(load_template(template)) == len(STEADY)
    monkeypatch.setattr(command, "choose_engine", lambda *_: _Reading())
    assert render(portrait, template, tmp_path / "out.mp4") == 1
    assert "--engine reading" in one_error_line(capsys)


def test_a_portrait_without_a_face_is_said(
    driving: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (128, 128), (120, 90, 60)).save(tmp_path / "wall.png")
    assert render(tmp_path / "wall.png", driving, tmp_path / "out.mp4") == 1
    assert "no human face" in one_error_line(capsys)
