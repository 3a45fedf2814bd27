from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.commands import action_unit_report
from app.commands.action_unit_report import ActionUnitReport
from app.errors import SinkError, WeightsError
from app.paths import MODELS_VARIABLE
from app.pipeline.tracking.blendshapes import TASK_FILE
from app.pipeline.types import FaceObservation, Frame
from tests.unit.pipeline.motion.driver import Driver

FRAME = Frame(np.zeros((48, 64, 3), np.uint8), 0, 0.0)


@pytest.fixture(autouse=True)
def own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    folder.mkdir()
    monkeypatch.setenv(MODELS_VARIABLE, str(folder))
    return folder


def show_a_face(report: ActionUnitReport) -> None:
    driver = Driver()
    assert report.on_face is not None
    report.on_face(FRAME, FaceObservation(driver.face(), (64, 48), 0.0), driver.shape())


def test_nothing_asked_for_is_nothing_done() -> None:
    report = ActionUnitReport(None, stats=False)
    assert report.on_face is None
    assert report.finish() is None


def test_a_table_and_means_of_the_same_frames(tmp_path: Path) -> None:
    table = tmp_path / "au.csv"
    report = ActionUnitReport(table, stats=True)
    show_a_face(report)
    assert report.finish() is None
    assert len(table.read_text().splitlines()) == 2
    assert report.to_stats_dict()["frames"] == 1


def test_means_alone_go_without_the_blendshapes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("opened for nothing")

    monkeypatch.setattr(action_unit_report, "open_blendshapes", refuse)
    report = ActionUnitReport(None, stats=True)
    show_a_face(report)
    assert report.finish() is None
    assert report.to_stats_dict()["frames"] == 1


def test_what_cannot_be_used_is_said_before_the_run(tmp_path: Path, own_models: Path) -> None:
    with pytest.raises(SinkError, match="cannot write"):
        ActionUnitReport(tmp_path / "none" / "au.csv", stats=False)
    (own_models / TASK_FILE).write_bytes(b"hostile")
    with pytest.raises(WeightsError, match="bytes instead of"):
        ActionUnitReport(tmp_path / "au.csv", stats=False)


def test_a_run_without_a_frame_leaves_an_older_table_alone(tmp_path: Path) -> None:
    table = tmp_path / "au.csv"
    table.write_text("older")
    assert ActionUnitReport(table, stats=False).finish() is None
    assert table.read_text() == "older"
