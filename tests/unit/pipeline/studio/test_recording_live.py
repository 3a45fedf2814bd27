from __future__ import annotations

from pathlib import Path

from app.errors import SinkError
from app.pipeline.studio.fake_parts import is_moved
from app.pipeline.studio.status import Part, Phase, Saved, SavedKind
from tests.unit.pipeline.studio.stage import OTHER_SIZE, SIZE, Stage, until

FILM, SECOND, SHOT = Path("film.mp4"), Path("second.mp4"), Path("shot.png")


def _record(stage: Stage, path: Path = FILM) -> None:
    stage.studio.record(path)
    until(lambda: path in stage.openers.recordings, "the recording")
    stage.until_sent(is_moved, stage.openers.recordings[path])


def test_a_recording_is_counted_finished_and_told(stage: Stage) -> None:
    stage.go_live()
    _record(stage)
    recording = stage.studio.status().recording
    assert recording is not None
    assert recording.path == FILM
    assert recording.seconds > 0
    stage.studio.stop_recording()
    until(lambda: stage.studio.status().recording is None)
    until(lambda: stage.openers.recordings[FILM].closed)
    saved: list[Saved] = []
    until(lambda: saved.extend(stage.studio.take_saved()) or saved)  # type: ignore[func-returns-value]
    assert saved == [Saved(SavedKind.RECORDING, FILM)]
    assert stage.studio.take_saved() == ()


def test_a_second_recording_finishes_the_first(stage: Stage) -> None:
    stage.go_live()
    _record(stage)
    _record(stage, SECOND)
    assert stage.openers.recordings[FILM].closed
    assert stage.studio.take_saved() == (Saved(SavedKind.RECORDING, FILM),)


def test_a_recording_is_finished_by_the_stop(stage: Stage) -> None:
    stage.go_live()
    _record(stage)
    stage.stop()
    assert stage.openers.recordings[FILM].closed
    assert stage.studio.take_saved() == (Saved(SavedKind.RECORDING, FILM),)


def test_a_recording_is_finished_by_the_close(stage: Stage) -> None:
    stage.go_live()
    _record(stage)
    assert stage.studio.close()
    assert stage.openers.recordings[FILM].closed
    assert stage.studio.take_saved() == (Saved(SavedKind.RECORDING, FILM),)


def test_a_full_disk_ends_the_recording_and_not_the_stream(stage: Stage) -> None:
    stage.openers.disk_full_at = 5
    stage.go_live()
    stage.studio.record(FILM)
    assert "cannot write" in stage.until_problem(Part.RECORDING)
    until(lambda: stage.studio.status().recording is None)
    stage.until_sent(is_moved)
    assert stage.phase is Phase.LIVE
    assert len(stage.openers.recordings[FILM].images) == 5
    stage.openers.disk_full_at = None
    _record(stage, SECOND)
    stage.until_fine(Part.RECORDING)
    stage.stop()
    assert stage.studio.take_saved() == (Saved(SavedKind.RECORDING, SECOND),)


def test_a_recording_that_cannot_be_finished_is_a_problem_and_not_saved(stage: Stage) -> None:
    stage.openers.unfinished = SinkError("cannot write 'film.mp4'", "the disk is full")
    stage.go_live()
    _record(stage)
    stage.stop()
    assert "disk is full" in stage.problems[Part.RECORDING]
    assert stage.studio.take_saved() == ()


def test_a_recording_that_cannot_be_begun_is_a_problem(stage: Stage) -> None:
    stage.openers.read_only = True
    stage.go_live()
    stage.studio.record(FILM)
    assert "write-protected" in stage.until_problem(Part.RECORDING)
    assert stage.studio.status().recording is None


def test_a_recording_needs_a_stream(stage: Stage) -> None:
    stage.studio.record(FILM)
    stage.settle()
    assert stage.openers.recordings == {}


def test_another_size_waits_for_the_end_of_the_recording(stage: Stage) -> None:
    stage.go_live()
    _record(stage)
    stage.change(size=OTHER_SIZE, fps=50.0)
    stage.settle()
    assert [output.size for output in stage.openers.outputs] == [SIZE]
    # An output that was lost meanwhile comes back in the size that is on air.
    stage.openers.missing_outputs.add("other")
    stage.change(outputs=("vcam", "other"))
    stage.until_problem(Part.OUTPUT)
    stage.openers.missing_outputs.clear()
    stage.studio.retry(Part.OUTPUT)
    until(lambda: stage.studio.status().outputs == ("vcam", "other"))
    assert stage.output.size == SIZE
    stage.studio.stop_recording()
    until(lambda: len(stage.openers.outputs) == 4)
    stage.until_sent(is_moved)
    assert stage.output.size == OTHER_SIZE
    assert {image.shape for image in stage.openers.recordings[FILM].images} == {(12, 16, 3)}
    assert stage.problems == {}


def test_a_picture_of_what_is_on_air(stage: Stage) -> None:
    stage.go_live()
    stage.until_sent(is_moved)
    until(lambda: stage.studio.picture and is_moved(stage.studio.picture.image))
    stage.studio.save_picture(SHOT)
    until(lambda: SHOT in stage.openers.pictures)
    assert is_moved(stage.openers.pictures[SHOT])
    until(lambda: Saved(SavedKind.SNAPSHOT, SHOT) in stage.studio.take_saved())


def test_a_picture_that_cannot_be_written_is_a_problem_until_one_can(stage: Stage) -> None:
    stage.openers.read_only = True
    until(lambda: stage.studio.picture)
    stage.studio.save_picture(SHOT)
    assert "write-protected" in stage.until_problem(Part.SNAPSHOT)
    stage.openers.read_only = False
    stage.studio.save_picture(SHOT)
    stage.until_fine(Part.SNAPSHOT)
