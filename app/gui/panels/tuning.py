"""Everything that is tuned while a portrait is live."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.gui.panels.action_units_part import ActionUnitsPart
from app.gui.panels.preset_row import PresetRow
from app.gui.panels.tuning_part import REST, TuningPart
from app.gui.panels.tuning_sections import ControlsPart, GazePart, MotionPart, StrengthPart
from app.gui.theme import icon
from app.gui.widgets.section import Section
from app.gui.widgets.value_slider import align_rows
from app.tuning import Tuning


class TuningPanel(QWidget):
    """Presets above, sections of sliders below. Setters have no echo."""

    tuning_changed = Signal(Tuning)
    """The whole tuning, at every change and while dragging."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tuning = REST
        self._preset: Tuning | None = None
        self.presets = PresetRow()
        self.motion = MotionPart()
        self.action_units = ActionUnitsPart()
        self.gaze = GazePart(self._gaze_labels())
        self.parts: tuple[TuningPart, ...] = (
            ControlsPart(self._expression_labels()),
            self.gaze,
            ControlsPart(self._head_labels()),
            StrengthPart(self._region_labels()),
            self.motion,
            self.action_units,
        )
        self.sections = tuple(
            Section(title, part, expanded=part is not self.action_units)  # it is long, and for the few
            for title, part in zip(self._titles(), self.parts, strict=True)
        )
        self.action_units_section = self.sections[-1]
        self.reset_button = QPushButton(icon("reset"), self.tr("Reset all"))
        self.reset_button.clicked.connect(self.reset)
        align_rows(row for part in self.parts for row in part.rows.values())
        self._connect()
        self._arrange()
        self.set_tuning(REST)

    @property
    def tuning(self) -> Tuning:
        """The tuning shown."""
        return self._tuning

    def set_tuning(self, tuning: Tuning) -> None:
        """Shows a tuning without ``tuning_changed``."""
        self._tuning = tuning
        for part in self.parts:
            part.set_tuning(tuning)
        self._mark()

    def set_presets(self, names: Sequence[str], current: str = "", preset: Tuning | None = None) -> None:
        """Shows the presets.

        Args:
            names: All of them.
            current: The one that was applied last, empty for none.
            preset: Its tuning, to mark what differs from it.
        """
        self._preset = preset
        self.presets.set_presets(names, current)
        self._mark()

    def set_retargeting(self, possible: bool) -> None:
        """Whether the engine in use can retarget eyes and lips."""
        self.motion.set_retargeting(possible)

    def set_controls_only(self, only: bool) -> None:
        """Whether the engine that draws knows just what expression controls can tell it."""
        self.action_units.set_controls_only(only)

    def reset(self) -> None:
        """Returns everything to rest, as if the person had moved it there."""
        self._on_changed(REST)

    def _on_changed(self, tuning: Tuning) -> None:
        if tuning != self._tuning:
            self.set_tuning(tuning)
            self.tuning_changed.emit(tuning)

    def _mark(self) -> None:
        for section, part in zip(self.sections, self.parts, strict=True):
            section.set_modified(part.at_rest(self._tuning) != self._tuning)
        self.reset_button.setEnabled(self._tuning != REST)
        self.presets.set_modified(self._preset is not None and self._preset != self._tuning)

    def _connect(self) -> None:
        for section, part in zip(self.sections, self.parts, strict=True):
            part.changed.connect(self._on_changed)
            section.reset_asked.connect(lambda part=part: self._on_changed(part.at_rest(self._tuning)))

    def _arrange(self) -> None:
        inner = QWidget()
        sections = QVBoxLayout(inner)
        sections.setContentsMargins(4, 4, 8, 4)
        sections.setSpacing(2)
        for section in self.sections:
            sections.addWidget(section)
        sections.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # whatever is reached by Tab scrolls into view
        inner.setAutoFillBackground(False)  # the window shows through
        scroll.viewport().setAutoFillBackground(False)
        scroll.setMinimumWidth(inner.minimumSizeHint().width() + 16)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(8, 0, 8, 8)
        bottom.addStretch()
        bottom.addWidget(self.reset_button)
        top = QHBoxLayout()
        top.setContentsMargins(8, 8, 8, 0)
        top.addWidget(self.presets)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(top)
        column.addWidget(scroll, 1)
        column.addLayout(bottom)

    def _titles(self) -> tuple[str, ...]:
        return (
            self.tr("Expression"),
            self.tr("Gaze"),
            self.tr("Head"),
            self.tr("Strength by region"),
            self.tr("Motion"),
            self.tr("Action units"),
        )

    def _expression_labels(self) -> dict[str, str]:
        return {
            "smile": self.tr("Smile"),
            "blink_left": self.tr("Blink left"),
            "blink_right": self.tr("Blink right"),
            "wink": self.tr("Wink"),
            "brows": self.tr("Brows"),
            "mouth_open": self.tr("Mouth open"),
            "grin": self.tr("Grin"),
            "pout": self.tr("Pout"),
            "purse": self.tr("Purse"),
        }

    def _gaze_labels(self) -> dict[str, str]:
        return {"gaze_x": self.tr("Gaze sideways"), "gaze_y": self.tr("Gaze up")}

    def _head_labels(self) -> dict[str, str]:
        return {
            "head_pitch": self.tr("Pitch"),
            "head_yaw": self.tr("Yaw"),
            "head_roll": self.tr("Roll"),
            "zoom": self.tr("Zoom"),
            "move_x": self.tr("Move sideways"),
            "move_y": self.tr("Move up"),
        }

    def _region_labels(self) -> dict[str, str]:
        return {
            "head": self.tr("Head"),
            "eyes": self.tr("Eyes"),
            "brows": self.tr("Brows"),
            "mouth": self.tr("Mouth"),
        }
