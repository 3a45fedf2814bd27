import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.config import EngineChoice
from app.gui.panels.pickers import PickersPanel
from app.gui.views import DeviceChoice
from app.gui.widgets.picker import Picker

CAMERAS = (DeviceChoice("0", "Webcam"), DeviceChoice("usb-7", "Other webcam"))


@pytest.fixture
def panel(qtbot: QtBot) -> PickersPanel:
    panel = PickersPanel()
    qtbot.addWidget(panel)
    return panel


def rows(picker: Picker) -> list[str]:
    return [picker.combo.itemText(place) for place in range(picker.combo.count())]


def pick(picker: Picker, place: int) -> None:
    picker.combo.setCurrentIndex(place)
    picker.combo.activated.emit(place)


def test_a_choice_is_told_by_its_id(panel: PickersPanel) -> None:
    told: list[object] = []
    panel.camera_chosen.connect(told.append)
    panel.set_cameras(CAMERAS, "0")
    assert told == []
    pick(panel.camera, 1)
    assert told == ["usb-7"]


def test_new_lists_keep_the_choice(panel: PickersPanel) -> None:
    panel.set_cameras(CAMERAS, "usb-7")
    panel.set_cameras(CAMERAS[::-1])
    assert panel.camera.current == "usb-7"
    assert panel.camera.combo.currentIndex() == 0


def test_an_unplugged_camera_stays_and_comes_back(panel: PickersPanel) -> None:
    panel.set_cameras(CAMERAS, "usb-7")
    panel.set_cameras(CAMERAS[:1])
    assert rows(panel.camera) == ["Webcam", "Other webcam (disconnected)"]
    assert panel.camera.current == "usb-7"
    assert not panel.camera.hint.isHidden()
    panel.set_cameras(CAMERAS)
    assert rows(panel.camera) == ["Webcam", "Other webcam"]
    assert panel.camera.current == "usb-7"
    assert panel.camera.hint.isHidden()


def test_what_helps_is_said_below(panel: PickersPanel) -> None:
    panel.set_outputs([DeviceChoice("vcam", "Virtual camera", fix="Load the kernel module.")], "vcam")
    assert panel.output.hint.text() == "Load the kernel module."
    assert panel.output.combo.accessibleDescription() == "Load the kernel module."


def test_setters_have_no_echo(panel: PickersPanel) -> None:
    told: list[object] = []
    for signal in (panel.engine_chosen, panel.fps_chosen, panel.camera_chosen, panel.output_chosen):
        signal.connect(told.append)
    panel.set_engine(EngineChoice.LIVEPORTRAIT)
    panel.set_fps(60)
    panel.set_cameras(CAMERAS, "0")
    panel.set_outputs(CAMERAS, "0")
    assert panel.engine.current == "liveportrait"
    assert told == []


def test_engines_are_told_as_engines(panel: PickersPanel) -> None:
    told: list[EngineChoice] = []
    panel.engine_chosen.connect(told.append)
    pick(panel.engine, 1)
    assert told == [EngineChoice.MESH]


def test_another_shape_keeps_the_lines(panel: PickersPanel) -> None:
    told: list[tuple[int, int]] = []
    panel.size_chosen.connect(lambda width, height: told.append((width, height)))
    panel.set_size((1920, 1080))
    pick(panel.aspect, 2)
    assert told == [(1080, 1080)]
    pick(panel.aspect, 3)
    assert told[-1] == (1080, 1920)
    pick(panel.size_picker, 0)
    assert told[-1] == (360, 640)


def test_a_size_of_ones_own_is_shown(panel: PickersPanel) -> None:
    panel.set_size((1000, 600))
    assert panel.aspect.current == "own"
    assert panel.size_picker.combo.currentText() == "1000 × 600"  # noqa: RUF001
    panel.set_size((1280, 720))
    assert panel.size_picker.combo.currentText() == "720p  1280 × 720"  # noqa: RUF001


def test_rates(panel: PickersPanel) -> None:
    told: list[float] = []
    panel.fps_chosen.connect(told.append)
    panel.set_fps(29.97)
    assert panel.fps.combo.currentText() == "29.97"
    pick(panel.fps, 0)
    assert told == [15.0]


def test_size_and_rate_are_fixed_while_recording(panel: PickersPanel) -> None:
    panel.set_recording(True)
    for picker in (panel.aspect, panel.size_picker, panel.fps):
        assert not picker.combo.isEnabled()
        assert "recording" in picker.combo.toolTip()
    assert panel.camera.combo.isEnabled()
    assert not panel.locked_hint.isHidden()
    panel.set_recording(False)
    assert panel.fps.combo.isEnabled()


@pytest.mark.parametrize("connected", [True, False])
def test_long_names_end_in_dots(panel: PickersPanel, connected: bool) -> None:
    panel.resize(260, 400)
    panel.set_cameras([DeviceChoice("0", "W" * 20, connected)], "0")
    short = panel.camera.combo.grab().toImage()
    panel.set_cameras([DeviceChoice("0", "W" * 20 + "M" * 20, connected)], "0")
    assert panel.camera.combo.grab().toImage() == short


devices = st.lists(st.sampled_from("abcd"), unique=True).map(
    lambda ids: tuple(DeviceChoice(one, one.upper()) for one in ids)
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(devices, max_size=6), st.sampled_from("abcd"))
def test_whatever_is_plugged_the_choice_stays(
    panel: PickersPanel, lists: list[tuple[DeviceChoice, ...]], chosen: str
) -> None:
    panel.set_cameras((), chosen)
    for cameras in lists:
        panel.set_cameras(cameras)
        assert panel.camera.current == chosen
        row = panel.camera.choices[panel.camera.combo.currentIndex()]
        assert row.connected is any(camera.id == chosen for camera in cameras)
