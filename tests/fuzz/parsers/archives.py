"""Zip archives of arrays with one member, or one word in a directory, that is not what it should be."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import strategies as st

from tests.fuzz.mutation import spoilt

_NAMES = ("../../evil.npy", "/etc/passwd", "scales.npy", "x" * 3_000, "a\0b.npy", "\u202e.npy", "")


def members(data: bytes) -> dict[str, bytes]:
    """What is in an archive, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archive(contents: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as file:
        for name, content in contents.items():
            file.writestr(zipfile.ZipInfo(name), content, packing)
    return buffer.getvalue()


def array_files() -> st.SearchStrategy[bytes]:
    """Files in NumPy's format that ask for objects, lie about their shape or are of an odd type."""
    return st.one_of(
        st.sampled_from(
            [_npy(np.array([print, "x"], dtype=object)), _npy(np.array(["text"])), _npy(np.zeros(0))]
        ),
        st.builds(
            _lying_npy, st.sampled_from(("<f4", "|O", "<f8", ">f4", "<U9", "|V16")), st.sampled_from(_SHAPES)
        ),
    )


_SHAPES = (
    "(1000000000,)",
    "(-1,)",
    "(3, 3",
    "(True,)",
    "()",
    "(2**70,)",
    "(" * 900,
    "(4294967296, 4294967296)",
)


def _npy(array: object) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(array), allow_pickle=True)
    return buffer.getvalue()


def _lying_npy(kind: str, shape: str) -> bytes:
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(64)


@st.composite
def changed_archives(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """A sound archive whose members are not, or whose directory lies."""
    contents = members(draw(st.sampled_from(seeds)))
    name = draw(st.sampled_from(sorted(contents)))
    what = draw(st.integers(0, 4))
    if what == 0:
        contents[name] = draw(spoilt((contents[name],)))
    elif what == 1:
        contents[name] = draw(array_files())
    elif what == 2:
        contents[draw(st.sampled_from(_NAMES))] = contents.pop(name)
    elif what == 3:
        contents[name] = bytes(draw(st.sampled_from((1_000, 3_000_000))))
    packing = draw(
        st.sampled_from((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    )
    data = archive(contents, packing)
    return (
        _lied(data, draw(st.sampled_from((22, 24, 20, 26, 42))), draw(st.integers(0, 2**32 - 1)))
        if what == 4
        else data
    )


def _lied(data: bytes, offset: int, word: int) -> bytes:
    """One word of the first entry of the directory set."""
    at = data.index(b"PK\x01\x02") + offset
    return data[:at] + struct.pack("<I", word) + data[at + 4 :]
