"""Brings what is tracked to the meters beside the action units' sliders, while they can be seen."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from app.gui.controller import Controller
from app.gui.panels.tuning import TuningPanel
from app.gui.views import StreamState

_PER_SECOND = 10
"""As fast as one reads a bar; a single reading for every frame would be for nobody."""


class MeterWiring(QObject):
    """Polls the driver's action units while the stream is live and their section is open.

    Args:
        panel: With the meters.
        controller: The program.
        parent: Owner.
    """

    def __init__(self, panel: TuningPanel, controller: Controller, parent: QObject) -> None:
        super().__init__(parent)
        self._panel, self._controller = panel, controller
        self.timer = QTimer(self, interval=1000 // _PER_SECOND)
        self.timer.timeout.connect(self._show)
        panel.action_units_section.toggled.connect(lambda _: self._follow())
        controller.stream.view_changed.connect(lambda _: self._follow())

    def _follow(self) -> None:
        live = self._controller.stream.view.state is StreamState.LIVE
        wanted = live and self._panel.action_units_section.is_expanded()
        if wanted is self.timer.isActive():
            return
        self._controller.driver.watch_units(wanted)
        if wanted:
            self.timer.start()
        else:
            self.timer.stop()
            self._panel.action_units.show_intensities(None)

    def _show(self) -> None:
        if self._panel.action_units.isVisible():
            self._panel.action_units.show_intensities(self._controller.driver.action_units)
