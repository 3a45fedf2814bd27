"""Frozen dataclasses as JSON objects and back, field by field, with nothing taken on trust.

The dataclasses are the schema: their types say what a value must be, their own checks say what it
may be, and their defaults stand in for whatever is missing or wrong.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_type_hints

from app.settings.hotkeys import DEFAULT_HOTKEYS, Action, Hotkeys, same_keys

T = TypeVar("T")
Tell = Callable[[str], None]

LONGEST_TEXT = 4096
"""Characters; as long as a path can be."""


class _WrongValueError(ValueError):
    """What a value is instead of what it should be."""


def encode(value: object) -> Any:
    """What ``json`` can write.

    Args:
        value: A dataclass whose fields are numbers, text, bytes, paths, enums, tuples of these,
            other such dataclasses or None.

    Raises:
        TypeError: It is none of these.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Hotkeys):
        return {action.value: text for action, text in value.items()}
    if is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, tuple):
        return [encode(one) for one in value]
    raise TypeError(f"{type(value).__name__} has no place in a file of settings")


def decode(default: T, data: Mapping[str, Any], tell: Tell, where: str = "") -> T:
    """``default`` with every field that ``data`` tells rightly; unknown keys are left out.

    Args:
        default: A frozen dataclass.
        data: A JSON object.
        tell: Is given one line for each value that was not used.
        where: Name of the object, for those lines.
    """
    hints = get_type_hints(type(default))
    for field in fields(cast(Any, default)):
        if field.name not in data:
            continue
        name, old, given = f"{where}{field.name}", getattr(default, field.name), data[field.name]
        try:
            value = _decoded(hints[field.name], old, given, tell, name)
            default = replace(cast(Any, default), **{field.name: value})
        except ValueError as error:
            tell(f"{name}: {error}")
    return default


def _decoded(kind: Any, old: object, given: object, tell: Tell, name: str) -> object:
    if kind is Hotkeys:
        return _hotkeys(_object(given), tell, name)
    if is_dataclass(kind):
        return decode(old, _object(given), tell, f"{name}.")
    return _plain(kind, given)


def _object(given: object) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise _wrong(given, "a group of settings")
    return given


def _plain(kind: Any, given: object) -> object:
    """A single value of the type a field declares."""
    arguments = get_args(kind)
    if type(None) in arguments:
        return None if given is None else _plain(arguments[0], given)
    if arguments:  # the only other generic kind is a tuple of fixed length
        if not isinstance(given, list) or len(given) != len(arguments):
            raise _wrong(given, f"a list of {len(arguments)}")
        return tuple(_plain(*pair) for pair in zip(arguments, given, strict=True))
    if issubclass(kind, Enum):
        return _member(kind, given)
    return _READERS[kind](given)


def _member(kind: type[Enum], given: object) -> Enum:
    for member in kind:
        if type(given) is type(member.value) and given == member.value:
            return member
    raise _wrong(given, "one of " + ", ".join(str(member.value) for member in kind))


def _flag(given: object) -> bool:
    if not isinstance(given, bool):
        raise _wrong(given, "true or false")
    return given


def _whole(given: object) -> int:
    if isinstance(given, bool) or not isinstance(given, int):
        raise _wrong(given, "a whole number")
    return given


def _number(given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise _wrong(given, "a number")
    try:
        return float(given)
    except OverflowError as error:
        raise _wrong(given, "a number of bearable size") from error


def _text(given: object) -> str:
    if not isinstance(given, str) or len(given) > LONGEST_TEXT or "\0" in given:
        raise _wrong(given, f"text of at most {LONGEST_TEXT} characters")
    return given


def _path(given: object) -> Path:
    text = _text(given)
    if not text.strip():
        raise _wrong(given, "a path")
    return Path(text)


def _bytes(given: object) -> bytes:
    if not isinstance(given, str):
        raise _wrong(given, "base64")
    try:
        return base64.b64decode(given, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong(given, "base64") from error


_READERS: Mapping[type, Callable[[object], object]] = {
    bool: _flag,
    int: _whole,
    float: _number,
    str: _text,
    Path: _path,
    bytes: _bytes,
}


def _hotkeys(given: Mapping[str, Any], tell: Tell, name: str) -> Hotkeys:
    """The keys as kept; an action new to the file gets its default unless the user took those keys."""
    keys = DEFAULT_HOTKEYS
    for action in Action:
        if action.value in given:
            try:
                keys = keys.bound(action, _text(given[action.value]))
            except ValueError as error:
                tell(f"{name}.{action.value}: {error}")
    taken = {same_keys(keys[action]) for action in Action if action.value in given}
    for action in Action:
        if action.value not in given and same_keys(keys[action]) in taken:
            keys = keys.bound(action, "")
    return keys


def _wrong(given: object, wanted: str) -> _WrongValueError:
    shown = (
        repr(given) if isinstance(given, bool | float | str) else f"a value of type {type(given).__name__}"
    )
    shown = shown if len(shown) <= 60 else f"{shown[:57]}..."
    return _WrongValueError(f"{shown} is not {wanted}")
