from __future__ import annotations

from pathlib import Path

import pytest

from app.config import MotionMode
from app.gui.controller.chores import Chores
from app.gui.controller.notices import NoticeBoard
from app.gui.controller.preset_control import PresetControl
from app.settings.presets import PresetLibrary
from app.tuning import Tuning
from tests.unit.gui.controller.fakes import finish

CALM, WILD = Tuning(smoothing=0.9), Tuning(smoothing=0.1, mode=MotionMode.ABSOLUTE)


class Desk:
    """Presets over a folder, and everything they tell."""

    def __init__(self, folder: Path, chores: Chores, notices: NoticeBoard) -> None:
        self.folder = folder
        self.chores = chores
        self.notices = notices
        self.presets = PresetControl(PresetLibrary(folder), chores, notices)
        self.told: list[tuple[object, ...]] = []
        self.presets.applied.connect(lambda name, tuning: self.told.append(("applied", name, tuning)))
        self.presets.saved.connect(lambda name: self.told.append(("saved", name)))
        self.presets.renamed.connect(lambda old, new: self.told.append(("renamed", old, new)))
        self.presets.deleted.connect(lambda name: self.told.append(("deleted", name)))
        self.presets.refresh()
        self.finish()

    def finish(self) -> None:
        finish(self.chores)

    def save(self, name: str, tuning: Tuning = CALM, *, replace: bool = False) -> None:
        self.presets.save(name, tuning, replace=replace)
        self.finish()

    @property
    def own(self) -> list[str]:
        return [choice.name for choice in self.presets.choices if not choice.shipped]

    @property
    def shipped(self) -> str:
        return next(choice.name for choice in self.presets.choices if choice.shipped)

    @property
    def problem(self) -> str:
        [notice] = self.notices.notices
        assert notice.key == "preset"
        return f"{notice.what}: {notice.why}"


@pytest.fixture
def desk(tmp_path: Path, chores: Chores, notices: NoticeBoard) -> Desk:
    return Desk(tmp_path / "presets", chores, notices)


def test_the_shipped_ones_are_there_with_what_they_set(desk: Desk) -> None:
    assert desk.own == []
    assert all(choice.tuning is not None for choice in desk.presets.choices)
    assert desk.presets.named(desk.shipped) is not None
    assert desk.presets.named("nobody") is None


def test_one_is_saved_listed_and_applied(desk: Desk) -> None:
    desk.save("Quiet")
    assert desk.told == [("saved", "Quiet")]
    assert desk.own == ["Quiet"]
    desk.presets.apply("Quiet")
    desk.finish()
    assert desk.told[-1] == ("applied", "Quiet", CALM)


def test_the_new_list_is_there_when_its_name_is_told(desk: Desk) -> None:
    seen: list[list[str]] = []
    desk.presets.saved.connect(lambda _: seen.append(desk.own))
    desk.presets.changed.connect(lambda _: seen.append(desk.own))
    desk.save("Quiet")
    assert seen == [["Quiet"], ["Quiet"]]


def test_a_name_that_is_taken_is_refused_unless_it_is_to_be_replaced(desk: Desk) -> None:
    desk.save("Mine")
    desk.save("Mine", WILD)
    assert "already" in desk.problem
    desk.save("Mine", WILD, replace=True)
    assert desk.notices.notices == ()
    choice = desk.presets.named("Mine")
    assert choice is not None
    assert choice.tuning == WILD


def test_a_rename_tells_both_names_and_applies_nothing(desk: Desk) -> None:
    desk.save("Quiet")
    desk.presets.rename("Quiet", " Evening ")
    desk.finish()
    assert desk.told[-1] == ("renamed", "Quiet", "Evening")
    assert desk.own == ["Evening"]
    assert not any(told[0] == "applied" for told in desk.told)


def test_what_is_deleted_is_told_and_gone(desk: Desk) -> None:
    desk.save("Quiet")
    desk.presets.delete("Quiet")
    desk.finish()
    assert desk.told[-1] == ("deleted", "Quiet")
    assert desk.own == []


def test_the_shipped_ones_can_be_neither_renamed_nor_deleted(desk: Desk) -> None:
    before = desk.presets.choices
    desk.presets.delete(desk.shipped)
    desk.finish()
    assert "comes with the program" in desk.problem
    desk.presets.rename(desk.shipped, "Mine")
    desk.finish()
    assert desk.presets.choices == before
    assert desk.told == []


def test_one_travels_from_one_machine_to_another(desk: Desk, tmp_path: Path) -> None:
    desk.save("Quiet")
    file = tmp_path / "Travelled.toml"
    desk.presets.export_to("Quiet", file)
    desk.finish()
    assert [notice.key for notice in desk.notices.notices] == ["preset exported"]
    desk.presets.import_from(file)
    desk.finish()
    assert desk.told[-1] == ("applied", "Travelled", CALM)
    assert desk.own == ["Quiet", "Travelled"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"smoothing = 7", b"[[[["])
def test_a_file_that_is_no_preset_is_refused(desk: Desk, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "Broken.toml"
    file.write_bytes(content)
    desk.presets.import_from(file)
    desk.finish()
    assert "roken" in desk.problem
    assert desk.own == []
    assert desk.told == []


@pytest.mark.parametrize("do", ["apply", "rename", "delete", "export", "import"])
def test_what_is_not_there_is_said_and_the_list_is_read_again(desk: Desk, tmp_path: Path, do: str) -> None:
    desk.save("Quiet")
    (desk.folder / "Quiet.toml").unlink()  # in a file manager
    {
        "apply": lambda: desk.presets.apply("Quiet"),
        "rename": lambda: desk.presets.rename("Quiet", "Evening"),
        "delete": lambda: desk.presets.delete("Quiet"),
        "export": lambda: desk.presets.export_to("Quiet", tmp_path / "out.toml"),
        "import": lambda: desk.presets.import_from(tmp_path / "none.toml"),
    }[do]()
    desk.finish()
    assert desk.problem
    assert desk.own == []


def test_a_damaged_one_keeps_its_row_and_is_said_when_it_is_chosen(desk: Desk) -> None:
    desk.save("Quiet")
    (desk.folder / "Quiet.toml").write_bytes(b"\xff")
    desk.presets.refresh()
    desk.finish()
    choice = desk.presets.named("Quiet")
    assert choice is not None
    assert choice.tuning is None
    assert desk.notices.notices == ()
    desk.presets.apply("Quiet")
    desk.finish()
    assert desk.problem


def test_a_list_that_cannot_be_made_is_not_asked_for_forever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def broken(_: PresetLibrary) -> tuple[()]:
        asked.append(1)
        raise RuntimeError("a fault")

    monkeypatch.setattr(PresetLibrary, "list", broken)
    desk.presets.apply("Quiet")
    desk.finish()
    assert len(asked) <= 3
