"""The row that every tuned value has: label, slider, typed value, reset."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from app.gui.theme import Tone, icon
from app.gui.widgets.slider import Slider
from app.gui.widgets.value_field import ValueField


class ValueSlider(QWidget):
    """A value between two limits; a double-click on slider or label brings its default back.

    Args:
        label: Words before the slider.
        minimum: Lower limit.
        maximum: Upper limit.
        default: What a reset returns to.
        decimals: Digits after the point; the finest step.
        unit: Behind the value, e.g. ``%``.
        parent: Owner.
    """

    value_changed = Signal(float)
    """Moved or typed by the person, also while dragging."""

    def __init__(
        self,
        label: str,
        minimum: float = -1.0,
        maximum: float = 1.0,
        default: float = 0.0,
        decimals: int = 2,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._scale: int = 10**decimals
        self._default = default
        self._value = default
        self.label = QLabel(label)
        self.slider = _slider(minimum, maximum, default, self._scale)
        self.field = ValueField(minimum, maximum, decimals, unit)
        self.reset_button = self._make_reset()
        self._arrange()
        self.label.setBuddy(self.slider)
        self.label.installEventFilter(self)
        self.setFocusProxy(self.slider)
        self.slider.valueChanged.connect(lambda step: self._choose(step / self._scale))
        self.slider.home_asked.connect(self.reset)
        self.field.typed.connect(self._choose)
        self.set_spoken_name(label)
        self._show()

    @property
    def value(self) -> float:
        """The value shown."""
        return self._value

    @property
    def is_default(self) -> bool:
        """Whether there is nothing to reset."""
        return abs(self._value - self._default) < 0.5 / self._scale

    def set_value(self, value: float) -> None:
        """Shows a value without ``value_changed``."""
        self._value = value
        self._show()

    def set_spoken_name(self, name: str, meaning: str = "") -> None:
        """What it is called aloud, where its label says too little by itself.

        Args:
            name: Its name.
            meaning: What it does, if there is more to say than its name.
        """
        low, high = self.field.limits
        limits = self.tr("{low} to {high}; double-click returns to the default").format(low=low, high=high)
        self.setAccessibleName(name)
        self.slider.setAccessibleName(name)
        self.slider.setAccessibleDescription(f"{meaning} {limits}".strip())
        self.field.setAccessibleName(self.tr("{name}, value").format(name=name))
        self.reset_button.setAccessibleName(self.tr("Reset {name}").format(name=name))
        self.reset_button.setToolTip(self.tr("Reset {name}").format(name=name))

    def reset(self) -> None:
        """Returns to the default, as if the person had moved it there."""
        self._choose(self._default)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Double-clicks on the label."""
        pressed = isinstance(event, QMouseEvent) and event.button() is Qt.MouseButton.LeftButton
        if pressed and event.type() is QEvent.Type.MouseButtonDblClick and self.isEnabled():
            self.reset()
            return True
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.label)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        row.addWidget(self.reset_button)

    def _choose(self, value: float) -> None:
        if value == self._value:
            return
        self._value = value
        self._show()
        self.value_changed.emit(value)

    def _show(self) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(self._value * self._scale))
        self.slider.blockSignals(False)
        self.slider.update()
        self.field.show_value(self._value)
        self.reset_button.setVisible(not self.is_default)

    def _make_reset(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "mini")
        button.setIcon(icon("reset", Tone.ACCENT))
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(22, 22)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        button.clicked.connect(self.reset)
        return button


def _slider(minimum: float, maximum: float, default: float, scale: int) -> Slider:
    origin = 0.0 if minimum < 0 < maximum else minimum
    slider = Slider(round(origin * scale), round(default * scale))
    slider.setRange(round(minimum * scale), round(maximum * scale))
    steps = slider.maximum() - slider.minimum()
    slider.setSingleStep(max(1, steps // 100))
    slider.setPageStep(max(1, steps // 10))
    return slider


def align_rows(rows: Iterable[ValueSlider]) -> None:
    """Starts and ends the sliders of some rows at the same places, whatever the language."""
    rows = list(rows)
    labels = max((row.label.sizeHint().width() for row in rows), default=0)
    fields = max((row.field.sizeHint().width() for row in rows), default=0)
    for row in rows:
        row.label.setMinimumWidth(labels)
        row.field.setFixedWidth(fields)
