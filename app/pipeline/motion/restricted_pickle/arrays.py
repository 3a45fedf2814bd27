"""The few names a pickled array may mention, each with our own stand-in: nothing is imported or called."""

from __future__ import annotations

import math
from enum import Enum
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.restricted_pickle.operations import RestrictedPickleError, damaged, not_plain

NumberArray: TypeAlias = npt.NDArray[np.number[Any] | np.bool_]

_NUMBER_TYPES = frozenset(("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"))
_BYTE_ORDERS = frozenset("<>=|")
_MOST_AXES = 8


class Known(Enum):
    """What a name in a pickle stands for."""

    RECONSTRUCT = "an array, to be filled"
    NDARRAY = "the class of arrays"
    DTYPE = "a type of number"
    SCALAR = "one number"
    FROM_BUFFER = "an array with its content"
    ENCODE = "bytes written as text, before protocol 3"
    BYTES = "no bytes, before protocol 3"


def known(module: str, name: str) -> Known:
    """Looks a name up in a fixed table; modules are never imported.

    Raises:
        RestrictedPickleError: It is any other name.
    """
    found = _KNOWN.get((module, name))
    if found is None:
        raise RestrictedPickleError("it asks for code to be run")
    return found


def _known_names() -> dict[tuple[str, str], Known]:
    names = {
        ("numpy", "ndarray"): Known.NDARRAY,
        ("numpy", "dtype"): Known.DTYPE,
        ("_codecs", "encode"): Known.ENCODE,
        ("__builtin__", "bytes"): Known.BYTES,
        ("builtins", "bytes"): Known.BYTES,
    }
    for core in ("numpy.core", "numpy._core"):  # before NumPy 2, and since
        names[f"{core}.multiarray", "_reconstruct"] = Known.RECONSTRUCT
        names[f"{core}.multiarray", "scalar"] = Known.SCALAR
        names[f"{core}.numeric", "_frombuffer"] = Known.FROM_BUFFER
    return names


_KNOWN = _known_names()


class PickledType:
    """A type of number: its code, and the byte order that follows in a second step."""

    def __init__(self, code: str) -> None:
        self._code = code
        self._order = "="

    def build(self, state: object) -> None:
        """Takes the byte order from NumPy's state tuple; anything but plain numbers is refused."""
        if not isinstance(state, tuple) or len(state) < 5:
            raise not_plain()
        _, order, inner, names, fields = state[:5]
        if not (isinstance(order, str) and order in _BYTE_ORDERS and inner is names is fields is None):
            raise not_plain()
        self._order = order

    @property
    def dtype(self) -> np.dtype[Any]:
        """NumPy's own."""
        return np.dtype(self._order + self._code)


class PickledArray:
    """An array, empty until its content follows."""

    def __init__(self, array: NumberArray | None = None) -> None:
        self._array = array

    def build(self, state: object) -> None:
        """Takes NumPy's state tuple: version, shape, type, column order, content."""
        if self._array is not None or not isinstance(state, tuple) or len(state) != 5:
            raise not_plain()
        _, shape, kind, columns_first, content = state
        self._array = _array(content, kind, shape, columns_first is True)

    @property
    def array(self) -> NumberArray:
        """The numbers, read-only.

        Raises:
            RestrictedPickleError: Its content never followed.
        """
        if self._array is None:
            raise not_plain()
        return self._array


def reduce(what: object, arguments: object) -> object:
    """What the pickle's call of a known name gives.

    Raises:
        RestrictedPickleError: It is no known name, or not called as NumPy does.
    """
    if not isinstance(what, Known) or not isinstance(arguments, tuple):
        raise not_plain()
    if what is Known.RECONSTRUCT and len(arguments) == 3 and arguments[0] is Known.NDARRAY:
        return PickledArray()
    if what is Known.DTYPE and arguments and isinstance(arguments[0], str) and arguments[0] in _NUMBER_TYPES:
        return PickledType(arguments[0])
    if what is Known.SCALAR and len(arguments) == 2:
        return PickledArray(_array(arguments[1], arguments[0], (), False))
    if what is Known.FROM_BUFFER and len(arguments) == 4:
        content, kind, shape, order = arguments
        return PickledArray(_array(content, kind, shape, isinstance(order, str) and order == "F"))
    if what is Known.ENCODE and len(arguments) == 2 and isinstance(arguments[0], str):
        return _latin_bytes(arguments[0])
    if what is Known.BYTES and not arguments:
        return b""
    raise not_plain()


def _array(content: object, kind: object, shape: object, columns_first: bool) -> NumberArray:
    if not (isinstance(content, bytes) and isinstance(kind, PickledType) and isinstance(shape, tuple)):
        raise not_plain()
    sound = len(shape) <= _MOST_AXES and all(type(side) is int and 0 < side < 2**31 for side in shape)
    if not sound or math.prod(shape) * kind.dtype.itemsize != len(content):
        raise not_plain()
    return np.frombuffer(content, kind.dtype).reshape(shape, order="F" if columns_first else "C")


def _latin_bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise damaged() from error
