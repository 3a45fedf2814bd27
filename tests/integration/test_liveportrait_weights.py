"""From official files to a picture, through the command line: what a user does, with stand-in weights."""

from __future__ import annotations

import io
import json
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
import torch
from PIL import Image

from app import cli, paths
from app.pipeline.engines import choose
from app.pipeline.portrait.library import shipped_portraits
from app.pipeline.weights import checkpoint, loading, manifest_file
from app.pipeline.weights.manifest import Manifest, Network, WeightFile
from app.pipeline.weights.manifest_file import parse_manifest
from app.pipeline.weights.records import record_path
from tests.integration.official_weights import (
    OfficialFolder,
    digest_of,
    entry,
    manifest_of,
    write_official_files,
)

PORTRAIT, DRIVER = (one.path for one in shipped_portraits()[:2])
WANTED_BYTES = 2_000_000_000


@dataclass(frozen=True)
class Outcome:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


def run_cli(*arguments: str) -> Outcome:
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        code = cli.main(arguments)
    return Outcome(code, out.getvalue(), err.getvalue())


def render(output: Path, engine: str) -> Outcome:
    places = ("--portrait", str(PORTRAIT), "--driving", str(DRIVER), "--output", str(output))
    return run_cli("render", "--engine", engine, *places)


def states() -> dict[str, str]:
    rows = json.loads(run_cli("models", "list", "--json").out)
    return {row["name"]: row["state"] for row in rows}


def only_error_line(outcome: Outcome) -> str:
    """The one line of a command that failed as it should."""
    assert outcome.code == 1
    (line,) = [line for line in outcome.err.splitlines() if line]
    assert line.startswith("liveportrait-cam: error: ")
    return line


def picture(path: Path) -> np.ndarray[Any, np.dtype[np.uint8]]:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"), np.uint8)


@dataclass(frozen=True)
class Store:
    """A folder of models.

    Attributes:
        folder: Where they are kept.
        manifest: What it should hold.
        shipped: The manifest's file.
    """

    folder: Path
    manifest: Manifest
    shipped: Path

    def file(self, network: Network) -> WeightFile:
        return next(file for file in self.manifest.networks if file.network is network)

    def stored(self, network: Network) -> Path:
        return self.folder / self.file(network).stored_name


@contextmanager
def installed(manifest: bytes, place: Path) -> Iterator[Store]:
    """The program as if it shipped this manifest, with its folder of models in ``place``."""
    store = Store(place / "models", parse_manifest(manifest), place / "shipped" / "manifest.toml")
    store.shipped.parent.mkdir()
    store.shipped.write_bytes(manifest)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    with pytest.MonkeyPatch.context() as patch:
        # The engine takes all cores there are; on a busy machine its threads wait for each other.
        patch.setattr(torch, "set_num_threads", lambda _: None)
        patch.setattr(manifest_file, "files", lambda _: store.shipped.parent)
        patch.setattr(paths, "log_dir", lambda: place / "log")
        patch.setenv(paths.MODELS_VARIABLE, str(store.folder))
        yield store
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with room for the files, emptied afterwards: a gigabyte is too much to leave behind."""
    folder = tmp_path_factory.mktemp("weights")
    if shutil.disk_usage(folder).free < WANTED_BYTES:
        pytest.skip("the disk has less than 2 GB free for weights of full size")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def official(room: Path) -> OfficialFolder:
    return write_official_files(room / "official")


@pytest.fixture(scope="module")
def imported(room: Path, official: OfficialFolder) -> Store:
    """What ``models import`` makes of the official folder."""
    with installed(official.manifest, room) as store:
        assert set(states().values()) == {"missing"}
        outcome = run_cli("models", "import", str(official.root))
        assert (outcome.code, outcome.err) == (0, "")
        assert outcome.out.count("ok  ") == len(store.manifest.files)
    return store


@pytest.fixture
def store(imported: Store, official: OfficialFolder, tmp_path: Path) -> Iterator[Store]:
    """A folder of one's own, sharing its files with the imported one until they are replaced."""
    with installed(official.manifest, tmp_path) as store:
        shutil.copytree(imported.folder, store.folder, copy_function=os.link)
        yield store


@pytest.mark.usefixtures("store")
def test_official_files_become_a_picture(tmp_path: Path) -> None:
    assert run_cli("models", "verify").code == 0
    assert set(states().values()) == {"verified"}
    outcome = render(tmp_path / "out.png", "liveportrait")
    assert outcome.code == 0, outcome.err
    before, after = picture(PORTRAIT), picture(tmp_path / "out.png")
    assert after.shape == before.shape
    np.testing.assert_array_equal(after[:5], before[:5])  # pasted back: the border is the portrait's own
    np.testing.assert_array_equal(after[-5:], before[-5:])
    changed = np.abs(after.astype(int) - before).max(axis=-1) > 8
    assert changed.mean() > 0.05
    assert after[changed].std() > 2


