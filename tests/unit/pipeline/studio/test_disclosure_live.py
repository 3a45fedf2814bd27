"""The sign "AI", and the mark of files, while a stream runs and while none does."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import Corner, Disclosure
from app.pipeline.provenance.source_type import SourceType
from app.pipeline.studio.fake_camera import Gate
from tests.unit.pipeline.studio.stage import ANNA, BERT, Stage, until

SILENT = Disclosure(label=False)
FILE, PICTURE = Path("a.mp4"), Path("a.png")


def record(stage: Stage, path: Path = FILE) -> SourceType | None:
    stage.studio.record(path)
    until(lambda: path in stage.openers.marks, "the recording")
    stage.studio.stop_recording()
    return stage.openers.marks[path]


def snapshot(stage: Stage, path: Path = PICTURE) -> SourceType | None:
    until(lambda: stage.studio.picture, "the preview")
    stage.studio.save_picture(path)
    until(lambda: path in stage.openers.pictures, "the snapshot")
    return stage.openers.marks[path]


def test_the_badge_comes_and_goes_live(stage: Stage) -> None:
    stage.go_live()
    (animator,) = stage.openers.animators
    assert animator.badge is None
    stage.change(disclosure=Disclosure(badge=Corner.TOP_LEFT))
    until(lambda: animator.badge is Corner.TOP_LEFT, "the badge")
    stage.change(disclosure=Disclosure())
    until(lambda: animator.badge is None, "its end")


def test_a_stream_starts_with_the_badge(stage: Stage) -> None:
    stage.change(disclosure=Disclosure(badge=Corner.BOTTOM_RIGHT))
    stage.go_live()
    assert stage.openers.animators[0].badge is Corner.BOTTOM_RIGHT


def test_the_still_picture_has_the_badge_too(stage: Stage) -> None:
    until(lambda: stage.studio.picture, "the preview")
    stage.change(disclosure=Disclosure(badge=Corner.TOP_RIGHT))
    until(lambda: stage.openers.stills[-1] is Corner.TOP_RIGHT, "the badge")
    assert stage.openers.stills[0] is None


def test_recordings_and_snapshots_are_marked(stage: Stage) -> None:
    assert snapshot(stage, Path("before.png")) is SourceType.GENERATED
    stage.go_live()
    assert record(stage) is SourceType.GENERATED
    assert snapshot(stage) is SourceType.GENERATED


def test_the_mark_can_be_left_out(stage: Stage) -> None:
    stage.change(disclosure=SILENT)
    assert snapshot(stage, Path("before.png")) is None
    stage.go_live()
    assert record(stage) is None
    assert snapshot(stage) is None


def test_the_newest_wish_counts_also_while_the_studio_is_busy(stage: Stage) -> None:
    stage.go_live()
    gate = stage.openers.gates["picture_file"] = Gate()
    stage.studio.save_picture(PICTURE)
    assert gate.reached.wait(10)
    stage.change(disclosure=SILENT)
    stage.studio.record(FILE)
    gate.open()
    until(lambda: FILE in stage.openers.marks, "the recording")
    assert stage.openers.marks[FILE] is None


@pytest.mark.parametrize("mark", [SourceType.GENERATED, SourceType.GENERATED_IN_PART])
def test_a_portraits_own_mark_is_kept(stage: Stage, mark: SourceType) -> None:
    stage.openers.marked[BERT] = mark
    stage.change(disclosure=SILENT, portrait=BERT)
    assert snapshot(stage, Path("before.png")) is mark
    stage.go_live()
    assert record(stage) is mark
    assert snapshot(stage) is mark
    stage.change(portrait=ANNA)
    until(lambda: stage.openers.animators[0].portrait.name == str(ANNA), "the other portrait")
    assert record(stage, Path("b.mp4")) is None
