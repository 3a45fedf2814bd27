"""Reads a pickle of plain values and arrays of numbers; a hostile one runs no code.

Python's own unpickler does what the file says and is told what not to do. This one knows how to
do nothing else: no module is imported, no callable is ever on its stack, and what is neither a
plain value nor an array of numbers ends the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.pipeline.motion.restricted_pickle.arrays import PickledArray, PickledType, known, reduce
from app.pipeline.motion.restricted_pickle.operations import (
    Argument,
    Operation,
    RestrictedPickleError,
    damaged,
    not_plain,
    operations,
)

_MOST_OPERATIONS = 2_000_000
"""About 13 000 frames of a motion template."""

_NEWEST_PROTOCOL = 5


def read_pickle(data: bytes, most_operations: int = _MOST_OPERATIONS) -> object:
    """The value a pickle holds.

    Args:
        data: A pickle of protocol 0 to 5.
        most_operations: Longer pickles are refused.

    Returns:
        None, bool, int, float, str, bytes, ``PickledArray``, or lists, tuples and dicts (keyed by
        names) of these; of a hostile pickle also the stand-ins for NumPy's names. Containers may
        contain themselves: look only where you expect something, and check it.

    Raises:
        RestrictedPickleError: It is damaged, too long, or holds anything else.
    """
    machine = _Machine()
    for count, (operation, argument) in enumerate(operations(data)):
        if count >= most_operations:
            raise RestrictedPickleError("it is too long")
        machine.do(operation, argument)
    return machine.result()


class _Machine:
    """The stack machine a pickle is written for."""

    def __init__(self) -> None:
        self._stack: list[object] = []
        self._below_marks: list[list[object]] = []
        self._memo: dict[int, object] = {}

    def do(self, operation: Operation, argument: Argument) -> None:
        if operation in _PUSHES_ARGUMENT:
            self._stack.append(argument)
        elif operation in _CONSTANTS:
            self._stack.append(_CONSTANTS[operation])
        elif operation in _TAKES:
            self._stack.append(tuple(reversed([self._pop() for _ in range(_TAKES[operation])])))
        else:
            _DOES[operation](self, argument)

    def result(self) -> object:
        if len(self._stack) != 1 or self._below_marks:
            raise damaged()
        return self._stack[0]

    def _pop(self) -> object:
        if not self._stack:
            raise damaged()
        return self._stack.pop()

    def _top(self) -> object:
        if not self._stack:
            raise damaged()
        return self._stack[-1]

    def _mark(self, _: Argument) -> None:
        self._below_marks.append(self._stack)
        self._stack = []

    def _pop_to_mark(self) -> list[object]:
        if not self._below_marks:
            raise damaged()
        above, self._stack = self._stack, self._below_marks.pop()
        return above

    def _discard(self, _: Argument) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self._pop_to_mark()

    def _discard_to_mark(self, _: Argument) -> None:
        self._pop_to_mark()

    def _duplicate(self, _: Argument) -> None:
        self._stack.append(self._top())

    def _protocol(self, version: Argument) -> None:
        if not isinstance(version, int) or version > _NEWEST_PROTOCOL:
            raise RestrictedPickleError("it is of a protocol that is not known")

    def _put(self, index: Argument) -> None:
        if not isinstance(index, int):
            raise damaged()
        self._memo[index] = self._top()

    def _memoize(self, _: Argument) -> None:
        self._memo[len(self._memo)] = self._top()

    def _get(self, index: Argument) -> None:
        if not isinstance(index, int) or index not in self._memo:
            raise damaged()
        self._stack.append(self._memo[index])

    def _empty_list(self, _: Argument) -> None:
        self._stack.append([])

    def _empty_dict(self, _: Argument) -> None:
        self._stack.append({})

    def _tuple(self, _: Argument) -> None:
        above = self._pop_to_mark()
        self._stack.append(tuple(above))

    def _list(self, _: Argument) -> None:
        above = self._pop_to_mark()
        self._stack.append(above)

    def _dict(self, _: Argument) -> None:
        above = self._pop_to_mark()
        self._stack.append(dict(_pairs(above)))

    def _append(self, _: Argument) -> None:
        self._extend([self._pop()])

    def _appends(self, _: Argument) -> None:
        self._extend(self._pop_to_mark())

    def _extend(self, values: list[object]) -> None:
        target = self._top()
        if not isinstance(target, list):
            raise damaged()
        target.extend(values)

    def _set_item(self, _: Argument) -> None:
        value, key = self._pop(), self._pop()
        self._update([key, value])

    def _set_items(self, _: Argument) -> None:
        self._update(self._pop_to_mark())

    def _update(self, keys_and_values: list[object]) -> None:
        target = self._top()
        if not isinstance(target, dict):
            raise damaged()
        target.update(_pairs(keys_and_values))

    def _global(self, names: Argument) -> None:
        if not isinstance(names, tuple):
            raise damaged()
        self._stack.append(known(*names))

    def _stack_global(self, _: Argument) -> None:
        name, module = self._pop(), self._pop()
        if not (isinstance(name, str) and isinstance(module, str)):
            raise damaged()
        self._stack.append(known(module, name))

    def _reduce(self, _: Argument) -> None:
        arguments, what = self._pop(), self._pop()
        self._stack.append(reduce(what, arguments))

    def _build(self, _: Argument) -> None:
        state, target = self._pop(), self._top()
        if not isinstance(target, (PickledArray, PickledType)):
            raise not_plain()
        target.build(state)

    def _nothing(self, _: Argument) -> None:
        """Frames only help those who read a pickle from a pipe."""


def _pairs(keys_and_values: list[object]) -> Iterator[tuple[str, object]]:
    """Pairs for a dict, keyed by name: of other keys, some can be chosen to take for ever to hash."""
    if len(keys_and_values) % 2:
        raise damaged()
    for key, value in zip(keys_and_values[::2], keys_and_values[1::2], strict=True):
        if not isinstance(key, str):
            raise not_plain()
        yield key, value


_PUSHES_ARGUMENT = frozenset(
    {
        Operation.INT,
        Operation.LONG,
        Operation.LONG1,
        Operation.BININT,
        Operation.BININT1,
        Operation.BININT2,
        Operation.FLOAT,
        Operation.BINFLOAT,
        Operation.UNICODE,
        Operation.BINUNICODE,
        Operation.SHORT_BINUNICODE,
        Operation.BINUNICODE8,
        Operation.BINBYTES,
        Operation.SHORT_BINBYTES,
        Operation.BINBYTES8,
        Operation.BYTEARRAY8,
    }
)

_CONSTANTS = {Operation.NONE: None, Operation.NEWTRUE: True, Operation.NEWFALSE: False}

_TAKES = {Operation.EMPTY_TUPLE: 0, Operation.TUPLE1: 1, Operation.TUPLE2: 2, Operation.TUPLE3: 3}

_DOES: dict[Operation, Callable[[_Machine, Argument], None]] = {
    Operation.MARK: _Machine._mark,
    Operation.POP: _Machine._discard,
    Operation.POP_MARK: _Machine._discard_to_mark,
    Operation.DUP: _Machine._duplicate,
    Operation.PROTO: _Machine._protocol,
    Operation.FRAME: _Machine._nothing,
    Operation.STOP: _Machine._nothing,
    Operation.EMPTY_LIST: _Machine._empty_list,
    Operation.LIST: _Machine._list,
    Operation.APPEND: _Machine._append,
    Operation.APPENDS: _Machine._appends,
    Operation.TUPLE: _Machine._tuple,
    Operation.EMPTY_DICT: _Machine._empty_dict,
    Operation.DICT: _Machine._dict,
    Operation.SETITEM: _Machine._set_item,
    Operation.SETITEMS: _Machine._set_items,
    Operation.PUT: _Machine._put,
    Operation.BINPUT: _Machine._put,
    Operation.LONG_BINPUT: _Machine._put,
    Operation.MEMOIZE: _Machine._memoize,
    Operation.GET: _Machine._get,
    Operation.BINGET: _Machine._get,
    Operation.LONG_BINGET: _Machine._get,
    Operation.GLOBAL: _Machine._global,
    Operation.STACK_GLOBAL: _Machine._stack_global,
    Operation.REDUCE: _Machine._reduce,
    Operation.BUILD: _Machine._build,
}
