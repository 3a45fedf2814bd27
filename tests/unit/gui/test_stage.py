from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.preview import Preview
from app.gui.stage import Stage
from app.gui.views import Notice, Remedy, Severity
from app.gui.widgets.banner_stack import BannerStack


@pytest.fixture
def banners(qtbot: QtBot) -> Iterator[BannerStack]:
    banners = BannerStack()
    stage = Stage(Preview(lambda _width, _height, _after: None), banners)
    qtbot.addWidget(stage)
    stage.resize(650, 690)
    stage.show()
    QApplication.processEvents()
    yield banners
    stage.close()


@pytest.mark.parametrize("remedy", [Remedy.NONE, Remedy.RETRY])
@pytest.mark.parametrize("severity", Severity)
def test_a_first_notice_is_seen_whole(banners: BannerStack, severity: Severity, remedy: Remedy) -> None:
    banners.post(Notice("recording", severity, "The recording stopped", "It was removed", "", remedy))
    QApplication.processEvents()
    assert banners.height() >= banners.banners[0].minimumSizeHint().height() > 0


def test_further_ones_are_seen_too_and_the_place_is_given_back(banners: BannerStack) -> None:
    heights = list[int]()
    for key in ("a", "b"):
        banners.post(Notice(key, Severity.ERROR, "The recording stopped", "It was removed"))
        QApplication.processEvents()
        heights.append(banners.height())
    banners.withdraw("a")
    QApplication.processEvents()
    assert heights[1] > heights[0] == banners.height()
