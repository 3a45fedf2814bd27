"""Which keys are wanted twice."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from app.settings.hotkeys import Action, Hotkeys, same_keys


@dataclass(frozen=True, slots=True)
class KeyConflict:
    """Keys that would do more than one thing.

    Attributes:
        keys: The sequence in portable text, as the first action has it.
        actions: Those that have it, in order.
        reserved_for: What a menu does with it, "" for nothing.
    """

    keys: str
    actions: tuple[Action, ...]
    reserved_for: str = ""


def conflicts(hotkeys: Hotkeys, reserved: Mapping[str, str]) -> Iterator[KeyConflict]:
    """Every conflict: keys of the menus first, since those cannot be shared.

    Args:
        hotkeys: All bindings.
        reserved: Keys of the menus with what they do.
    """
    taken = {same_keys(keys): name for keys, name in reserved.items() if keys}
    for keys, name in taken.items():
        actions = tuple(action for action, text in hotkeys.items() if text and same_keys(text) == keys)
        if actions:
            yield KeyConflict(hotkeys[actions[0]], actions, name)
    for actions in hotkeys.conflicts():
        keys = hotkeys[actions[0]]
        if same_keys(keys) not in taken:
            yield KeyConflict(keys, actions)


def first_conflict(
    hotkeys: Hotkeys, reserved: Mapping[str, str], kept: Collection[str]
) -> KeyConflict | None:
    """The next conflict to decide, None for none.

    Args:
        hotkeys: All bindings.
        reserved: Keys of the menus with what they do.
        kept: Keys that several actions share on purpose, in ``same_keys``' spelling.
    """
    for conflict in conflicts(hotkeys, reserved):
        if conflict.reserved_for or same_keys(conflict.keys) not in kept:
            return conflict
    return None
