from __future__ import annotations

import math
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.motion.restricted_pickle.arrays import PickledArray
from app.pipeline.motion.restricted_pickle.machine import read_pickle
from app.pipeline.motion.restricted_pickle.operations import Operation, RestrictedPickleError
from tests.unit.pipeline.motion.performances import pickled

protocols = st.integers(0, 5)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(plain, protocols)
def test_plain_values_come_back(value: object, protocol: int) -> None:
    assert read_pickle(pickled(value, protocol)) == value


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("dtype", ["<f4", ">f4", "<f8", "<f2", "<i8", "|u1", "|b1"])
@pytest.mark.parametrize("shape", [(1,), (2, 3), (1, 3, 3)])
def test_arrays_of_numbers_come_back(shape: tuple[int, ...], dtype: str, protocol: int) -> None:
    array = np.arange(math.prod(shape)).reshape(shape).astype(dtype)
    for written in (array, np.asfortranarray(array)):
        found = read_pickle(pickled(written, protocol))
        assert isinstance(found, PickledArray)
        np.testing.assert_array_equal(found.array, array)


@pytest.mark.parametrize("protocol", range(6))
def test_single_numbers_come_back(protocol: int) -> None:
    found = read_pickle(pickled(np.float32(1.5), protocol))
    assert isinstance(found, PickledArray)
    assert found.array.shape == ()
    assert float(found.array) == 1.5


def test_arrays_of_newer_numpy_come_back() -> None:
    newer = pickled(np.array([1.0, 2.0]), 2).replace(b"numpy.core.multiarray", b"numpy._core.multiarray")
    found = read_pickle(newer)
    assert isinstance(found, PickledArray)
    np.testing.assert_array_equal(found.array, [1, 2])


@pytest.mark.parametrize(
    "shape", [b"\x88", b"G" + bytes(8), b"K\x02", b"K\x00", b"J\xff\xff\xff\xff", b"N", b"]"]
)
def test_the_shape_of_an_array_must_fit_its_content(shape: bytes) -> None:
    whole = pickled(np.ones(1, np.uint8))
    side = b"R\x94(K\x01K\x01\x85\x94"
    assert side in whole
    read_pickle(whole)
    with pytest.raises(RestrictedPickleError):
        read_pickle(whole.replace(side, b"R\x94(K\x01" + shape + b"\x85\x94"))


def test_shared_and_circular_values_keep_their_form() -> None:
    shared = [1]
    circle: list[Any] = [shared, shared]
    circle.append(circle)
    found = read_pickle(pickled(circle))
    assert isinstance(found, list)
    assert found[0] is found[1]
    assert found[2] is found


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize(
    "array",
    [
        np.array([{}], object),
        np.array([(1, 2.0)], [("a", "i4"), ("b", "f4")]),
        np.array(["text"]),
        np.array(["2026-01-01"], "M8[D]"),
        np.array([1j]),
        np.ones((1, 2), np.float32).view(np.recarray),
    ],
    ids=["objects", "fields", "text", "dates", "complex", "subclass"],
)
def test_other_arrays_are_refused(array: object, protocol: int) -> None:
    with pytest.raises(RestrictedPickleError):
        read_pickle(pickled(array, protocol))


@pytest.mark.parametrize(
    "value",
    [{1, 2}, frozenset((1,)), 1j, {1: 2}, {(1,): 2}, range(3), len, ValueError("x"), np.array, 2**3000],
    ids=lambda value: repr(value)[:20],
)
@pytest.mark.parametrize("protocol", [2, 4, 5])
def test_what_is_not_plain_is_refused(value: object, protocol: int) -> None:
    with pytest.raises(RestrictedPickleError):
        read_pickle(pickled(value, protocol))


def test_a_name_is_no_more_than_a_name() -> None:
    assert not callable(read_pickle(pickled(np.ndarray)))


def test_every_cut_is_noticed() -> None:
    whole = pickled({"a": [np.ones((1, 3), np.float32), "text", 2.5], "b": (1, None)})
    for end in range(len(whole)):
        with pytest.raises(RestrictedPickleError):
            read_pickle(whole[:end])


def test_the_number_of_operations_is_limited() -> None:
    long = pickled([1] * 1000, 0)
    read_pickle(long, most_operations=10_000)
    with pytest.raises(RestrictedPickleError, match="too long"):
        read_pickle(long, most_operations=100)


@pytest.mark.parametrize(
    "bomb",
    [
        b"Nr\xff\xff\xff\xff.",
        b"Np4294967295\n.",
        b"B\xff\xff\xff\xff.",
        b"\x8e" + b"\xff" * 7 + b"\x00.",
        b"\x96" + b"\xff" * 7 + b"\x00.",
        b"\x8d" + b"\xff" * 7 + b"\x00.",
        b"\x95" + b"\xff" * 8 + b"N.",
        b"I" + b"9" * 100_000 + b"\n.",
        b"L" + b"9" * 100_000 + b"L\n.",
        b"p" + b"9" * 100_000 + b"\n.",
        b"(" * 50_000 + b".",
        b"]" * 50_000 + b"a" * 49_999 + b".",
        b")" + b"2\x86" * 50_000 + b".",
        b"]" + b"q\x00h\x00h\x00\x86a" * 5_000 + b".",
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntC\x01btR"
        b"(I1\n(I2147483647\nI2147483647\ntcnumpy\ndtype\n(\x8c\x02f4tRI00\nC\x00tb.",
    ],
    ids=range(15),
)
def test_bombs_take_no_memory(bomb: bytes) -> None:
    tracemalloc.start()
    try:
        read_pickle(bomb)
    except RestrictedPickleError:
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 30 * 2**20


def test_nested_tuples_are_no_keys() -> None:
    """Hashing such a key would take 2 ** 100 steps."""
    with pytest.raises(RestrictedPickleError):
        read_pickle(b"})" + b"2\x86" * 100 + b"Ns.")


pieces = st.sampled_from([operation.value for operation in Operation]) | st.binary(max_size=3)
names = st.sampled_from(
    [
        b"cnumpy\ndtype\n",
        b"cnumpy\nndarray\n",
        b"cnumpy.core.multiarray\n_reconstruct\n",
        b"\x8c\x02f4",
        b"K\x01",
    ]
)


@given(st.binary() | st.lists(pieces | names, max_size=40).map(b"".join).map(lambda ops: ops + b"."))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_pickle(data)
    except RestrictedPickleError:
        return
