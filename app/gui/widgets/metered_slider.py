"""A gain with its name above it, and beside the name what it is applied to."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.gui.widgets.intensity_meter import IntensityMeter
from app.gui.widgets.value_slider import ValueSlider
from app.tuning import MOST_STRENGTH

_FIELD_PADDING = 14


class MeteredSlider(ValueSlider):
    """A gain from 0 to 2; 1 leaves what is tracked as it is.

    Args:
        name: Above the slider.
        meaning: What is tracked, in plain words, for the tooltip.
        parent: Owner.
    """

    def __init__(self, name: str, meaning: str, parent: QWidget | None = None) -> None:
        self.meter = IntensityMeter(name)
        super().__init__(name, 0.0, MOST_STRENGTH, 1.0, parent=parent)
        self.set_spoken_name(name, meaning)
        self.setToolTip(meaning)

    def _arrange(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(6)
        above.addWidget(self.label, 1)
        above.addWidget(self.meter)
        above.addSpacing(self.reset_button.width() + _FIELD_PADDING)  # ends where the figure below it ends
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self.slider, 1)
        below.addWidget(self.field)
        below.addWidget(self.reset_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(0)
        column.addLayout(above)
        column.addLayout(below)
