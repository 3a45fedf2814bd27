"""The operations a pickle may be made of, told apart without doing any of them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from enum import Enum
from typing import TypeAlias

Argument: TypeAlias = "bool | int | float | str | bytes | tuple[str, str] | None"

_LONGEST_NUMBER = 64
"""Characters of a number written out; reading one takes time that grows with the square."""


class RestrictedPickleError(ValueError):
    """A pickle is damaged, or asks for more than plain values and arrays."""


class Operation(Enum):
    """Every operation that plain values and arrays need, by its byte.

    Left out, and thereby refused: making or calling objects in other ways, sets, persistent
    ids, the extension registry, buffers out of band, integers of thousands of digits, and
    Python 2's strings.
    """

    MARK = b"("
    STOP = b"."
    POP = b"0"
    POP_MARK = b"1"
    DUP = b"2"
    PROTO = b"\x80"
    FRAME = b"\x95"
    NONE = b"N"
    NEWTRUE = b"\x88"
    NEWFALSE = b"\x89"
    INT = b"I"
    LONG = b"L"
    LONG1 = b"\x8a"
    BININT = b"J"
    BININT1 = b"K"
    BININT2 = b"M"
    FLOAT = b"F"
    BINFLOAT = b"G"
    UNICODE = b"V"
    BINUNICODE = b"X"
    SHORT_BINUNICODE = b"\x8c"
    BINUNICODE8 = b"\x8d"
    BINBYTES = b"B"
    SHORT_BINBYTES = b"C"
    BINBYTES8 = b"\x8e"
    BYTEARRAY8 = b"\x96"
    EMPTY_LIST = b"]"
    LIST = b"l"
    APPEND = b"a"
    APPENDS = b"e"
    EMPTY_TUPLE = b")"
    TUPLE = b"t"
    TUPLE1 = b"\x85"
    TUPLE2 = b"\x86"
    TUPLE3 = b"\x87"
    EMPTY_DICT = b"}"
    DICT = b"d"
    SETITEM = b"s"
    SETITEMS = b"u"
    PUT = b"p"
    BINPUT = b"q"
    LONG_BINPUT = b"r"
    MEMOIZE = b"\x94"
    GET = b"g"
    BINGET = b"h"
    LONG_BINGET = b"j"
    GLOBAL = b"c"
    STACK_GLOBAL = b"\x93"
    REDUCE = b"R"
    BUILD = b"b"


def damaged() -> RestrictedPickleError:
    """The error for what no writer of pickles would write."""
    return RestrictedPickleError("it is damaged")


def not_plain() -> RestrictedPickleError:
    """The error for what is well written but not admitted."""
    return RestrictedPickleError("it holds more than plain values and arrays of numbers")


def operations(data: bytes) -> Iterator[tuple[Operation, Argument]]:
    """Reads a pickle up to its end mark.

    Args:
        data: The whole pickle.

    Yields:
        Each operation with what is written behind it, None where nothing is.

    Raises:
        RestrictedPickleError: It is cut off, or holds an operation that is not admitted.
    """
    reader = _Reader(data)
    operation = None
    while operation is not Operation.STOP:
        operation = _BY_BYTE.get(reader.take(1))
        if operation is None:
            raise not_plain()
        argument = _ARGUMENTS.get(operation)
        yield operation, argument(reader) if argument else None


class _Reader:
    """A place in the data that only moves forward and never past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        end = self._at + count
        if end > len(self._data):
            raise RestrictedPickleError("it is cut off")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def line(self) -> bytes:
        end = self._data.find(b"\n", self._at)
        if end < 0:
            raise RestrictedPickleError("it is cut off")
        return self.take(end + 1 - self._at)[:-1]

    def unsigned(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little")

    def signed(self, size: int) -> int:
        return int.from_bytes(self.take(size), "little", signed=True)

    def counted(self, size: int) -> bytes:
        return self.take(self.unsigned(size))

    def text(self, size: int) -> str:
        return _decoded(self.counted(size), "utf-8")


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise damaged() from error


def _whole_number(reader: _Reader) -> int:
    line = reader.line().removesuffix(b"L")
    try:
        return int(line[: _LONGEST_NUMBER + 1])
    except ValueError as error:
        raise damaged() from error


def _index(reader: _Reader) -> int:
    """As wide as the binary form: among larger numbers some can be chosen to hash alike."""
    number = _whole_number(reader)
    if not 0 <= number < 2**32:
        raise damaged()
    return number


def _number_or_truth(reader: _Reader) -> int:
    """Protocol 0 writes False and True as the numbers 00 and 01."""
    line = reader.line()
    if line in (b"00", b"01"):
        return line == b"01"
    return _whole_number(_Reader(line + b"\n"))


def _decimal_number(reader: _Reader) -> float:
    try:
        return float(reader.line()[: _LONGEST_NUMBER + 1])
    except ValueError as error:
        raise damaged() from error


def _binary_number(reader: _Reader) -> float:
    (number,) = struct.unpack(">d", reader.take(8))
    return float(number)


def _module_and_name(reader: _Reader) -> tuple[str, str]:
    return _decoded(reader.line(), "utf-8"), _decoded(reader.line(), "utf-8")


_BY_BYTE = {operation.value: operation for operation in Operation}

_ARGUMENTS: dict[Operation, Callable[[_Reader], Argument]] = {
    Operation.PROTO: lambda reader: reader.unsigned(1),
    Operation.FRAME: lambda reader: reader.unsigned(8),
    Operation.INT: _number_or_truth,
    Operation.LONG: _whole_number,
    Operation.LONG1: lambda reader: reader.signed(reader.unsigned(1)),
    Operation.BININT: lambda reader: reader.signed(4),
    Operation.BININT1: lambda reader: reader.unsigned(1),
    Operation.BININT2: lambda reader: reader.unsigned(2),
    Operation.FLOAT: _decimal_number,
    Operation.BINFLOAT: _binary_number,
    Operation.UNICODE: lambda reader: _decoded(reader.line(), "raw-unicode-escape"),
    Operation.BINUNICODE: lambda reader: reader.text(4),
    Operation.SHORT_BINUNICODE: lambda reader: reader.text(1),
    Operation.BINUNICODE8: lambda reader: reader.text(8),
    Operation.BINBYTES: lambda reader: reader.counted(4),
    Operation.SHORT_BINBYTES: lambda reader: reader.counted(1),
    Operation.BINBYTES8: lambda reader: reader.counted(8),
    Operation.BYTEARRAY8: lambda reader: reader.counted(8),
    Operation.PUT: _index,
    Operation.BINPUT: lambda reader: reader.unsigned(1),
    Operation.LONG_BINPUT: lambda reader: reader.unsigned(4),
    Operation.GET: _index,
    Operation.BINGET: lambda reader: reader.unsigned(1),
    Operation.LONG_BINGET: lambda reader: reader.unsigned(4),
    Operation.GLOBAL: _module_and_name,
}
