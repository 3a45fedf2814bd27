"""What buttons and hotkeys stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from app.gui.controller.gallery_control import GalleryControl
from app.gui.controller.stream_control import StreamControl
from app.settings.hotkeys import PORTRAIT_ACTIONS, Action
from app.settings.model import AppSettings
from app.tuning import Tuning


class Actor(Protocol):
    """Who is acted upon: the controller."""

    stream: StreamControl
    gallery: GalleryControl

    @property
    def settings(self) -> AppSettings:
        """Those in use."""

    def change(self, settings: AppSettings) -> None:
        """Uses others."""

    def start(self) -> None:
        """Goes live."""


class Actions:
    """Does what an ``Action`` says.

    Args:
        actor: The controller.
    """

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._deeds: Mapping[Action, Callable[[], None]] = {
            Action.START_STOP: self._toggle_start,
            Action.RECENTER: actor.stream.recenter,
            Action.PANIC: actor.stream.toggle_panic,
            Action.MIRROR: self._toggle_mirror,
            Action.FREEZE: actor.stream.toggle_freeze,
            Action.RECORD: actor.stream.toggle_recording,
            Action.SNAPSHOT: actor.stream.snapshot,
            Action.NEXT_PORTRAIT: lambda: self._step(1),
            Action.PREVIOUS_PORTRAIT: lambda: self._step(-1),
            Action.RESET_TUNING: self._reset_tuning,
            Action.SHOW_LANDMARKS: self._toggle_landmarks,
            Action.SHOW_STATISTICS: self._toggle_statistics,
        }

    def do(self, action: Action) -> None:
        """Does it."""
        if action in PORTRAIT_ACTIONS:
            self._actor.gallery.choose_at(PORTRAIT_ACTIONS.index(action))
        else:
            self._deeds[action]()

    def _toggle_start(self) -> None:
        if self._actor.stream.view.state.is_running:
            self._actor.stream.stop()
        else:
            self._actor.start()

    def _toggle_mirror(self) -> None:
        settings = self._actor.settings
        stream = replace(settings.stream, mirror_output=not settings.stream.mirror_output)
        self._actor.change(replace(settings, stream=stream))

    def _step(self, steps: int) -> None:
        self._actor.gallery.step(self._actor.settings.stream.portrait, steps)

    def _toggle_landmarks(self) -> None:
        settings = self._actor.settings
        shown = replace(settings.interface, show_landmarks=not settings.interface.show_landmarks)
        self._actor.change(replace(settings, interface=shown))

    def _toggle_statistics(self) -> None:
        settings = self._actor.settings
        shown = replace(settings.interface, show_statistics=not settings.interface.show_statistics)
        self._actor.change(replace(settings, interface=shown))

    def _reset_tuning(self) -> None:
        self._actor.change(replace(self._actor.settings, tuning=Tuning(), preset=""))
