from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.pipeline.gpu
import app.pipeline.weights.manifest_file
import app.pipeline.weights.state
from app.errors import AppError
from app.gui.controller.notices import NoticeBoard
from app.gui.controller.weights_control import WeightsControl
from app.gui.views import DownloadView, Severity
from app.paths import MODELS_VARIABLE
from app.pipeline.weights.fetch import FetchError
from tests.unit.gui.controller.fakes import finish
from tests.unit.pipeline.weights.fake_fetch import Cut, FakeFetch
from tests.unit.pipeline.weights.samples import Sample, make_sample

TOTAL = sum(file.digest.size for file in make_sample().manifest.networks)


class Desk:
    """The weights of a machine of its own, and everything that is told of them."""

    def __init__(self, notices: NoticeBoard, *faults: Cut | FetchError | None) -> None:
        self.sample: Sample = make_sample()
        self.fetch = FakeFetch(self.sample.by_url, faults)
        self.notices = notices
        self.weights = WeightsControl(notices, self.fetch)
        self.views: list[DownloadView] = []
        self.installed = 0
        self.weights.changed.connect(self.views.append)
        self.weights.installed.connect(self._count)

    def _count(self) -> None:
        self.installed += 1

    def finish(self) -> None:
        finish(self.weights._chores)

    def look(self) -> DownloadView:
        self.weights.look()
        self.finish()
        return self.weights.view

    def download(self) -> DownloadView:
        self.weights.download()
        self.finish()
        return self.weights.view


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its folder of models, empty; the manifest is the samples', and there is no graphics card."""
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path / "models"))
    for module in (app.pipeline.weights.manifest_file, app.pipeline.weights.state):
        monkeypatch.setattr(module, "shipped_manifest", lambda: make_sample().manifest)
    monkeypatch.setattr(app.pipeline.gpu, "graphics_card", lambda: "A card")
    return tmp_path / "models"


@pytest.fixture
def desk(notices: NoticeBoard) -> Iterator[Desk]:
    desk = Desk(notices)
    yield desk
    desk.weights.close()


def broken(notices: NoticeBoard) -> Desk:
    """Nothing can be had."""
    desk = Desk(notices)
    desk.fetch = desk.weights._fetch = FakeFetch({}, [])
    return desk


def test_a_look_finds_what_is_here_and_the_card(desk: Desk, machine: Path) -> None:
    assert desk.look() == DownloadView(total_bytes=TOTAL, gpu="A card")
    one = desk.sample.manifest.networks[0]
    desk.sample.put(machine, one.name)
    assert desk.look().done_bytes == one.digest.size
    assert not desk.weights.view.installed
    desk.sample.put(machine)
    assert desk.look().installed
    assert desk.installed == 0, "nothing came that was not there before"


def test_the_same_again_is_not_told_again(desk: Desk) -> None:
    desk.look()
    desk.look()
    assert len(desk.views) == 1


def test_a_download_brings_them_and_says_so_once(desk: Desk, notices: NoticeBoard) -> None:
    view = desk.download()
    assert (view.installed, view.running, view.problem, view.file) == (True, False, "", "")
    assert desk.installed == 1
    assert [notice.key for notice in notices.notices] == ["download"]
    assert desk.views[0].running
    assert desk.look().installed


def test_a_second_press_while_it_runs_changes_nothing(desk: Desk) -> None:
    desk.weights.download()
    desk.weights.download()
    desk.finish()
    assert desk.installed == 1


def test_its_progress_is_told_from_poll(notices: NoticeBoard) -> None:
    reached, gate = threading.Event(), threading.Event()

    def wait() -> None:
        reached.set()
        gate.wait(10)

    desk = Desk(notices, Cut(200, silently=True, instead=wait))
    desk.weights._fetch = desk.fetch
    desk.weights.download()
    assert reached.wait(10)
    before = len(desk.views)
    desk.weights.poll()
    assert len(desk.views) == before + 1
    view = desk.weights.view
    assert view.running
    assert 0 < view.done_bytes < view.total_bytes
    assert view.file == desk.sample.manifest.networks[0].name
    desk.weights.cancel()
    gate.set()
    desk.finish()
    desk.weights.close()


def test_cancelling_stops_it_without_a_complaint_and_keeps_what_came(
    notices: NoticeBoard, machine: Path
) -> None:
    desk = Desk(notices)

    def cancel() -> None:
        desk.weights.cancel()

    desk.fetch = desk.weights._fetch = FakeFetch(
        desk.sample.by_url, [Cut(300, silently=True, instead=cancel)]
    )
    view = desk.download()
    assert (view.running, view.installed, view.problem) == (False, False, "")
    assert notices.notices == ()
    assert list(machine.glob("*.part"))
    assert desk.download().installed
    assert desk.fetch.opened[1][1] > 0, "it goes on where it was stopped"
    desk.weights.close()


def test_a_failure_is_told_and_can_be_tried_again(notices: NoticeBoard) -> None:
    desk = broken(notices)
    view = desk.download()
    assert not view.running
    assert "example.org answers 404" in view.problem
    [notice] = notices.notices
    assert notice.severity is Severity.WARNING
    desk.weights._fetch = FakeFetch(desk.sample.by_url)
    assert desk.download().problem == ""
    assert desk.installed == 1
    assert all(notice.severity is Severity.INFO for notice in notices.notices)
    desk.weights.close()


def test_a_look_that_fails_is_no_stopped_download(
    desk: Desk, notices: NoticeBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged() -> None:
        raise AppError("cannot read the list of weights", "it is damaged", "Install again")

    monkeypatch.setattr(app.pipeline.weights.state, "shipped_manifest", damaged)
    assert "damaged" in desk.look().problem
    assert notices.notices == ()


def test_a_look_does_not_end_a_download_in_the_window(desk: Desk) -> None:
    desk.weights.look()
    desk.weights.download()
    desk.finish()
    assert [view.running for view in desk.views] == [True, True, False]
    assert desk.weights.view.gpu == "A card"


def test_close_ends_a_download_under_way(notices: NoticeBoard) -> None:
    desk = Desk(notices)
    reached = threading.Event()

    def wait() -> None:
        reached.set()
        desk.weights._cancelled.wait(10)

    desk.weights._fetch = FakeFetch(desk.sample.by_url, [Cut(100, silently=True, instead=wait)])
    desk.weights.download()
    assert reached.wait(10)
    desk.weights.close()
    desk.weights.poll()
    assert desk.installed == 0
