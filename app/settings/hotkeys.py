"""What can be bound to a key, and what is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

MOST_KEYS = 60
"""Longest text of a key sequence."""


class Action(Enum):
    """Everything a hotkey can do; the value is its name in the settings file."""

    START_STOP = "start-stop"
    RECENTER = "recenter"
    PANIC = "panic"
    MIRROR = "mirror"
    FREEZE = "freeze"
    RECORD = "record"
    SNAPSHOT = "snapshot"
    NEXT_PORTRAIT = "next-portrait"
    PREVIOUS_PORTRAIT = "previous-portrait"
    PORTRAIT_1 = "portrait-1"
    PORTRAIT_2 = "portrait-2"
    PORTRAIT_3 = "portrait-3"
    PORTRAIT_4 = "portrait-4"
    PORTRAIT_5 = "portrait-5"
    PORTRAIT_6 = "portrait-6"
    PORTRAIT_7 = "portrait-7"
    PORTRAIT_8 = "portrait-8"
    PORTRAIT_9 = "portrait-9"
    RESET_TUNING = "reset-tuning"
    SHOW_LANDMARKS = "show-landmarks"
    SHOW_STATISTICS = "show-statistics"


PORTRAIT_ACTIONS: tuple[Action, ...] = tuple(
    action for action in Action if re.fullmatch(r"portrait-\d", action.value)
)
"""``PORTRAIT_1`` to ``PORTRAIT_9``: the gallery's first to ninth portrait."""

LIVE_ACTIONS = frozenset({Action.RECENTER, Action.PANIC, Action.FREEZE, Action.RECORD, Action.SNAPSHOT})
"""What can be done while a stream is live, and not without one."""

# Ctrl is Command on a Mac. Clear of what text fields, sliders and input methods take for
# themselves (Ctrl+Space, Ctrl+arrows, Ctrl+Backspace), and of the window's own Ctrl+O and Ctrl+Q.
_DEFAULTS = {
    Action.START_STOP: "Ctrl+Return",
    Action.RECENTER: "Ctrl+R",
    Action.PANIC: "F12",  # one key, at the end of its row: found without looking
    Action.MIRROR: "Ctrl+Shift+M",
    Action.FREEZE: "Ctrl+Shift+F",
    Action.RECORD: "Ctrl+Shift+R",
    Action.SNAPSHOT: "Ctrl+Shift+S",
    Action.NEXT_PORTRAIT: "Ctrl+PgDown",
    Action.PREVIOUS_PORTRAIT: "Ctrl+PgUp",
    Action.RESET_TUNING: "Ctrl+Shift+T",
    Action.SHOW_LANDMARKS: "Ctrl+Shift+L",
    Action.SHOW_STATISTICS: "Ctrl+Shift+I",
    **{action: f"Ctrl+{place}" for place, action in enumerate(PORTRAIT_ACTIONS, 1)},
}


@dataclass(frozen=True, slots=True)
class Hotkeys(Mapping[Action, str]):
    """The key sequence of every action, in Qt's portable text ("Ctrl+R"); "" for none.

    A mapping with all actions in it, in the order of ``Action``.

    Attributes:
        bindings: Each action once, in order, with its sequence.

    Raises:
        ValueError: An action is missing or comes twice, or a sequence is no printable short text.
    """

    bindings: tuple[tuple[Action, str], ...] = tuple((action, _DEFAULTS[action]) for action in Action)

    def __post_init__(self) -> None:
        if [action for action, _ in self.bindings] != list(Action):
            raise ValueError("hotkeys need every action once, in order")
        for action, text in self.bindings:
            if len(text) > MOST_KEYS or not text.isprintable():
                raise ValueError(f"{text!r} is no key sequence for {action.value}")

    def __getitem__(self, action: Action) -> str:
        return dict(self.bindings)[action]

    def __iter__(self) -> Iterator[Action]:
        return iter(Action)

    def __len__(self) -> int:
        return len(self.bindings)

    def bound(self, action: Action, text: str) -> Hotkeys:
        """These, with the action on another sequence; "" takes its sequence away.

        Raises:
            ValueError: The text cannot be a key sequence.
        """
        return Hotkeys(tuple((one, text if one is action else old) for one, old in self.bindings))

    def conflicts(self) -> tuple[tuple[Action, ...], ...]:
        """Groups of actions that share a sequence, whatever its case and the order of its modifiers."""
        sharing: dict[str, list[Action]] = {}
        for action, text in self.bindings:
            if text.strip():
                sharing.setdefault(same_keys(text), []).append(action)
        return tuple(tuple(actions) for actions in sharing.values() if len(actions) > 1)


DEFAULT_HOTKEYS = Hotkeys()
"""As shipped."""


def same_keys(text: str) -> str:
    """One spelling for all spellings of a sequence: "shift+CTRL+r" and "Ctrl+Shift+R" are the same keys."""
    return ", ".join(_chord(chord) for chord in re.split(r",\s+", text.strip().lower()))


def _chord(text: str) -> str:
    modifiers, plus, key = text[:-1].rpartition("+")  # the last sign may be the plus key itself
    key += text[-1:]
    parts = sorted(part.strip() for part in modifiers.split("+"))
    return "+".join([*parts, key.strip()]) if plus else key
