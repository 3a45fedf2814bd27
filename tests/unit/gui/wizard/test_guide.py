from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWizard
from pytestqt.qtbot import QtBot

from app.gui.dialogs.output_help import OutputCheck
from app.gui.views import DeviceChoice, FaceVerdict
from app.gui.wizard.guide import Guide
from tests.unit.gui.wizard.fake_services import DEMO, GENTLEMAN, LADY, LANDSCAPE, WEBCAM, FakeServices

NEXT = QWizard.WizardButton.NextButton
SKIP = QWizard.WizardButton.CustomButton1
CANCEL = QWizard.WizardButton.CancelButton


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def guide(qtbot: QtBot, services: FakeServices) -> Guide:
    guide = Guide(services)
    qtbot.addWidget(guide)
    guide.show()
    return guide


def go_to(guide: Guide, page: object) -> None:
    while guide.currentPage() is not page:
        before = guide.currentId()
        guide.skip()
        assert guide.currentId() != before


def test_going_on_needs_consent(guide: Guide, qtbot: QtBot) -> None:
    assert not guide.button(NEXT).isEnabled()
    with qtbot.waitSignal(guide.consent_changed) as said:
        guide.consent.panel.box.click()
    assert said.args == [True]
    guide.button(NEXT).click()
    assert guide.currentPage() is guide.camera


