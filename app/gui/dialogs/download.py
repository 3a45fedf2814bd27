"""Fetching LivePortrait's weights: what they are good for, how far they are, whose they are."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.gui.dialogs.panel_dialog import PanelDialog
from app.gui.dialogs.parts import Card, Remark, button, dress, row, words
from app.gui.dialogs.transfer_rate import TransferRate
from app.gui.sentences import begun
from app.gui.theme import Tone, icon
from app.gui.views import DownloadView

_STEPS = 1000


class DownloadPanel(QWidget):
    """Shows a download and its two buttons; what has come is never lost.

    Args:
        clock: Seconds, only forward.
    """

    start_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._rate = TransferRate()
        self.gpu = Remark()
        self.state = Remark()
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(self.tr("Progress of the download"))
        self.progress = words("", "muted")
        self.start = button(self.tr("&Download"), "download")
        self.cancel = button(self.tr("Stop the download"), "stop")
        self.start.clicked.connect(self.start_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self._lay_out()
        self.show_view(DownloadView())

    def show_view(self, view: DownloadView) -> None:
        """Shows how far it is."""
        if view.running:
            self._rate.note(self._clock(), view.done_bytes)
        else:
            self._rate = TransferRate()
        self._show_gpu(view)
        self._show_state(view)
        self._show_progress(view)
        self.start.setVisible(view.possible and not view.running and not view.installed)
        self.start.setText(self._start_text(view))
        self.start.setIcon(icon("download", Tone.ON_ACCENT if view.gpu else Tone.TEXT))
        dress(self.start, "primary" if view.gpu else "")
        self.cancel.setVisible(view.running)

    def _lay_out(self) -> None:
        card = Card()
        for widget in (self.gpu, self.state, self.bar, self.progress):
            card.body.addWidget(widget)
        card.body.addLayout(row(self.start, self.cancel))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(card)
        layout.addWidget(words(self._rights(), "small"))

    def _rights(self) -> str:
        return self.tr(
            "The networks are LivePortrait's, by Kuaishou's Kling team, under the MIT licence, fetched "
            "from its page and checked before use. No model of InsightFace is fetched or needed: those "
            "are for non-commercial use only. After the download no network is needed."
        )

    def _show_gpu(self, view: DownloadView) -> None:
        if not view.possible:
            text = self.tr(
                "This package of the program draws with the mesh engine, without LivePortrait. The README "
                "tells how to install the program with LivePortrait instead."
            )
            self.gpu.say(text, "info")
        elif view.gpu:
            text = self.tr(
                "{gpu} was found: LivePortrait can draw in finer detail and follow you more closely."
            )
            self.gpu.say(text.format(gpu=view.gpu), "good", Tone.GOOD)
        else:
            text = self.tr(
                "No graphics card that LivePortrait can use was found. The mesh engine draws your portrait "
                "on this computer, with nothing to download; LivePortrait would be too slow to go live."
            )
            self.gpu.say(text, "info")

    def _show_state(self, view: DownloadView) -> None:
        if view.installed:
            self.state.say(self.tr("LivePortrait's weights are here and checked."), "good", Tone.GOOD)
        elif view.problem and not view.running:
            self.state.say(begun(view.problem), "error", Tone.BAD)
        elif view.possible and view.gpu and not view.running:
            text = self.tr("Until LivePortrait is downloaded, the mesh engine draws your portrait.")
            self.state.say(text, "engine")
        else:
            self.state.say("")

    def _show_progress(self, view: DownloadView) -> None:
        begun = not view.installed and (view.running or view.done_bytes > 0)
        self.bar.setVisible(begun)
        self.progress.setVisible(begun)
        if begun:
            self.bar.setRange(0, _STEPS if view.total_bytes else 0)
            self.bar.setValue(_STEPS * view.done_bytes // max(view.total_bytes, 1))
            self.progress.setText(self._progress_text(view))

    def _progress_text(self, view: DownloadView) -> str:
        parts = [
            self.tr("{done} of {total}").format(done=size(view.done_bytes), total=size(view.total_bytes))
        ]
        if view.running and self._rate.bytes_per_s > 0:
            parts.append(self.tr("{amount} per second").format(amount=size(self._rate.bytes_per_s)))
            left = self._rate.seconds_left(view.total_bytes)
            parts.append(self._time_text(left or 0.0))
        if view.file:
            parts.append(view.file)
        return " · ".join(parts)

    def _time_text(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("{seconds} s left").format(seconds=round(seconds))
        return self.tr("{minutes} min left").format(minutes=round(seconds / 60))

    def _start_text(self, view: DownloadView) -> str:
        if view.done_bytes:
            return self.tr("Continue the &download")
        if view.total_bytes:
            return self.tr("&Download ({size})").format(size=size(view.total_bytes))
        return self.tr("&Download")


def size(count: float) -> str:
    """An amount of bytes for people, in the language of the system."""
    return QLocale().formattedDataSize(
        int(count), 1 if count < 10e6 else 0, QLocale.DataSizeFormat.DataSizeSIFormat
    )


class DownloadDialog(PanelDialog):
    """The panel by itself, for the menu, the preferences and a banner's button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.panel = DownloadPanel()
        remark = self.tr("Closing this window does not stop a download.")
        super().__init__(self.tr("LivePortrait quality"), self.panel, 380, remark, parent)
