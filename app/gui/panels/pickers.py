"""What is taken from where, drawn by whom, and sent to where, how large and how often."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from app.config import EngineChoice
from app.gui.views import DeviceChoice
from app.gui.widgets.picker import Picker
from app.settings.frames import FPS_CHOICES, FRAME_SIZES, Aspect, known_size


class PickersPanel(QWidget):
    """Camera, engine, output, shape, size and frame rate. Setters have no echo."""

    camera_chosen = Signal(str)
    """The camera's id."""
    engine_chosen = Signal(EngineChoice)
    output_chosen = Signal(str)
    """The output's id."""
    size_chosen = Signal(int, int)
    """Width and height, pixels."""
    fps_chosen = Signal(float)
    """Frames per second."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.camera = Picker(self.tr("Camera"))
        self.engine = Picker(self.tr("Engine"))
        self.output = Picker(self.tr("Output"))
        self.size_picker = Picker(self.tr("Size"))
        self.aspect = Picker(self.tr("Shape"))
        self.fps = Picker(self.tr("Frames per second"))
        self.locked_hint = QLabel(self.tr("Size and frame rate stay as they are while recording."))
        self.locked_hint.setProperty("role", "small")
        self.locked_hint.setWordWrap(True)
        self.locked_hint.hide()
        self._size = (1280, 720)
        self.aspect.set_choices([DeviceChoice(aspect.value, aspect.value) for aspect in Aspect])
        self._arrange()
        self.set_engines(self._engines(), EngineChoice.AUTO)
        self.set_size(self._size)
        self.set_fps(30)
        self._connect()

    def set_cameras(self, cameras: Sequence[DeviceChoice], current: str | None = None) -> None:
        """Shows the cameras; one that is chosen but gone stays, as disconnected."""
        self.camera.set_choices(cameras, current)

    def set_outputs(self, outputs: Sequence[DeviceChoice], current: str | None = None) -> None:
        """The same for outputs."""
        self.output.set_choices(outputs, current)

    def set_engines(self, engines: Sequence[DeviceChoice], current: EngineChoice) -> None:
        """Shows the engines; their ids are the values of ``EngineChoice``, their ``fix`` says what lacks."""
        self.engine.set_choices(engines, current.value)

    def set_engine(self, engine: EngineChoice) -> None:
        """Shows the engine that was asked for."""
        self.set_engines(self._engines(), engine)

    def set_size(self, size: tuple[int, int]) -> None:
        """Shows a size, also one that is not among those on offer."""
        self._size = size
        known = known_size(size)
        shapes = [DeviceChoice(aspect.value, aspect.value) for aspect in Aspect]
        if known is None:
            shapes.append(DeviceChoice("own", self.tr("Other")))
        self.aspect.set_choices(shapes, "own" if known is None else known.aspect.value)
        offered = [one for one in FRAME_SIZES if known is not None and one.aspect is known.aspect]
        rows = [DeviceChoice(_size_id(one.size), _size_words(one.size, f"{one.lines}p")) for one in offered]
        if known is None:
            rows.append(DeviceChoice(_size_id(size), _size_words(size)))
        self.size_picker.set_choices(rows, _size_id(size))

    def set_fps(self, fps: float) -> None:
        """Shows a frame rate, also one that is not among those on offer."""
        rates = sorted({*map(float, FPS_CHOICES), float(fps)})
        self.fps.set_choices(
            [DeviceChoice(f"{rate:g}", f"{rate:g}") for rate in rates],
            f"{float(fps):g}",
        )

    def set_recording(self, recording: bool) -> None:
        """Size and frame rate cannot change while something is recorded."""
        for picker in (self.aspect, self.size_picker, self.fps):
            picker.lock(self.locked_hint.text() if recording else "")
        self.locked_hint.setVisible(recording)

    def _engines(self) -> list[DeviceChoice]:
        names = {
            EngineChoice.AUTO: self.tr("Automatic"),
            EngineChoice.MESH: self.tr("Mesh, on any computer"),
            EngineChoice.LIVEPORTRAIT: self.tr("LivePortrait, needs a GPU"),
        }
        return [DeviceChoice(engine.value, name) for engine, name in names.items()]

    def _connect(self) -> None:
        self.camera.chosen.connect(self.camera_chosen)
        self.output.chosen.connect(self.output_chosen)
        self.engine.chosen.connect(lambda engine: self.engine_chosen.emit(EngineChoice(engine)))
        self.aspect.chosen.connect(self._on_aspect)
        self.size_picker.chosen.connect(self._on_size)
        self.fps.chosen.connect(lambda rate: self.fps_chosen.emit(float(rate)))

    def _on_aspect(self, value: str) -> None:
        if value == "own":
            return
        known = known_size(self._size)
        lines = min(self._size) if known is None else known.lines
        offered = [one for one in FRAME_SIZES if one.aspect.value == value]
        self._choose_size(min(offered, key=lambda one: abs(one.lines - lines)).size)

    def _on_size(self, value: str) -> None:
        width, _, height = value.partition("x")
        self._choose_size((int(width), int(height)))

    def _choose_size(self, size: tuple[int, int]) -> None:
        if size != self._size:
            self.set_size(size)
            self.size_chosen.emit(*size)

    def _arrange(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(10)
        for row, picker in enumerate((self.camera, self.engine, self.output)):
            grid.addWidget(picker, row, 0, 1, 2)
        grid.addWidget(self.size_picker, 3, 0, 1, 2)
        grid.addWidget(self.aspect, 4, 0)
        grid.addWidget(self.fps, 4, 1)
        grid.addWidget(self.locked_hint, 5, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)


def _size_id(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def _size_words(size: tuple[int, int], name: str = "") -> str:
    pixels = f"{size[0]} \N{MULTIPLICATION SIGN} {size[1]}"
    return f"{name}  {pixels}" if name else pixels
