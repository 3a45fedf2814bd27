from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.gui.dialogs.download import DownloadDialog, DownloadPanel
from app.gui.dialogs.transfer_rate import TransferRate
from app.gui.views import DownloadView

TOTAL = 522_000_000


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def panel(qtbot: QtBot, clock: Clock) -> DownloadPanel:
    panel = DownloadPanel(clock)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def test_without_a_gpu_the_mesh_engine_is_named(panel: DownloadPanel) -> None:
    panel.show_view(DownloadView(total_bytes=TOTAL))
    assert "mesh engine" in panel.gpu.text
    assert "522" in panel.start.text()
    assert not panel.bar.isVisible()


def test_a_package_without_torch_offers_no_download(panel: DownloadPanel) -> None:
    panel.show_view(DownloadView(total_bytes=TOTAL, gpu="GPU", possible=False))
    assert "without LivePortrait" in panel.gpu.text
    assert not panel.start.isVisible()
    assert not panel.state.text


def test_progress_speed_and_time_left(panel: DownloadPanel, clock: Clock) -> None:
    panel.show_view(DownloadView(running=True, total_bytes=TOTAL, gpu="GPU"))
    clock.now = 2.0
    panel.show_view(DownloadView(running=True, done_bytes=22_000_000, total_bytes=TOTAL, file="a.pth"))
    text = panel.progress.text()
    assert "22 MB of 522 MB" in text
    assert "11 MB per second" in text
    assert "45 s left" in text
    assert "a.pth" in text
    assert panel.bar.value() == 1000 * 22 // 522


def test_a_download_of_unknown_size_moves_all_the_same(panel: DownloadPanel) -> None:
    panel.show_view(DownloadView(running=True))
    assert (panel.bar.minimum(), panel.bar.maximum()) == (0, 0)


def test_a_stopped_download_can_be_gone_on_with(panel: DownloadPanel, qtbot: QtBot) -> None:
    panel.show_view(DownloadView(done_bytes=9, total_bytes=TOTAL, problem="the connection was lost"))
    assert panel.state.text == "The connection was lost"
    assert "Continue" in panel.start.text()
    with qtbot.waitSignal(panel.start_asked):
        panel.start.click()


def test_when_all_is_here_nothing_is_offered(panel: DownloadPanel) -> None:
    panel.show_view(DownloadView(installed=True, done_bytes=TOTAL, total_bytes=TOTAL, gpu="GPU"))
    assert "here and checked" in panel.state.text
    assert not panel.start.isVisible()
    assert not panel.cancel.isVisible()
    assert not panel.bar.isVisible()


def test_the_dialog_closes_without_stopping_anything(qtbot: QtBot) -> None:
    dialog = DownloadDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.assertNotEmitted(dialog.panel.cancel_asked):
        dialog.close_button.click()
    assert not dialog.isVisible()


def test_the_rate_is_that_of_the_last_seconds() -> None:
    rate = TransferRate()
    for second in range(20):
        rate.note(second, 1000 * min(second, 10))
    assert rate.bytes_per_s == 0
    assert rate.seconds_left(20_000) is None


def test_a_new_download_begins_anew() -> None:
    rate = TransferRate()
    rate.note(0, 0)
    rate.note(1, 5000)
    rate.note(2, 10)
    assert rate.bytes_per_s == 0


@given(speed=st.integers(1, 10**9), seconds=st.integers(2, 30))
def test_a_steady_download_has_its_speed(speed: int, seconds: int) -> None:
    rate = TransferRate()
    for second in range(seconds):
        rate.note(float(second), speed * second)
    assert rate.bytes_per_s == pytest.approx(speed)
    assert rate.seconds_left(speed * (seconds + 9)) == pytest.approx(10)
