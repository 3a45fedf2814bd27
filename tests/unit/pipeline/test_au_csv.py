from __future__ import annotations

import csv
import errno
import os
from pathlib import Path

import pytest

from app.errors import SinkError
from app.facs import ActionUnit
from app.pipeline.au_csv import COLUMNS, LiveAuCsv, check_au_csv, write_au_csv
from app.pipeline.tracking.action_units.estimator import NOTHING
from app.pipeline.tracking.action_units.reading import ActionUnitReading, FaceActionUnits

OPENFACE_R = [f"{number:02}" for number in (1, 2, 4, 5, 6, 7, 9, 10, 12, 14, 15, 17, 20, 23, 25, 26, 45)]


def units(time: float, smile: float = 0.0, confidence: float = 0.9) -> FaceActionUnits:
    smiling = ActionUnitReading(smile, confidence, left=smile, right=smile / 2)
    return FaceActionUnits(time, confidence, {**NOTHING, ActionUnit.LIP_CORNER_PULLER: smiling})


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_columns_are_openface_s_and_ours_are_named_likewise() -> None:
    assert COLUMNS[:5] == ("frame", "face_id", "timestamp", "confidence", "success")
    assert {f"AU{number}_{kind}" for number in OPENFACE_R for kind in "rc"} <= set(COLUMNS)
    assert {f"AU{number}_{kind}" for number in (18, 27, 43, 46) for kind in "rc"} <= set(COLUMNS)
    assert {"AU12_left_r", "AU12_right_r"} <= set(COLUMNS)
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert [name for name in COLUMNS if name in {f"AU{number}_r" for number in OPENFACE_R}] == [
        f"AU{number}_r" for number in OPENFACE_R
    ]


def test_a_table_has_a_row_a_frame(tmp_path: Path) -> None:
    path = tmp_path / "au.csv"
    write_au_csv(path, [units(5.0), units(5.04, 3.14159), units(5.08, 0.0, 0.0)])
    first, second, third = rows(path)
    assert [row["frame"] for row in (first, second, third)] == ["1", "2", "3"]
    assert (first["timestamp"], second["timestamp"]) == ("0.000", "0.040")
    assert (second["AU12_r"], second["AU12_c"], second["AU12_right_r"]) == ("3.14", "1", "1.57")
    assert (first["AU12_c"], first["success"], first["confidence"]) == ("0", "1", "0.90")
    assert (third["success"], third["AU12_r"]) == ("0", "0.00")
    assert {row["face_id"] for row in rows(path)} == {"0"}


def test_a_table_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "au.csv"
    path.write_text("what was there")

    def breaks() -> list[FaceActionUnits]:
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        write_au_csv(path, (each for each in [units(0)] if breaks()))
    assert path.read_text() == "what was there"
    assert [file.name for file in tmp_path.iterdir()] == ["au.csv"]


def test_a_live_table_holds_whole_rows_while_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "au.csv"
    table = LiveAuCsv(path)
    assert not path.exists()
    for frame in (7, 8, 11):
        table.add(frame, units(100 + frame, 2.0))
        assert path.read_text().endswith("\n")
        assert len(rows(path)[-1]) == len(COLUMNS)
    assert [(row["frame"], row["timestamp"]) for row in rows(path)] == [
        *(("8", "0.000"), ("9", "1.000"), ("12", "4.000"))
    ]
    table.close()
    table.close()
    table.add(12, units(120))
    assert len(rows(path)) == 3


@pytest.mark.parametrize("name", ["no folder/au.csv", "."])
def test_a_table_with_nowhere_to_go_is_refused_before_the_run(tmp_path: Path, name: str) -> None:
    for refuses in (LiveAuCsv, check_au_csv):
        with pytest.raises(SinkError, match="cannot write"):
            refuses(tmp_path / name)


def test_a_full_disk_does_not_stop_the_portrait_and_is_told_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = LiveAuCsv(tmp_path / "au.csv")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(Path, "open", full)
        table.add(0, units(0))
    table.add(1, units(1))
    with pytest.raises(SinkError, match="the disk is full"):
        table.close()
    table.close()


def test_a_whole_table_that_cannot_be_written_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SinkError, match="the disk is full"):
        write_au_csv(tmp_path / "au.csv", [units(0)])
    assert list(tmp_path.iterdir()) == []
