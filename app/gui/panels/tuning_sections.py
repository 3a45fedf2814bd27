"""The parts of the tuning panel. Each shows its share of a tuning and hands back a changed one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.config import MotionMode
from app.gui.panels.micro_expressions import MicroExpressions
from app.gui.panels.tuning_part import REST, TuningPart
from app.gui.widgets.gaze_pad import GazePad
from app.gui.widgets.value_slider import ValueSlider
from app.tuning import MOST_STRENGTH, Controls, RegionStrengths, Tuning

_PERCENT = 100


class ControlsPart(TuningPart):
    """Expression sliders, -1..1.

    Args:
        labels: Words for each field of ``Controls``.
        above: What comes before the sliders, in place and in the order of Tab.
        parent: Owner.
    """

    def __init__(
        self, labels: dict[str, str], above: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        if above is not None:
            self.column.addWidget(above, 0, Qt.AlignmentFlag.AlignHCenter)
        for name, label in labels.items():
            row = ValueSlider(label)
            row.value_changed.connect(lambda value, name=name: self._choose(**{name: value}))
            self.rows[name] = row
            self.column.addWidget(row)

    def at_rest(self, tuning: Tuning) -> Tuning:
        """The tuning with these controls at rest."""
        return replace(tuning, controls=replace(tuning.controls, **dict.fromkeys(self.rows, 0.0)))

    def _show(self, tuning: Tuning) -> None:
        for name, row in self.rows.items():
            row.set_value(_control(tuning.controls, name))

    def _choose(self, **values: float) -> None:
        self._tell(replace(self._tuning, controls=replace(self._tuning.controls, **values)))


class GazePart(ControlsPart):
    """The two gaze sliders with a pad for both at once.

    Args:
        labels: Words for ``gaze_x`` and ``gaze_y``.
        parent: Owner.
    """

    def __init__(self, labels: dict[str, str], parent: QWidget | None = None) -> None:
        pad = GazePad()
        super().__init__(labels, pad, parent)
        self.pad = pad
        self.pad.gaze_changed.connect(lambda x, y: self._choose(gaze_x=x, gaze_y=y))

    def _show(self, tuning: Tuning) -> None:
        super()._show(tuning)
        self.pad.set_gaze(tuning.controls.gaze_x, tuning.controls.gaze_y)


class StrengthPart(TuningPart):
    """How strongly each region follows, in percent.

    Args:
        labels: Words for each field of ``RegionStrengths``.
        parent: Owner.
    """

    def __init__(self, labels: dict[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for name, label in labels.items():
            row = percent_slider(label, MOST_STRENGTH, 1.0)
            row.set_spoken_name(self.tr("{region} strength").format(region=label))
            row.value_changed.connect(lambda value, name=name: self._choose(name, value))
            self.rows[name] = row
            self.column.addWidget(row)

    def at_rest(self, tuning: Tuning) -> Tuning:
        """The tuning with every region at the driver's own strength."""
        return replace(tuning, regions=REST.regions)

    def _show(self, tuning: Tuning) -> None:
        for name, row in self.rows.items():
            row.set_value(_PERCENT * _region(tuning.regions, name))

    def _choose(self, name: str, percent: float) -> None:
        regions = replace(self._tuning.regions, **{name: percent / _PERCENT})
        self._tell(replace(self._tuning, regions=regions))


