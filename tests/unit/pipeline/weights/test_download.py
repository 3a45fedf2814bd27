from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.errors import WeightsError
from app.pipeline.weights.download import Downloader, Progress
from app.pipeline.weights.faults import DamagedFileError
from app.pipeline.weights.fetch import FetchError, Trouble
from app.pipeline.weights.locking import folder_lock
from app.pipeline.weights.manifest import Network, WeightFile
from app.pipeline.weights.state import Presence, file_state
from app.pipeline.weights.transfer import CancelledError
from tests.unit.pipeline.weights.fake_fetch import Cut, FakeFetch
from tests.unit.pipeline.weights.samples import REVISION, make_sample

SAMPLE = make_sample()
MOTION = SAMPLE.file(Network.MOTION)
URL = MOTION.address.url
SIZE = MOTION.digest.size
BROKEN = FetchError(Trouble.INTERRUPTED, "the connection broke")


def _fetch(*faults: Cut | FetchError | None, content: bytes | None = None, resumes: bool = True) -> FakeFetch:
    data = SAMPLE.by_url | ({} if content is None else {URL: content})
    return FakeFetch(data, faults, resumes=resumes)


def _download(folder: Path, fetch: FakeFetch, files: Sequence[WeightFile] = (MOTION,)) -> list[float]:
    """Downloads; the pauses that were made."""
    pauses: list[float] = []
    Downloader(folder, fetch, pause=pauses.append).download(files)
    return pauses


def _presence(folder: Path) -> Presence:
    return file_state(MOTION, folder).presence


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_everything_arrives_verified_and_nothing_else_stays(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "yet" / "there"
    _download(folder, _fetch(), SAMPLE.files)
    assert {file_state(file, folder).presence for file in SAMPLE.files} == {Presence.VERIFIED}
    stored = {file.stored_name for file in SAMPLE.files}
    assert _names(folder) == stored | {f"{name}.json" for name in stored}


def test_what_is_here_is_not_fetched_again(tmp_path: Path) -> None:
    SAMPLE.put(tmp_path, MOTION.name)
    fetch = _fetch()
    _download(tmp_path, fetch)
    _download(tmp_path, fetch)
    assert fetch.opened == []
    assert _presence(tmp_path) is Presence.VERIFIED


def test_what_is_damaged_is_fetched_again(tmp_path: Path) -> None:
    (tmp_path / MOTION.name).write_bytes(b"\0" * SIZE)
    _download(tmp_path, fetch := _fetch())
    assert fetch.opened == [(URL, 0)]
    assert _presence(tmp_path) is Presence.VERIFIED


def test_a_broken_connection_is_taken_up_where_it_broke(tmp_path: Path) -> None:
    fetch = _fetch(Cut(250), Cut(200, silently=True), BROKEN)
    pauses = _download(tmp_path, fetch)
    assert [start for _, start in fetch.opened] == [0, 250, 450, 450]
    assert pauses == [0.5, 0.5, 1.0]  # longer only while nothing new arrives
    assert _presence(tmp_path) is Presence.VERIFIED


def test_a_server_that_cannot_resume_sends_all_of_it(tmp_path: Path) -> None:
    fetch = _fetch(Cut(250), resumes=False)
    _download(tmp_path, fetch)
    assert [start for _, start in fetch.opened] == [0, 250]
    assert _presence(tmp_path) is Presence.VERIFIED


@pytest.mark.parametrize("resumes", [True, False])
def test_a_connection_that_brings_nothing_new_is_given_up(tmp_path: Path, resumes: bool) -> None:
    fetch = _fetch(Cut(300), *[Cut(0 if resumes else 300)] * 20, resumes=resumes)
    with pytest.raises(WeightsError, match="breaks again and again"):
        _download(tmp_path, fetch)
    assert len(fetch.opened) == 5
    assert _presence(tmp_path) is Presence.MISSING
    _download(tmp_path, again := _fetch())
    assert again.opened == [(URL, 300)]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (Trouble.OFFLINE, "there is no network"),
        (Trouble.NOT_FOUND, "its revision is not on the server"),
        (Trouble.REFUSED, "will not give it"),
    ],
)
def test_a_file_that_cannot_be_had_ends_in_one_line_that_tells_what_to_do(
    tmp_path: Path, trouble: Trouble, words: str
) -> None:
    fetch = _fetch(FetchError(trouble, "says the fake"))
    with pytest.raises(WeightsError, match=words) as caught:
        _download(tmp_path, fetch, SAMPLE.manifest.networks)
    line = str(caught.value)
    assert "\n" not in line
    assert SAMPLE.manifest.networks[0].address.url in line  # the one that failed
    assert f"/owner/repo/tree/{REVISION}/folder" in line  # where a person finds all of them
    assert "models import DIR" in line
    assert len(fetch.opened) == 1  # trying again would not help
    assert _names(tmp_path) == set()


