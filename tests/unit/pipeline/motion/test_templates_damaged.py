"""Templates from nowhere, damaged and hostile: an error that says so, and never anything else."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.pipeline.motion.liveportrait_template import parse_liveportrait_template
from app.pipeline.motion.motion_template import MotionTemplate
from app.pipeline.motion.restricted_pickle.operations import Operation
from app.pipeline.motion.template_arrays import TemplateError
from app.pipeline.motion.template_files import parse_npz, parse_safetensors, to_npz, to_safetensors
from tests.unit.pipeline.motion.performances import (
    landmarks_performance,
    liveportrait_layout,
    performance,
    pickled,
)

Parser = Callable[[bytes], MotionTemplate]

SAMPLES: list[tuple[Parser, bytes]] = [
    (parse_npz, to_npz(performance(2))),
    (parse_safetensors, to_safetensors(performance(2))),
    (parse_npz, to_npz(landmarks_performance(3))),
    *((parse_liveportrait_template, pickled(liveportrait_layout(performance(2)), p)) for p in (0, 2, 4, 5)),
]
PARSERS = [parse_npz, parse_safetensors, parse_liveportrait_template]
IDS = ["npz", "safetensors", "npz of landmarks", "pickle 0", "pickle 2", "pickle 4", "pickle 5"]

OPERATIONS = st.lists(st.sampled_from([operation.value for operation in Operation]), max_size=5)
INSERTS = st.binary(max_size=20) | OPERATIONS.map(b"".join)


def read_or_refuse(parse: Parser, data: bytes) -> None:
    """Either a believable performance or the one error that is meant for people."""
    try:
        template = parse(data)
    except TemplateError:
        return
    arrays = template.arrays()
    assert len(template) > 0
    for figures in (arrays.expressions, arrays.faces):
        assert figures is None or not np.isinf(figures).any()


@pytest.mark.parametrize("parse", PARSERS)
@given(data=st.binary())
def test_any_bytes(parse: Parser, data: bytes) -> None:
    read_or_refuse(parse, data)


@pytest.mark.parametrize(("parse", "data"), SAMPLES, ids=IDS)
@given(draw=st.data())
@settings(max_examples=150)
def test_changed_bytes(parse: Parser, data: bytes, draw: st.DataObject) -> None:
    changed = bytearray(data)
    positions = st.integers(0, len(data) - 1)
    for at, value in draw.draw(st.lists(st.tuples(positions, st.integers(0, 255)), min_size=1, max_size=6)):
        changed[at] = value
    read_or_refuse(parse, bytes(changed))


@pytest.mark.parametrize(("parse", "data"), SAMPLES, ids=IDS)
@given(draw=st.data())
@settings(max_examples=100)
def test_a_part_left_out_or_put_in(parse: Parser, data: bytes, draw: st.DataObject) -> None:
    start, end = sorted(draw.draw(st.tuples(*[st.integers(0, len(data))] * 2)))
    read_or_refuse(parse, data[:start] + draw.draw(INSERTS) + data[end:])


@pytest.mark.parametrize(("parse", "data"), SAMPLES, ids=IDS)
def test_every_cut_is_noticed(parse: Parser, data: bytes) -> None:
    for end in range(0, len(data), 7):
        with pytest.raises(TemplateError):
            parse(data[:end])


def archive(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def npy(array: npt.ArrayLike) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.asarray(array), allow_pickle=True)
    return buffer.getvalue()


def test_the_archives_of_these_tests_are_sound_when_nothing_is_wrong() -> None:
    parse_npz(archive(unpacked(to_npz(performance(2)))))


CHANGED_MEMBERS = {
    "objects": {"scales.npy": npy(np.array([1.0, 2.0], object))},
    "more than a file should hold": {"code.npy": npy(np.ones(3))},
    "a path out of the archive": {"../scales.npy": npy(np.ones(3))},
    "double precision": {"scales.npy": npy(np.ones(2))},
    "a header that promises more": {
        "scales.npy": npy(np.ones(2, np.float32)).replace(b"(2,), ", b"(2000000000,), ")
    },
    "an empty member": {"scales.npy": b""},
    "no frames": {"scales.npy": npy(np.ones(0, np.float32))},
    "one number": {"scales.npy": npy(np.float32(1))},
    "two frame rates": {"fps.npy": npy(np.array([25.0, 30.0]))},
}


@pytest.mark.parametrize("fault", CHANGED_MEMBERS)
def test_archives_of_something_else(fault: str) -> None:
    with pytest.raises(TemplateError):
        parse_npz(archive(unpacked(to_npz(performance(2))) | CHANGED_MEMBERS[fault]))


@pytest.mark.parametrize("missing", ["fps", "rotations", "expressions", "translations", "scales"])
def test_archives_that_lack_a_part(missing: str) -> None:
    members = unpacked(to_npz(performance(2)))
    del members[f"{missing}.npy"]
    with pytest.raises(TemplateError):
        parse_npz(archive(members))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_archives_packed_otherwise(packing: int) -> None:
    with pytest.raises(TemplateError, match="unusual"):
        parse_npz(archive(unpacked(to_npz(performance(2))), packing))


def bomb() -> bytes:
    return archive(unpacked(to_npz(performance(2))) | {"scales.npy": bytes(80 * 2**20)})


def lying_bomb() -> bytes:
    """The same, with the unpacked size in the directory set to a harmless one."""
    data, real = bomb(), struct.pack("<L", 80 * 2**20)
    at = data.rindex(real)
    return data[:at] + struct.pack("<L", 100) + data[at + 4 :]


@pytest.mark.parametrize("make", [bomb, lying_bomb])
def test_archives_that_unpack_to_far_more(make: Callable[[], bytes]) -> None:
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(TemplateError):
            parse_npz(data)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8 * 2**20


def test_archives_that_list_far_more_than_they_hold() -> None:
    member = b"PK\x01\x02" + struct.pack("<6H3L5H2L", 20, 20, *[0] * 14)
    end = b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 0xFFFF, 0xFFFF, 300_000 * len(member), 0, 0)
    data = member * 300_000 + end
    tracemalloc.start()
    try:
        with pytest.raises(TemplateError):
            parse_npz(data)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8 * 2**20


def tensors(header: bytes, content: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + content


@pytest.mark.parametrize(
    "data",
    [
        tensors(b"{}"),
        tensors(b'{"fps":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}', bytes(8)),
        tensors(b'{"fps":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]}}', bytes(2)),
        tensors(b'{"fps":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,0]}}'),
        struct.pack("<Q", 2**63) + b"{}",
        tensors(b"[" * 100_000),
    ],
    ids=[
        "nothing",
        "frame rate alone",
        "half numbers",
        "overflowing shape",
        "endless header",
        "nested header",
    ],
)
def test_tensor_files_of_something_else(data: bytes) -> None:
    with pytest.raises(TemplateError):
        parse_safetensors(data)
