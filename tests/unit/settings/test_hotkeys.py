from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.settings.hotkeys import DEFAULT_HOTKEYS, MOST_KEYS, Action, Hotkeys, same_keys


def test_no_two_actions_share_keys_as_shipped() -> None:
    assert DEFAULT_HOTKEYS.conflicts() == ()


def test_what_must_be_at_hand_has_keys_as_shipped() -> None:
    wanted = (Action.PANIC, Action.RECENTER, Action.NEXT_PORTRAIT, Action.MIRROR)
    assert all(DEFAULT_HOTKEYS[action] for action in wanted)


def test_every_action_is_in_the_mapping_once_and_in_order() -> None:
    assert list(DEFAULT_HOTKEYS) == list(Action)
    assert len(DEFAULT_HOTKEYS) == len(Action)


@pytest.mark.parametrize("same", ["Ctrl+Shift+R", "ctrl+shift+r", "SHIFT+CTRL+R", "Shift + Ctrl + R"])
def test_sharing_keys_is_a_conflict_however_they_are_spelled(same: str) -> None:
    keys = DEFAULT_HOTKEYS.bound(Action.PANIC, same)
    assert keys.conflicts() == ((Action.PANIC, Action.RECORD),)


def test_actions_without_keys_do_not_conflict() -> None:
    keys = DEFAULT_HOTKEYS.bound(Action.PANIC, "").bound(Action.RECORD, "").bound(Action.FREEZE, " ")
    assert keys.conflicts() == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ctrl++", "Ctrl"),
        ("Ctrl+,", "Ctrl+."),
        ("Ctrl+K, Ctrl+C", "Ctrl+K, Ctrl+D"),
        ("+", ""),
        ("F1", "F12"),
    ],
)
def test_different_keys_stay_different(one: str, other: str) -> None:
    assert same_keys(one) != same_keys(other)


def test_keys_of_several_strokes_are_compared_stroke_by_stroke() -> None:
    assert same_keys("Ctrl+Shift+K, Ctrl+C") == same_keys("shift+ctrl+k, ctrl+c")
    assert same_keys("Ctrl+K, Ctrl+C") != same_keys("Ctrl+C, Ctrl+K")


@given(st.sampled_from(Action), st.text(st.characters(exclude_categories=["C", "Z"]), max_size=MOST_KEYS))
def test_binding_changes_one_action_only(action: Action, text: str) -> None:
    keys = DEFAULT_HOTKEYS.bound(action, text)
    assert keys[action] == text
    assert {one: keys[one] for one in Action if one is not action} == {
        one: DEFAULT_HOTKEYS[one] for one in Action if one is not action
    }


@pytest.mark.parametrize("text", ["Ctrl+\n", "x" * (MOST_KEYS + 1), "\0"])
def test_what_no_key_sequence_can_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no key sequence"):
        DEFAULT_HOTKEYS.bound(Action.PANIC, text)


def test_a_missing_action_is_refused() -> None:
    with pytest.raises(ValueError, match="every action"):
        Hotkeys(DEFAULT_HOTKEYS.bindings[1:])