def test_wrong_bytes_are_deleted_unopened(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError, match="not the official file"):
        _download(tmp_path, _fetch(content=b"\0" * SIZE))
    assert _names(tmp_path) == set()


@pytest.mark.parametrize("extra", [1, 100_000])
def test_a_server_that_sends_too_much_is_stopped(tmp_path: Path, extra: int) -> None:
    with pytest.raises(DamagedFileError, match="not the official file"):
        _download(tmp_path, _fetch(content=SAMPLE.data[MOTION.name] + bytes(extra)))
    assert _names(tmp_path) == set()


def test_a_left_over_of_something_else_costs_one_more_transfer(tmp_path: Path) -> None:
    (tmp_path / (MOTION.name + ".part")).write_bytes(b"\0" * 77)
    _download(tmp_path, fetch := _fetch())
    assert fetch.opened == [(URL, 77), (URL, 0)]
    assert _presence(tmp_path) is Presence.VERIFIED


def test_a_left_over_that_is_too_long_is_forgotten(tmp_path: Path) -> None:
    (tmp_path / (MOTION.name + ".part")).write_bytes(b"\0" * (SIZE + 1))
    _download(tmp_path, fetch := _fetch())
    assert fetch.opened == [(URL, 0)]


def test_a_link_in_the_way_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    folder = tmp_path / "models"
    folder.mkdir()
    for name in (MOTION.name, MOTION.name + ".part", MOTION.stored_name, MOTION.stored_name + ".json"):
        (folder / name).symlink_to(victim)
    _download(folder, _fetch())
    assert victim.read_bytes() == b"mine"
    assert _presence(folder) is Presence.VERIFIED


def test_cancelling_stops_between_pieces_and_keeps_what_arrived(tmp_path: Path) -> None:
    seen: list[Progress] = []
    stop = Downloader(tmp_path, _fetch(), progress=seen.append, cancelled=lambda: seen[-1].done >= 300)
    with pytest.raises(CancelledError):
        stop.download([MOTION])
    assert _names(tmp_path) == {MOTION.name + ".part"}
    assert _presence(tmp_path) is Presence.MISSING
    _download(tmp_path, fetch := _fetch())
    assert fetch.opened == [(URL, 300)]


def test_progress_counts_all_files_and_ends_at_the_total(tmp_path: Path) -> None:
    seen: list[Progress] = []
    Downloader(tmp_path, _fetch(), progress=seen.append).download(SAMPLE.files)
    total = sum(file.digest.size for file in SAMPLE.files)
    assert {one.total for one in seen} == {total}
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert seen[-1].done == total
    assert [seen[0].file, seen[-1].file] == [SAMPLE.files[0], SAMPLE.files[-1]]


def test_too_little_room_is_said_before_anything_is_fetched(tmp_path: Path) -> None:
    fetch = _fetch()
    with pytest.raises(WeightsError, match=r"MB are needed and 1 MB are free.*LIVEPORTRAIT_CAM_MODELS"):
        Downloader(tmp_path, fetch, free=lambda _: 1_000_000).download([MOTION])
    assert fetch.opened == []


def test_a_disk_that_fills_up_underway_is_left_clean(tmp_path: Path) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(WeightsError, match="the disk is full"):
        _download(tmp_path, _fetch(Cut(300, instead=full)))
    assert _names(tmp_path) == set()


def test_a_folder_that_cannot_be_written_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WeightsError, match="cannot write to"):
        _download(tmp_path / "file" / "models", _fetch())

    def forbidden(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", forbidden)
    with pytest.raises(WeightsError, match="there is no permission"):
        _download(tmp_path / "models", _fetch())
    assert _presence(tmp_path / "models") is Presence.MISSING


def test_two_downloads_do_not_write_into_each_other(tmp_path: Path) -> None:
    with folder_lock(tmp_path), pytest.raises(WeightsError, match="another download"):
        _download(tmp_path, _fetch())
    _download(tmp_path, _fetch())
    assert _presence(tmp_path) is Presence.VERIFIED


KILLED = """
import os, signal, sys
from pathlib import Path
from app.pipeline.weights.download import Downloader
from tests.unit.pipeline.weights.fake_fetch import Cut, FakeFetch
from tests.unit.pipeline.weights.samples import make_sample
sample = make_sample()
file = next(one for one in sample.files if one.name == "motion_extractor.pth")
die = Cut(300, instead=lambda: os.kill(os.getpid(), signal.SIGKILL))
Downloader(Path(sys.argv[1]), FakeFetch(sample.by_url, [die])).download([file])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_killed_download_counts_for_nothing_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, timeout=60)  # noqa: S603
    assert done.returncode == -signal.SIGKILL
    assert _names(tmp_path) == {MOTION.name + ".part"}
    assert _presence(tmp_path) is Presence.MISSING
    _download(tmp_path, fetch := _fetch())
    assert fetch.opened == [(URL, 300)]
    assert _presence(tmp_path) is Presence.VERIFIED
