"""The part of the tuning panel with a gain for every action unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QLabel, QWidget

from app.facs import ActionUnit
from app.gui.panels.action_unit_words import unit_meaning, unit_name
from app.gui.panels.tuning_part import TuningPart
from app.gui.widgets.metered_slider import MeteredSlider
from app.tuning import AS_THE_DRIVER, WITHOUT_CONTROL, Tuning

_LIDS = (ActionUnit.EYES_CLOSED, ActionUnit.BLINK, ActionUnit.WINK)
_LOWER_FROM = ActionUnit.NOSE_WRINKLER.number


class ActionUnitsPart(TuningPart):
    """A gain for each of the driver's action units, and how strongly each is seen now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.units: dict[ActionUnit, MeteredSlider] = {}
        self.column.addWidget(_small(self.tr("How strongly each movement is carried over; 1 is as tracked.")))
        self.why_not = _small(self.tr("LivePortrait has no control for those that are greyed out."))
        self.column.addWidget(self.why_not)
        upper = [unit for unit in ActionUnit if unit.number < _LOWER_FROM or unit in _LIDS]
        lower = [unit for unit in ActionUnit if unit not in upper]
        self._add(self.tr("Brows and eyes"), upper)
        self._add(self.tr("Nose, mouth and jaw"), lower)
        self.set_controls_only(False)

    def set_controls_only(self, only: bool) -> None:
        """Whether the engine that draws knows just what expression controls can tell it."""
        self.why_not.setVisible(only)
        for unit, row in self.units.items():
            row.setEnabled(not (only and unit in WITHOUT_CONTROL))

    def show_intensities(self, seen: Mapping[ActionUnit, float] | None) -> None:
        """Shows what is tracked now, 0..5 each; None while nothing is."""
        for unit, row in self.units.items():
            row.meter.show_intensity(None if seen is None else seen[unit])

    def at_rest(self, tuning: Tuning) -> Tuning:
        """The tuning with every action unit as the driver does it; the lift of small ones stays."""
        lift = tuning.action_units.micro_expressions
        return replace(tuning, action_units=replace(AS_THE_DRIVER, micro_expressions=lift))

    def _show(self, tuning: Tuning) -> None:
        for unit, row in self.units.items():
            row.set_value(tuning.action_units.of(unit))

    def _add(self, heading: str, units: list[ActionUnit]) -> None:
        title = QLabel(heading)
        title.setProperty("role", "heading")
        title.setContentsMargins(0, 6, 0, 2)
        self.column.addWidget(title)
        for unit in units:
            row = MeteredSlider(unit_name(unit), unit_meaning(unit))
            row.value_changed.connect(lambda gain, unit=unit: self._choose(unit, gain))
            self.units[unit] = row
            self.column.addWidget(row)

    def _choose(self, unit: ActionUnit, gain: float) -> None:
        gains = self._tuning.action_units.with_gain(unit, gain)
        self._tell(replace(self._tuning, action_units=gains))


def _small(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "small")
    label.setWordWrap(True)
    return label
