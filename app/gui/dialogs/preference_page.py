"""What the pages of the preferences have in common."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.gui.dialogs.parts import words
from app.gui.views import DeviceChoice
from app.settings.model import AppSettings

_INDENT = 28


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the preferences must know of this machine.

    Attributes:
        recordings: Where recordings go unless another folder is chosen.
        snapshots: Where snapshots go unless another folder is chosen.
        weights: Where LivePortrait's weights are.
        logs: Where the log files are.
        devices: What LivePortrait's networks can run on here, without "auto".
        has_tray: The desktop shows tray icons.
    """

    recordings: Path
    snapshots: Path
    weights: Path
    logs: Path
    devices: tuple[DeviceChoice, ...] = ()
    has_tray: bool = True


class PreferencePage(QWidget):
    """One page: shows a part of the settings and says when the person changed it."""

    changed = Signal()
    """The person changed something on this page."""

    def __init__(self) -> None:
        super().__init__()
        self.form = QGridLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(10)
        self.form.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 18, 18, 18)
        layout.addLayout(self.form)
        layout.addStretch(1)

    def show_settings(self, settings: AppSettings) -> None:
        """Shows these settings; does not count as a change."""
        raise NotImplementedError

    def applied_to(self, settings: AppSettings) -> AppSettings:
        """The settings with this page's part as it is shown."""
        raise NotImplementedError

    def add_field(self, name: str, field: QWidget, remark: str = "") -> None:
        """Adds a row: a name, its field, a remark under it."""
        label = QLabel(name)
        label.setBuddy(field)
        field.setAccessibleName(name.replace("&", ""))
        place = self.form.rowCount()
        self.form.addWidget(label, place, 0, Qt.AlignmentFlag.AlignVCenter)
        self.form.addWidget(field, place, 1)
        if remark:
            self.form.addWidget(words(remark, "small"), place + 1, 1)

    def add_check(self, name: str, remark: str = "", indent: bool = False) -> QCheckBox:
        """Adds a check box over the whole width with a remark under it."""
        check = QCheckBox(name)
        check.clicked.connect(lambda _: self.changed.emit())
        check.setAccessibleDescription(remark)
        self.add_wide(check, _INDENT if indent else 0)
        if remark:
            self.add_wide(words(remark, "small"), _INDENT * (2 if indent else 1))
        return check

    def add_wide(self, widget: QWidget, indent: int = 0) -> None:
        """Adds a widget over the whole width."""
        holder = QVBoxLayout()
        holder.setContentsMargins(indent, 0, 0, 0)
        if isinstance(widget, QCheckBox):
            holder.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            holder.addWidget(widget)
        self.form.addLayout(holder, self.form.rowCount(), 0, 1, 2)

    def add_gap(self) -> None:
        """Sets what follows apart."""
        self.form.setRowMinimumHeight(self.form.rowCount(), 8)

    def choice(self, choices: list[tuple[str, object]]) -> QComboBox:
        """A picker of values with their names."""
        box = QComboBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for name, value in choices:
            box.addItem(name, value)
        box.activated.connect(self.changed)
        return box


def select(box: QComboBox, value: object) -> None:
    """Shows a value; one that is not offered is added under its own name, never replaced."""
    for place in range(box.count()):
        if box.itemData(place) == value:
            box.setCurrentIndex(place)
            return
    box.addItem(str(value), value)
    box.setCurrentIndex(box.count() - 1)


def scrolled(page: QWidget) -> QScrollArea:
    """The page, scrollable where the window is too small for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
