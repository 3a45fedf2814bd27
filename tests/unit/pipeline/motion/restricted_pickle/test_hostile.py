"""Pickles that would run code in Python's own unpickler: each is refused, and nothing happens."""

from __future__ import annotations

import copyreg
import os
import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.pipeline.motion.restricted_pickle.machine import read_pickle
from app.pipeline.motion.restricted_pickle.operations import RestrictedPickleError

OS_MODULE = os.system.__module__.encode()


def _command(marker: Path) -> bytes:
    return b"echo > " + str(marker).encode()


def _text(value: bytes) -> bytes:
    return b"X" + len(value).to_bytes(4, "little") + value


SAMPLES = {
    "global and reduce": lambda run: b"c" + OS_MODULE + b"\nsystem\n" + _text(run) + b"\x85R.",
    "names on the stack": lambda run: (
        b"\x80\x04" + _text(OS_MODULE) + _text(b"system") + b"\x93" + _text(run) + b"\x85R."
    ),
    "instance": lambda run: b"(" + _text(run) + b"i" + OS_MODULE + b"\nsystem\n.",
    "object": lambda run: b"(c" + OS_MODULE + b"\nsystem\n" + _text(run) + b"o.",
    "by way of a builtin": lambda run: (
        b"c__builtin__\neval\n"
        + _text(b"__import__('os').system(" + repr(run.decode()).encode() + b")")
        + b"\x85R."
    ),
    "attribute of an attribute": lambda run: (
        b"\x80\x04" + _text(b"tempfile") + _text(b"_os.system") + b"\x93" + _text(run) + b"\x85R."
    ),
    "after an array": lambda run: b"cnumpy\nndarray\n0c" + OS_MODULE + b"\nsystem\n" + _text(run) + b"\x85R.",
    "within a list": lambda run: b"](c" + OS_MODULE + b"\nsystem\n" + _text(run) + b"\x85Re.",
    "before it is cut off": lambda run: b"(c" + OS_MODULE + b"\nsystem\n" + _text(run) + b"\x85Rt0N.",
}


@pytest.mark.skipif(os.name != "posix", reason="the samples speak to a POSIX shell")
@pytest.mark.parametrize("sample", SAMPLES)
def test_code_is_not_run(sample: str, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    data = SAMPLES[sample](_command(marker))
    with pytest.raises(RestrictedPickleError):
        read_pickle(data)
    assert not marker.exists()
    pickle.loads(data)  # noqa: S301 - our own sample, which only writes the marker
    assert marker.exists(), "the sample was harmless, so that its refusal proves nothing"


class Reduced:
    """Any object that says by itself how it is to be made."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (_command(self.marker).decode(),)


@pytest.mark.parametrize("protocol", range(6))
def test_objects_that_say_how_to_make_them_are_refused(protocol: int, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    with pytest.raises(RestrictedPickleError):
        read_pickle(pickle.dumps({"motion": [Reduced(marker)]}, protocol))
    assert not marker.exists()


class Made:
    """An object made by ``__new__`` and filled by ``__setstate__``."""

    touched = 0

    def __new__(cls) -> Made:
        cls.touched += 1
        return super().__new__(cls)

    def __setstate__(self, state: object) -> None:
        type(self).touched += 1


@pytest.mark.parametrize("protocol", range(6))
def test_objects_are_neither_made_nor_filled(protocol: int) -> None:
    made = Made()
    made.__dict__["figure"] = 1
    data = pickle.dumps(made, protocol)
    before = Made.touched
    with pytest.raises(RestrictedPickleError):
        read_pickle(data)
    assert Made.touched == before


@pytest.fixture
def extension() -> Iterator[int]:
    code = 240
    copyreg.add_extension("os", "system", code)
    yield code
    copyreg.remove_extension("os", "system", code)


@pytest.mark.parametrize("head", [b"\x82", b"\x83", b"\x84"])
def test_registered_extensions_are_refused(head: bytes, extension: int) -> None:
    width = {b"\x82": 1, b"\x83": 2, b"\x84": 4}[head]
    with pytest.raises(RestrictedPickleError):
        read_pickle(head + extension.to_bytes(width, "little") + _text(b"exit 0") + b"\x85R.")


@pytest.mark.parametrize(
    "data",
    [
        b"Pname\n.",
        b"Nq\x00Q.",
        b"\x97.",
        b"N\x98.",
        b"cnumpy\nndarray\n}\x8c\x01aNsb.",
        b"cnumpy\nndarray\n)\x81.",
        b"cnumpy\nndarray\n)}\x92.",
        b"cnumpy\nload\n.",
        b"cnumpy.core.multiarray\nfromfile\n.",
        b"cnumpy\nndarray.tofile\n.",
        b"c_codecs\ndecode\n.",
        b"c_codecs\nencode\n(\x8c\x01\xc4\x80\x8c\x03rottR.",
        b"cbuiltins\ngetattr\n.",
        b"cbuiltins\nbytes\nI5\n\x85R.",
        b"\x80\x06N.",
    ],
    ids=[
        "persistent id",
        "persistent id on the stack",
        "buffer out of band",
        "read-only buffer",
        "state for a class",
        "new object",
        "new object with names",
        "numpy.load",
        "numpy fromfile",
        "method of an array",
        "decode",
        "another codec",
        "getattr",
        "bytes by the number",
        "a protocol to come",
    ],
)
def test_other_ways_out_are_refused(data: bytes) -> None:
    with pytest.raises(RestrictedPickleError):
        read_pickle(data)