class MotionPart(TuningPart):
    """Overall strength, smoothing, how motion is read, and what LivePortrait alone can do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strength = percent_slider(self.tr("Strength"), MOST_STRENGTH, REST.strength)
        self.smoothing = percent_slider(self.tr("Smoothing"), 1.0, REST.smoothing)
        self.relative = QRadioButton(self.tr("Relative"))
        self.relative.setToolTip(self.tr("The portrait keeps its own expression while your face rests"))
        self.absolute = QRadioButton(self.tr("Absolute"))
        self.absolute.setToolTip(self.tr("The portrait takes over your pose and expression as they are"))
        self._modes = QButtonGroup(self)
        self.micro = MicroExpressions()
        self.rows = {"strength": self.strength, "smoothing": self.smoothing, "micro": self.micro.amount}
        self.eyes = QCheckBox(self.tr("Eye retargeting"))
        self.eyes.setToolTip(self.tr("The portrait's eyes open and close as far as yours"))
        self.lips = QCheckBox(self.tr("Lip retargeting"))
        self.lips.setToolTip(self.tr("The portrait's lips open and close as far as yours"))
        self.why_not = QLabel(self.tr("Retargeting needs the LivePortrait engine."))
        self.why_not.setProperty("role", "small")
        self.why_not.setWordWrap(True)
        self.unnatural = QCheckBox(self.tr("Allow unnatural poses"))
        self.unnatural.setToolTip(self.tr("Lets sliders go past the limits of a natural face"))
        self.idle = QCheckBox(self.tr("Idle life"))
        self.idle.setToolTip(self.tr("Blinks and breathes a little while your eyes or face are not seen"))
        self._arrange()
        self._connect()
        self.set_retargeting(False)

    def set_retargeting(self, possible: bool) -> None:
        """Whether the engine in use can retarget eyes and lips."""
        self.eyes.setEnabled(possible)
        self.lips.setEnabled(possible)
        self.why_not.setVisible(not possible)

    def at_rest(self, tuning: Tuning) -> Tuning:
        """The tuning with motion as it is at first."""
        gains = replace(tuning.action_units, micro_expressions=REST.action_units.micro_expressions)
        return replace(REST, controls=tuning.controls, regions=tuning.regions, action_units=gains)

    def _show(self, tuning: Tuning) -> None:
        self.strength.set_value(_PERCENT * tuning.strength)
        self.smoothing.set_value(_PERCENT * tuning.smoothing)
        self.relative.setChecked(tuning.mode is MotionMode.RELATIVE)
        self.absolute.setChecked(tuning.mode is MotionMode.ABSOLUTE)
        self.micro.show_amount(tuning.action_units.micro_expressions)
        self.eyes.setChecked(tuning.eye_retargeting)
        self.lips.setChecked(tuning.lip_retargeting)
        self.unnatural.setChecked(tuning.allow_unnatural)
        self.idle.setChecked(tuning.idle_life)

    def _lift(self, amount: float) -> None:
        gains = replace(self._tuning.action_units, micro_expressions=amount)
        self._tell(replace(self._tuning, action_units=gains))

    def _connect(self) -> None:
        self.micro.chosen.connect(self._lift)
        self.strength.value_changed.connect(
            lambda percent: self._tell(replace(self._tuning, strength=percent / _PERCENT))
        )
        self.smoothing.value_changed.connect(
            lambda percent: self._tell(replace(self._tuning, smoothing=percent / _PERCENT))
        )
        self.relative.clicked.connect(lambda: self._tell(replace(self._tuning, mode=MotionMode.RELATIVE)))
        self.absolute.clicked.connect(lambda: self._tell(replace(self._tuning, mode=MotionMode.ABSOLUTE)))
        self.eyes.clicked.connect(lambda on: self._tell(replace(self._tuning, eye_retargeting=on)))
        self.lips.clicked.connect(lambda on: self._tell(replace(self._tuning, lip_retargeting=on)))
        self.unnatural.clicked.connect(lambda on: self._tell(replace(self._tuning, allow_unnatural=on)))
        self.idle.clicked.connect(lambda on: self._tell(replace(self._tuning, idle_life=on)))

    def _arrange(self) -> None:
        modes = QHBoxLayout()
        for button in (self.relative, self.absolute):
            self._modes.addButton(button)
            modes.addWidget(button)
        modes.addStretch()
        boxes = QVBoxLayout()
        boxes.setSpacing(2)
        for widget in (self.eyes, self.lips, self.why_not, self.idle, self.unnatural):
            boxes.addWidget(widget)
        self.column.addWidget(self.strength)
        self.column.addWidget(self.smoothing)
        self.column.addWidget(self.micro)
        self.column.addLayout(modes)
        self.column.addLayout(boxes)


def percent_slider(label: str, most: float, default: float) -> ValueSlider:
    """A slider for a share, shown in percent; its values are percent too."""
    return ValueSlider(label, 0, most * _PERCENT, default * _PERCENT, decimals=0, unit=" %")


def _control(controls: Controls, name: str) -> float:
    return float(getattr(controls, name))


def _region(regions: RegionStrengths, name: str) -> float:
    return float(getattr(regions, name))
