from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.gui.controller.chores import Chores
from app.gui.controller.gallery_control import GalleryControl
from app.gui.controller.notices import NoticeBoard
from app.gui.views import FaceVerdict, PortraitChoice
from app.pipeline.portrait.library import default_portrait
from app.pipeline.portrait.thumbnail_cache import FaceVerdict as Found
from tests.unit.gui.controller.fakes import FakeBackstage, FakeGallery, finish, item

ANNA, BERT, CARL = (item(name).path for name in ("anna", "bert", "carl"))


@pytest.fixture
def closed(chores: Chores, notices: NoticeBoard) -> GalleryControl:
    """Before there is a pipeline."""
    return GalleryControl(chores, notices)


@pytest.fixture
def gallery(closed: GalleryControl, backstage: FakeBackstage) -> GalleryControl:
    closed.attach(backstage.real)
    return closed


@pytest.fixture
def chosen(closed: GalleryControl) -> list[Path]:
    chosen: list[Path] = []
    closed.chosen.connect(chosen.append)
    return chosen


def hold(backstage: FakeBackstage, gallery: GalleryControl, *names: str) -> None:
    backstage.gallery = FakeGallery(*names)
    gallery.attach(backstage.real)


# What is shown.


def test_there_are_the_portraits_in_order_with_nothing_known_of_their_faces(gallery: GalleryControl) -> None:
    assert gallery.portraits == (
        PortraitChoice("default", "Default", FaceVerdict.UNKNOWN, shipped=True),
        PortraitChoice("anna", "Anna", FaceVerdict.UNKNOWN),
        PortraitChoice("bert", "Bert", FaceVerdict.UNKNOWN),
    )


def test_each_thumbnail_is_asked_for_once(
    gallery: GalleryControl, backstage: FakeBackstage, chores: Chores
) -> None:
    gallery.rename("anna", "Anne")
    gallery.add_files([Path("carl.png")])
    finish(chores)
    assert backstage.thumbnails.asked == ["default", "anna", "bert", "carl"]


def test_finished_thumbnails_are_shown_after_what_was_found_in_them(
    gallery: GalleryControl, backstage: FakeBackstage
) -> None:
    told: list[tuple[str, FaceVerdict]] = []
    gallery.portraits_changed.connect(lambda rows: told.append(("rows", rows[1].verdict)))
    gallery.thumbnail_made.connect(lambda key, pixels: told.append((key, pixels)))
    backstage.thumbnails.make("anna", Found.NONE)
    gallery.poll()
    gallery.poll()
    assert told[0] == ("rows", FaceVerdict.NONE)
    assert [key for key, _ in told] == ["rows", "anna"]
    assert isinstance(told[1][1], np.ndarray)


def test_a_portrait_that_comes_back_is_looked_at_anew(
    gallery: GalleryControl, backstage: FakeBackstage, chores: Chores
) -> None:
    backstage.thumbnails.make("anna")
    gallery.poll()
    gallery.remove("anna")
    finish(chores)
    backstage.thumbnails.make("anna")  # finished too late: it is gone
    gallery.poll()
    gallery.add_files([ANNA])
    finish(chores)
    assert backstage.thumbnails.asked == ["default", "anna", "bert", "anna"]
    assert gallery.portraits[-1].verdict is FaceVerdict.UNKNOWN


def test_what_was_mended_at_the_start_is_told(
    closed: GalleryControl, backstage: FakeBackstage, notices: NoticeBoard
) -> None:
    backstage.gallery.notice = "The list of your portraits was damaged"
    closed.attach(backstage.real)
    assert [notice.what for notice in notices.notices] == ["The list of your portraits was damaged"]


# Which one is in use.


def test_none_is_the_shipped_default_wherever_it_stands(
    gallery: GalleryControl, backstage: FakeBackstage
) -> None:
    hold(backstage, gallery, "anna", "default", "bert")
    assert gallery.id_of(None) == "default"
    assert gallery.id_of(default_portrait()) == "default"
    assert gallery.id_of(BERT) == "bert"
    assert gallery.id_of(CARL) == ""


def test_a_default_that_was_removed_is_no_other_portrait(
    gallery: GalleryControl, backstage: FakeBackstage
) -> None:
    hold(backstage, gallery, "anna", "bert")
    assert gallery.id_of(None) == ""


def test_an_empty_gallery_has_nothing_to_choose(
    gallery: GalleryControl, backstage: FakeBackstage, chosen: list[Path]
) -> None:
    backstage.gallery.list.clear()
    gallery.attach(backstage.real)
    gallery.step(None, 1)
    gallery.choose_at(0)
    gallery.choose("anna")
    assert gallery.id_of(None) == ""
    assert chosen == []


def test_the_places_of_the_hotkeys(gallery: GalleryControl, chosen: list[Path]) -> None:
    for place in (0, 2, 3, 8, -1):
        gallery.choose_at(place)
    assert chosen == [default_portrait(), BERT]


def test_next_and_previous_go_round(gallery: GalleryControl, chosen: list[Path]) -> None:
    gallery.step(None, 1)
    gallery.step(ANNA, 1)
    gallery.step(BERT, 1)
    gallery.step(None, -1)
    assert chosen == [ANNA, BERT, default_portrait(), BERT]


