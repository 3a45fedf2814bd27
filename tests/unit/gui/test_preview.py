from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.preview import Preview
from app.gui.theme import DARK
from app.gui.views import BGRAImage, OnAir, PreviewPicture, StreamState, StreamView
from app.gui.widgets.dropped import image_of
from app.gui.widgets.pixels import wrapped
from tests.unit.gui.widgets.dragging import drag_in, drag_out, drop

LIVE = StreamView(StreamState.LIVE, face_seen=True)


def noise(height: int, width: int, seed: int = 0) -> BGRAImage:
    pixels = np.random.default_rng(seed).integers(0, 255, (height, width, 4), np.uint8)
    pixels[..., 3] = 255
    return pixels


class Puller:
    """Hands out what the test laid in, and remembers what was asked."""

    def __init__(self) -> None:
        self.pictures: list[PreviewPicture] = []
        self.asked: list[tuple[int, int, int]] = []

    def __call__(self, width: int, height: int, after: int) -> PreviewPicture | None:
        self.asked.append((width, height, after))
        return self.pictures.pop(0) if self.pictures else None


@pytest.fixture
def puller() -> Puller:
    return Puller()


@pytest.fixture
def preview(qtbot: QtBot, puller: Puller) -> Preview:
    preview = Preview(puller)
    qtbot.addWidget(preview)
    preview.set_badge_shown(False)
    preview.show_view(LIVE)
    preview.resize(400, 300)
    preview.show()
    return preview


def seen(preview: Preview) -> BGRAImage:
    image = preview.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return rows.copy()


def test_the_picture_is_shown_pixel_for_pixel(preview: Preview, puller: Puller) -> None:
    pixels = noise(225, 400)
    puller.pictures = [PreviewPicture(pixels, 1)]
    preview.refresh()
    shown = seen(preview)
    top = (300 - 225) // 2
    np.testing.assert_array_equal(shown[top : top + 225, :, :3], pixels[..., :3])
    stage = QColor(DARK.stage)
    assert tuple(shown[top - 1, 200, 2::-1]) == (stage.red(), stage.green(), stage.blue())
    assert tuple(shown[top + 225, 200, 2::-1]) == (stage.red(), stage.green(), stage.blue())


def test_it_asks_for_what_is_newer_than_what_it_shows(preview: Preview, puller: Puller) -> None:
    puller.pictures = [PreviewPicture(noise(300, 400), 7)]
    preview.refresh()
    preview.refresh()
    assert puller.asked == [(400, 300, -1), (400, 300, 7)]


def test_it_pulls_only_while_live(preview: Preview, puller: Puller, qtbot: QtBot) -> None:
    assert not preview.is_live
    preview.set_live(100)
    qtbot.waitUntil(lambda: len(puller.asked) > 3, timeout=2000)
    preview.set_idle()
    asked = len(puller.asked)
    QApplication.processEvents()
    assert not preview.is_live
    assert len(puller.asked) == asked


def test_hidden_it_pulls_nothing(preview: Preview, puller: Puller) -> None:
    preview.hide()
    preview.refresh()
    assert puller.asked == []


def test_after_a_resize_the_last_picture_is_scaled_until_the_next(preview: Preview, puller: Puller) -> None:
    flat = np.full((225, 400, 4), (10, 200, 30, 255), np.uint8)
    puller.pictures = [PreviewPicture(flat, 1)]
    preview.refresh()
    preview.resize(800, 450)
    shown = seen(preview)
    assert tuple(shown[2, 2, :3]) == (10, 200, 30)
    assert tuple(shown[447, 797, :3]) == (10, 200, 30)
    preview.refresh()
    assert puller.asked[-1] == (800, 450, -1)


def test_idle_it_shows_the_still(preview: Preview, puller: Puller) -> None:
    puller.pictures = [PreviewPicture(noise(300, 400), 1)]
    preview.refresh()
    still = np.full((30, 40, 4), (0, 0, 250, 255), np.uint8)
    preview.show_still(still)
    still[:] = 0  # the preview has its own
    preview.set_idle()
    assert tuple(seen(preview)[150, 200, :3]) == (0, 0, 250)