def test_one_flipped_bit_is_found_before_anything_is_parsed(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip_bit(store.stored(Network.APPEARANCE))
    assert set(states().values()) == {"verified"}  # the hard case: size and time are as they were
    monkeypatch.setattr(loading, "from_bytes", unwanted)
    line = only_error_line(render(tmp_path / "out.png", "liveportrait"))
    assert "appearance_feature_extractor.safetensors" in line
    assert "SHA-256" in line
    assert "liveportrait-cam models download" in line
    assert not (tmp_path / "out.png").exists()
    assert states()["appearance_feature_extractor.pth"] == "damaged"


def test_verify_tells_a_flipped_bit_and_auto_takes_the_mesh_engine(store: Store, tmp_path: Path) -> None:
    flip_bit(store.stored(Network.STITCHING))
    verified = run_cli("models", "verify")
    assert verified.code == 1
    (failure,) = [line for line in verified.out.splitlines() if line.startswith("FAIL")]
    assert "stitching_retargeting_module.safetensors" in failure
    assert states()["stitching_retargeting_module.pth"] == "damaged"
    assert "stitching_retargeting_module" in only_error_line(render(tmp_path / "out.png", "liveportrait"))
    outcome = render(tmp_path / "out.png", "auto")
    assert outcome.code == 0, outcome.err
    (said,) = [line for line in outcome.err.splitlines() if line.startswith("engine: ")]
    assert said.startswith("engine: mesh (")
    assert "damaged: stitching_retargeting_module" in said
    assert picture(tmp_path / "out.png").shape == picture(PORTRAIT).shape


def test_auto_takes_the_mesh_engine_when_damage_shows_only_while_loading(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "expect_live", lambda _: None)  # as if there were a fast GPU
    flip_bit(store.stored(Network.APPEARANCE))
    outcome = render(tmp_path / "out.png", "auto")
    assert outcome.code == 0, outcome.err
    (said,) = [line for line in outcome.err.splitlines() if line.startswith("engine: ")]
    assert said.startswith("engine: mesh (cannot use ")
    assert "appearance_feature_extractor.safetensors" in said
    assert picture(tmp_path / "out.png").shape == picture(PORTRAIT).shape


@pytest.mark.parametrize("with_records", [True, False], ids=["with records", "without"])
def test_swapped_files_are_told_apart(store: Store, tmp_path: Path, *, with_records: bool) -> None:
    pair = store.stored(Network.APPEARANCE), store.stored(Network.STITCHING)
    swap(*pair)
    if with_records:
        swap(record_path(pair[0]), record_path(pair[1]))
    assert [name for name, state in states().items() if state == "damaged"] == [
        "appearance_feature_extractor.pth",
        "stitching_retargeting_module.pth",
    ]
    assert run_cli("models", "verify", "appearance_feature_extractor").code == 1
    line = only_error_line(render(tmp_path / "out.png", "liveportrait"))
    assert "damaged: appearance_feature_extractor, stitching_retargeting_module" in line


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda state: state.pop("first.conv.weight"), "the key 'first.conv.weight' is missing"),
        (
            lambda state: state.update({"first.conv.bias": torch.zeros(7)}),
            "'first.conv.bias' has the shape [7]",
        ),
        (lambda state: state.update({"one.more": torch.zeros(1)}), "'one.more'"),
    ],
    ids=["missing", "misshapen", "extra"],
)
def test_another_networks_tensors_under_a_right_hash_are_refused_by_name(
    store: Store, official: OfficialFolder, tmp_path: Path, change: Callable[[Any], Any], complaint: str
) -> None:
    file = store.file(Network.APPEARANCE)
    state = torch.load(next(official.root.rglob(file.name)), weights_only=True)
    change(state)
    torch.save(state, tmp_path / file.name)
    with_instead(store, file, tmp_path / file.name)
    line = only_error_line(render(tmp_path / "out.png", "liveportrait"))
    assert "appearance_feature_extractor" in line
    assert complaint in line


class Hostile:
    """Makes a folder when it is unpickled."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self._target),)


@pytest.mark.parametrize("right_hash", [False, True], ids=["wrong hash", "right hash"])
def test_a_hostile_checkpoint_runs_nothing(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, right_hash: bool
) -> None:
    file, trap = store.file(Network.STITCHING), tmp_path / "sprung"
    hostile = tmp_path / file.name
    hostile.write_bytes(pickle.dumps({"retarget_eye": Hostile(trap)}))
    if right_hash:
        with_instead(store, file, hostile)
    else:
        monkeypatch.setattr(checkpoint, "read_checkpoint", unwanted)
        put_instead(store, file, hostile)
    line = only_error_line(render(tmp_path / "out.png", "liveportrait"))
    assert "stitching_retargeting_module" in line
    assert run_cli("models", "verify", "stitching_retargeting_module").code == 1
    assert not trap.exists()


def unwanted(*_: object) -> NoReturn:
    raise AssertionError("something was parsed that should not have been")


def flip_bit(path: Path) -> None:
    """Changes one bit in the middle, and neither size nor time."""
    status, data = path.stat(), bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()  # it may be shared
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def swap(one: Path, other: Path) -> None:
    beside = one.with_name("beside")
    one.rename(beside)
    other.rename(one)
    beside.rename(other)


def put_instead(store: Store, file: WeightFile, checkpoint_file: Path) -> None:
    """Puts a checkpoint where the stored network was, as a person might by hand."""
    stored = store.folder / file.stored_name
    stored.unlink()
    record_path(stored).unlink()
    shutil.copy(checkpoint_file, store.folder / file.name)


def with_instead(store: Store, file: WeightFile, checkpoint_file: Path) -> None:
    """The same, and a manifest that wants just this one."""
    put_instead(store, file, checkpoint_file)
    digests = {one.name: one.digest for one in store.manifest.files} | {file.name: digest_of(checkpoint_file)}
    store.shipped.write_bytes(manifest_of([entry(one, digests[one.name]) for one in store.manifest.files]))