@pytest.mark.parametrize("verdict", [Found.NONE, Found.UNREADABLE])
def test_they_skip_what_cannot_be_animated(
    gallery: GalleryControl, backstage: FakeBackstage, chosen: list[Path], verdict: Found
) -> None:
    backstage.thumbnails.make("anna", verdict)
    gallery.poll()
    gallery.step(None, 1)
    gallery.step(BERT, -1)
    gallery.step(ANNA, 1)  # from one that has no face itself
    gallery.step(ANNA, -1)
    assert chosen == [BERT, default_portrait(), BERT, default_portrait()]


def test_from_a_portrait_outside_the_gallery_they_go_to_its_ends(
    gallery: GalleryControl, chosen: list[Path]
) -> None:
    gallery.step(CARL, 1)
    gallery.step(CARL, -1)
    assert chosen == [default_portrait(), BERT]


def test_where_nothing_can_be_animated_nothing_is_chosen(
    gallery: GalleryControl, backstage: FakeBackstage, chosen: list[Path]
) -> None:
    for key in ("default", "anna", "bert"):
        backstage.thumbnails.make(key, Found.NONE)
    gallery.poll()
    gallery.step(None, 1)
    assert chosen == []


# Changes.


def test_of_many_added_pictures_only_the_last_goes_on_air(
    gallery: GalleryControl, chores: Chores, chosen: list[Path]
) -> None:
    gallery.add_files([Path("carl.png"), Path("dora.png"), Path("emil.png")])
    finish(chores)
    assert [row.id for row in gallery.portraits][-3:] == ["carl", "dora", "emil"]
    assert chosen == [item("emil").path]


def test_one_bad_picture_keeps_no_other_out_and_is_still_told(
    gallery: GalleryControl,
    backstage: FakeBackstage,
    chores: Chores,
    chosen: list[Path],
    notices: NoticeBoard,
) -> None:
    backstage.gallery.refused = {"notes.txt"}
    gallery.add_files([Path("notes.txt"), Path("carl.png")])
    finish(chores)
    assert chosen == [CARL]
    [notice] = notices.notices
    assert "notes.txt" in notice.what


def test_a_folder_full_of_other_files_is_one_banner(
    gallery: GalleryControl,
    backstage: FakeBackstage,
    chores: Chores,
    chosen: list[Path],
    notices: NoticeBoard,
) -> None:
    names = [f"{number}.txt" for number in range(30)]
    backstage.gallery.refused = set(names)
    gallery.add_files([Path(name) for name in names])
    finish(chores)
    [notice] = notices.notices
    assert "0.txt" in notice.what
    assert "1.txt" in notice.why
    assert notice.why.count("\n") <= 6
    assert chosen == []


def test_a_pasted_picture_goes_on_air_with_a_name(
    gallery: GalleryControl, chores: Chores, chosen: list[Path]
) -> None:
    gallery.add_image(b"png")
    finish(chores)
    assert chosen == [item("Pasted portrait").path]


@pytest.mark.parametrize("what", ["add", "paste", "rename", "remove"])
def test_what_fails_is_a_notice_until_something_succeeds(
    gallery: GalleryControl, backstage: FakeBackstage, chores: Chores, notices: NoticeBoard, what: str
) -> None:
    shown: list[object] = []
    gallery.portraits_changed.connect(shown.append)
    backstage.gallery.refused = {"carl.png", "anna", "Pasted portrait.png"}
    {
        "add": lambda: gallery.add_files([Path("carl.png")]),
        "paste": lambda: gallery.add_image(b"png"),
        "rename": lambda: gallery.rename("anna", "Anne"),
        "remove": lambda: gallery.remove("anna"),
    }[what]()
    finish(chores)
    assert [notice.key for notice in notices.notices] == ["portrait file"]
    assert shown, "the panel shows what is there, whatever it showed meanwhile"
    backstage.gallery.refused = set()
    gallery.rename("anna", "Anne")
    finish(chores)
    assert notices.notices == ()
    assert gallery.portraits[1].name == "Anne"


def test_before_the_pipeline_is_there_a_change_is_refused_in_words(
    closed: GalleryControl, chores: Chores, notices: NoticeBoard
) -> None:
    closed.add_files([Path("carl.png")])
    closed.remove("anna")
    closed.restore_shipped()
    closed.poll()
    closed.step(None, 1)
    finish(chores)
    assert "again" in notices.notices[0].fix


def test_shipped_portraits_come_back(
    gallery: GalleryControl, backstage: FakeBackstage, chores: Chores
) -> None:
    hold(backstage, gallery, "anna")
    gallery.restore_shipped()
    finish(chores)
    assert gallery.portraits[0].shipped


@pytest.mark.parametrize(
    ("gone", "faceless", "neighbour"),
    [
        ("default", (), ANNA),
        ("bert", (), ANNA),
        ("anna", (), BERT),
        ("anna", ("bert",), default_portrait()),
        ("anna", ("bert", "default"), None),
    ],
)
def test_a_removed_portrait_names_the_one_that_may_take_its_place(
    gallery: GalleryControl,
    backstage: FakeBackstage,
    chores: Chores,
    gone: str,
    faceless: tuple[str, ...],
    neighbour: Path | None,
) -> None:
    told: list[tuple[Path, Path | None]] = []
    gallery.removed.connect(lambda path, heir: told.append((path, heir)))
    for key in faceless:
        backstage.thumbnails.make(key, Found.NONE)
    gallery.poll()
    gallery.remove(gone)
    gallery.remove("never there")
    finish(chores)
    assert told == [(item(gone).path, neighbour)]