def test_the_inset_draws_the_face_or_says_there_is_none(preview: Preview, puller: Puller) -> None:
    black = np.zeros((300, 400, 4), np.uint8)
    rng = np.random.default_rng(1)
    landmarks = rng.random((478, 2), np.float32)
    corner = np.s_[215:285, 290:385]
    inks = []
    for serial, points in enumerate((landmarks, None, landmarks[:5])):
        puller.pictures = [PreviewPicture(black, serial + 1, points)]
        preview.refresh()
        preview.set_landmarks_shown(True)
        inks.append(int((seen(preview)[corner][..., 0] > 60).sum()))
    assert inks[0] > inks[1] > inks[2] > 0
    preview.set_landmarks_shown(False)
    assert not seen(preview)[corner][..., :3].any()


def test_the_camera_is_seen_only_when_asked(preview: Preview, puller: Puller) -> None:
    black = np.zeros((300, 400, 4), np.uint8)
    puller.pictures = [PreviewPicture(black, 1)]
    preview.refresh()
    preview.set_landmarks_shown(True)
    before = seen(preview)[240, 300, :3].max()
    preview.show_camera(np.full((30, 40, 4), 255, np.uint8))
    preview.update()
    assert seen(preview)[240, 300, :3].min() > 100 > before


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (StreamView(), "Stopped \N{EM DASH} press Start"),
        (StreamView(StreamState.STARTING, busy="opening the camera"), "opening the camera"),
        (StreamView(StreamState.LIVE), "Live"),
        (StreamView(StreamState.LIVE, OnAir.FROZEN), "Frozen"),
        (
            StreamView(StreamState.LIVE, OnAir.PLACEHOLDER, face_seen=False),
            "Placeholder on air, No face seen",
        ),
    ],
)
def test_its_state_is_said(preview: Preview, view: StreamView, words: str) -> None:
    preview.show_view(view)
    assert preview.accessibleDescription() == words
    preview.grab()


def test_the_countdown_is_said_and_shown(preview: Preview, puller: Puller) -> None:
    puller.pictures = [PreviewPicture(np.zeros((300, 400, 4), np.uint8), 1)]
    preview.refresh()
    plain = seen(preview)
    preview.show_countdown(3)
    assert preview.accessibleDescription() == "Live, 3: Look ahead, relaxed face"
    assert (seen(preview) != plain).any()
    preview.show_countdown(0)
    np.testing.assert_array_equal(seen(preview), plain)


def test_figures_show_while_live(preview: Preview) -> None:
    live = StreamView(StreamState.LIVE, engine="mesh")
    assert not preview.hud.isVisible()
    preview.show_view(live)
    assert preview.hud.isVisible()
    preview.show_view(StreamView(engine="mesh"))
    assert not preview.hud.isVisible()


def test_files_can_be_dropped(preview: Preview, qtbot: QtBot, tmp_path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a b.png")), QUrl("https://example.org/c.png")])
    with qtbot.waitSignal(preview.files_dropped, timeout=500) as told:
        drop(preview, mime)
    assert told.args == [[tmp_path / "a b.png"]]


def test_a_picture_can_be_dropped(preview: Preview, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setImageData(wrapped(noise(20, 30)).copy())
    with qtbot.waitSignal(preview.image_dropped, timeout=500) as told:
        drop(preview, mime)
    assert QImage.fromData(told.args[0]).size().toTuple() == (30, 20)


def test_text_cannot_be_dropped(preview: Preview, puller: Puller) -> None:
    puller.pictures = [PreviewPicture(np.zeros((300, 400, 4), np.uint8), 1)]
    preview.refresh()
    plain = seen(preview)
    mime = QMimeData()
    mime.setText("no picture")
    drag_in(preview, mime)
    np.testing.assert_array_equal(seen(preview), plain)
    assert image_of(mime) is None


def test_a_drag_is_highlighted_until_it_leaves(preview: Preview, tmp_path: Path) -> None:
    plain = seen(preview)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    drag_in(preview, mime)
    assert (seen(preview) != plain).any()
    drag_out(preview)
    np.testing.assert_array_equal(seen(preview), plain)


def test_a_pasted_file_is_passed_on_as_it_came() -> None:
    mime = QMimeData()
    mime.setData("image/jpeg", b"the bytes")
    assert image_of(mime) == b"the bytes"


@pytest.mark.parametrize(
    "pixels",
    [np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4, 4), np.float32), np.zeros((4, 8, 4), np.uint8)[:, ::2]],
)
def test_other_arrays_are_refused(pixels: BGRAImage) -> None:
    with pytest.raises(ValueError, match=r"pixels"):
        wrapped(pixels)