def test_consent_can_be_skipped_and_is_not_given_by_that(guide: Guide, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(guide.consent_changed):
        guide.button(SKIP).click()
    assert guide.currentPage() is guide.camera
    assert not guide.consent.panel.agreed


def test_who_agreed_before_need_not_again(qtbot: QtBot, services: FakeServices) -> None:
    guide = Guide(services, agreed=True)
    qtbot.addWidget(guide)
    guide.show()
    assert guide.button(NEXT).isEnabled()


def test_every_page_can_be_skipped(guide: Guide) -> None:
    seen = 1
    while guide.nextId() != -1:
        assert guide.button(SKIP).isVisible()
        guide.button(SKIP).click()
        seen += 1
    assert seen == 6
    assert not guide.button(SKIP).isVisible()
    assert not guide.button(CANCEL).isVisible()


@pytest.mark.parametrize("now", [True, False])
def test_start_now_is_a_choice(guide: Guide, qtbot: QtBot, now: bool) -> None:
    go_to(guide, guide.done_page)
    guide.done_page.start.setChecked(now)
    seen: list[bool] = []
    guide.start_asked.connect(lambda: seen.append(True))
    with qtbot.waitSignal(guide.finished):
        guide.button(QWizard.WizardButton.FinishButton).click()
    assert seen == [True] * now


def test_finishing_later_starts_nothing(guide: Guide, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(guide.start_asked), qtbot.waitSignal(guide.finished):
        guide.button(CANCEL).click()


def test_the_camera_is_open_only_while_its_page_is_seen(guide: Guide, services: FakeServices) -> None:
    assert not services.watched
    go_to(guide, guide.camera)
    assert services.watched
    guide.next()
    assert not services.watched
    guide.back()
    guide.close()
    assert not services.watched


def test_the_preview_is_asked_for_in_its_own_pixels(guide: Guide, services: FakeServices) -> None:
    go_to(guide, guide.camera)
    guide.camera.preview.poll()
    size = guide.camera.preview.size() * guide.camera.preview.devicePixelRatio()
    assert services.asked_sizes[-1] == (size.width(), size.height())


def test_the_camera_page_says_whether_a_face_is_seen(guide: Guide, services: FakeServices) -> None:
    go_to(guide, guide.camera)
    remark, preview = guide.camera.remark, guide.camera.preview
    assert "Opening" in remark.text
    services.serial, services.face = 1, None
    preview.poll()
    assert "No face" in remark.text
    services.serial, services.face = 2, np.full((4, 2), 0.5, np.float32)
    preview.poll()
    assert "was found" in remark.text
    services.camera_problem = "The camera is in use. Close the other program."
    services.changed.emit()
    assert remark.text == services.camera_problem


def test_the_preview_shows_picture_and_landmarks(guide: Guide, services: FakeServices) -> None:
    go_to(guide, guide.camera)
    services.serial, services.face = 1, np.array([[0.5, 0.5]], np.float32)
    preview = guide.camera.preview
    preview.poll()
    shown = preview.grab().toImage()
    scale = shown.devicePixelRatio()
    middle = shown.pixelColor(int(preview.width() * scale / 2), int(preview.height() * scale / 2))
    beside = shown.pixelColor(int(preview.width() * scale / 2 + 20), int(preview.height() * scale / 2))
    assert (beside.red(), beside.green(), beside.blue()) == (90, 90, 90)
    assert middle.blue() > 150


def test_cameras_come_and_go_and_a_missing_one_stays(guide: Guide, services: FakeServices) -> None:
    go_to(guide, guide.camera)
    picker = guide.camera.picker
    assert [picker.itemText(row) for row in range(picker.count())] == [WEBCAM.name, DEMO.name]
    services.cameras = (replace(WEBCAM, connected=False), DEMO, DeviceChoice("cam-2", "Other"))
    services.changed.emit()
    assert picker.currentText() == "Integrated Camera (disconnected)"
    assert picker.count() == 3
    assert "No camera was found" in guide.camera.remark.text


def test_another_camera_is_chosen_at_once(guide: Guide, services: FakeServices) -> None:
    go_to(guide, guide.camera)
    services.serial = 1
    guide.camera.preview.poll()
    guide.camera.picker.setCurrentIndex(1)
    guide.camera.picker.activated.emit(1)
    assert services.camera == DEMO.id
    assert not guide.camera.preview.has_picture


def test_portraits_are_chosen_and_those_without_a_face_cannot_be(
    guide: Guide, services: FakeServices
) -> None:
    go_to(guide, guide.portrait)
    guide.portrait.list.setCurrentRow(1)
    assert services.portrait == GENTLEMAN.id
    services.portraits = (LADY, GENTLEMAN, LANDSCAPE)
    services.changed.emit()
    assert not guide.portrait.list.item(2).flags() & Qt.ItemFlag.ItemIsEnabled
    assert "no face" in guide.portrait.remark.text
    assert guide.portrait.list.currentRow() == 1


def test_thumbnails_appear_when_they_are_made(guide: Guide, services: FakeServices) -> None:
    go_to(guide, guide.portrait)
    services.thumbnails = {LADY.id: np.full((32, 32, 4), (0, 0, 255, 255), np.uint8)}
    services.changed.emit()
    pixel = guide.portrait.list.item(0).icon().pixmap(32, 32).toImage().pixelColor(16, 16)
    assert (pixel.red(), pixel.green(), pixel.blue()) == (255, 0, 0)


def test_a_portrait_whose_face_is_not_known_yet_can_be_chosen(guide: Guide, services: FakeServices) -> None:
    services.portraits = (LADY, replace(GENTLEMAN, verdict=FaceVerdict.UNKNOWN))
    go_to(guide, guide.portrait)
    guide.portrait.list.setCurrentRow(1)
    assert services.portrait == GENTLEMAN.id


def test_files_that_were_chosen_are_added(guide: Guide, services: FakeServices) -> None:
    go_to(guide, guide.portrait)
    guide.portrait._add(["/x/a.png", "/x/b.jpg"])
    assert services.added == [Path("/x/a.png"), Path("/x/b.jpg")]


def test_the_download_is_started_and_stopped(guide: Guide, services: FakeServices) -> None:
    go_to(guide, guide.quality)
    panel = guide.quality.panel
    assert "522 MB" in panel.start.text()
    panel.start.click()
    assert services.download.running
    assert panel.cancel.isVisible()
    assert not panel.start.isVisible()
    panel.cancel.click()
    assert not services.download.running


def test_the_virtual_camera_is_looked_at_on_arrival_and_again(guide: Guide, services: FakeServices) -> None:
    go_to(guide, guide.output)
    assert services.output_checks == 1
    guide.output.panel.again.click()
    assert services.output_checks == 2
    services.output = OutputCheck(ready=True, name="My Camera")
    services.changed.emit()
    assert "My Camera" in guide.output.panel.state.text


def test_the_end_tells_what_is_ready_and_what_is_not(guide: Guide, services: FakeServices) -> None:
    services.cameras = (replace(WEBCAM, connected=False), DEMO)
    go_to(guide, guide.done_page)
    camera, portrait, engine, output = (row.text for row in guide.done_page.rows)
    assert "none yet" in camera
    assert LADY.name in portrait
    assert "mesh" in engine
    assert "not yet" in output
    services.download = replace(services.download, installed=True, gpu="GPU")
    services.output = OutputCheck(ready=True)
    services.changed.emit()
    assert "LivePortrait" in guide.done_page.rows[2].text
    assert "LivePortrait Cam" in guide.done_page.rows[3].text


def test_pages_that_are_not_seen_do_no_work(guide: Guide, services: FakeServices) -> None:
    services.portraits = ()
    services.changed.emit()
    assert guide.portrait.list.count() == 0
    go_to(guide, guide.portrait)
    services.portraits = (LADY,)
    go_to(guide, guide.done_page)
    services.changed.emit()
    assert guide.portrait.list.count() == 0
