from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.gui.theme import DARK
from app.gui.views import Figure, Health, RecordingView, StageTime, StatisticsView, StreamView
from app.gui.widgets.amounts import clock, megabytes
from app.gui.widgets.figure_tile import FigureTile
from app.gui.widgets.hud import Hud
from app.gui.widgets.stage_bars import StageBars

STATISTICS = StatisticsView(
    fps=Figure(29.9),
    target_fps=30,
    new_fps=29,
    frame_ms=Figure(12),
    latency_ms=45,
    latency_p95_ms=60,
    stages=(StageTime("track", 9, 12), StageTime("render", 40, 60, Health.BAD)),
    frames_out=900,
    dropped=3,
    dropped_percent=Figure(0.3),
    gaps=0,
    faces_lost=1,
    cpu_percent=80,
    memory_mb=700,
)


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (67.9, "1:07"), (3723, "1:02:03"), (-1, "0:00")])
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


@pytest.mark.parametrize(
    ("size", "shown"), [(400_000, "0.4 MB"), (12_300_000, "12 MB"), (1_250_000_000, "1.25 GB")]
)
def test_megabytes(size: int, shown: str) -> None:
    assert megabytes(size) == shown


def test_a_tile_says_its_health_in_words(qtbot: QtBot) -> None:
    tile = FigureTile("Dropped")
    qtbot.addWidget(tile)
    tile.show_figure("6.0 %", "60 frames", Health.BAD)
    assert tile.accessibleName() == "Dropped, 6.0 %, 60 frames, past its limit"
    tile.show_figure("0.0 %")
    assert tile.accessibleName() == "Dropped, 0.0 %"


def test_the_hud_shows_the_moment(qtbot: QtBot) -> None:
    hud = Hud()
    qtbot.addWidget(hud)
    recording = RecordingView(Path("out.mp4"), 61, 10)
    hud.show_view(StreamView(engine="mesh", recording=recording, statistics=STATISTICS))
    words = ["REC 1:01", "29.9 fps", "45 ms latency", "0.3 % dropped", "mesh"]
    assert [item.words for item in hud.items] == words
    assert hud.size() == hud.sizeHint()


def test_the_hud_leaves_out_what_does_not_fit(qtbot: QtBot) -> None:
    hud = Hud()
    qtbot.addWidget(hud)
    hud.show_view(StreamView(engine="mesh", statistics=STATISTICS))
    whole, said = hud.items, hud.accessibleDescription()
    hud.set_room(hud.width() - 1)
    assert hud.items == whole[:-1]
    hud.set_room(0)
    assert hud.items == ()
    assert hud.accessibleDescription() == said
    hud.set_room(hud.sizeHint().width() + 2000)
    assert hud.items == whole


def test_the_hud_tells_trouble_by_a_sign_too(qtbot: QtBot) -> None:
    hud = Hud()
    qtbot.addWidget(hud)
    hud.show_view(StreamView(statistics=STATISTICS))
    assert [item.sign for item in hud.items] == ["", "", ""]
    hud.show_view(StreamView(statistics=replace(STATISTICS, fps=Figure(20, Health.BAD))))
    assert (hud.items[0].sign, hud.items[0].colour) == ("error", DARK.bad)


def test_the_hud_is_deaf_to_the_mouse(qtbot: QtBot) -> None:
    hud = Hud()
    qtbot.addWidget(hud)
    assert hud.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_bars_grow_with_the_time_and_say_it(qtbot: QtBot) -> None:
    bars = StageBars()
    qtbot.addWidget(bars)
    bars.set_stages(STATISTICS.stages, 33.3)
    bars.resize(500, bars.sizeHint().height())
    assert bars.accessibleDescription() == (
        "Track 9.0 milliseconds, good; Render 40.0 milliseconds, past its limit"
    )
    image = bars.grab().toImage()
    row = (bars.height() - bars.fontMetrics().height() - 6) // 2

    def painted(colour: str, y: int) -> int:
        return sum(image.pixelColor(x, y) == QColor(colour) for x in range(image.width()))

    good, bad = painted(DARK.accent, row // 2 - 3), painted(DARK.bad, row + row // 2 - 3)
    assert 3.5 < bad / good < 5.5  # 40 ms to 9 ms


def test_bars_of_nothing(qtbot: QtBot) -> None:
    bars = StageBars()
    qtbot.addWidget(bars)
    bars.set_stages((StageTime("odd stage", 0, 0),), 0)
    bars.grab()
    bars.set_stages((), 0)
    bars.grab()
    assert bars.accessibleDescription() == ""
