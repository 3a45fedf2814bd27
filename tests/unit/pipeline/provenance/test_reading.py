from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.pipeline.portrait.loading import load_portrait
from app.pipeline.provenance.packet import xmp_packet
from app.pipeline.provenance.reading import source_type_in, source_type_of
from app.pipeline.provenance.source_type import SourceType, mark_due, strongest


@given(st.binary(max_size=200), st.binary(max_size=200), st.sampled_from(SourceType))
def test_a_packet_is_found_wherever_it_lies(before: bytes, after: bytes, mark: SourceType) -> None:
    assert source_type_in(before + xmp_packet(mark) + after) is mark


@given(st.binary(max_size=400))
def test_other_bytes_say_nothing(data: bytes) -> None:
    assert source_type_in(data) is None


def test_a_photograph_says_nothing() -> None:
    captured = xmp_packet(SourceType.GENERATED).replace(b"trainedAlgorithmicMedia", b"digitalCapture")
    assert source_type_in(captured) is None


def test_of_several_the_one_that_says_most_counts() -> None:
    data = xmp_packet(SourceType.COMPOSED) + xmp_packet(SourceType.GENERATED)
    assert source_type_in(data) is SourceType.GENERATED
    assert strongest(None, None) is None


@pytest.mark.parametrize("at", [0, 5_000_000, 9_999_000])
def test_of_a_large_video_only_the_ends_are_read(tmp_path: Path, at: int) -> None:
    path = tmp_path / "large.mp4"
    data = bytearray(10_000_000)
    packet = xmp_packet(SourceType.GENERATED)
    data[at : at + len(packet)] = packet
    path.write_bytes(data)
    assert source_type_of(path) is (None if at == 5_000_000 else SourceType.GENERATED)


def test_what_cannot_be_read_says_nothing(tmp_path: Path) -> None:
    assert source_type_of(tmp_path / "missing.mp4") is None
    assert source_type_of(tmp_path) is None
    assert source_type_of(Path("a\0b")) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.mp4")
    assert source_type_of(tmp_path / "pipe.mp4") is None


@pytest.mark.parametrize(
    ("own", "found", "label", "due"),
    [
        (SourceType.GENERATED, None, True, SourceType.GENERATED),
        (SourceType.GENERATED, None, False, None),
        (SourceType.GENERATED_IN_PART, SourceType.GENERATED, True, SourceType.GENERATED),
        (SourceType.GENERATED_IN_PART, SourceType.COMPOSED, True, SourceType.GENERATED_IN_PART),
        (SourceType.GENERATED, SourceType.GENERATED_IN_PART, False, SourceType.GENERATED_IN_PART),
    ],
)
def test_what_goes_in_marked_comes_out_marked(
    own: SourceType, found: SourceType | None, label: bool, due: SourceType | None
) -> None:
    assert mark_due(own, None, found, label=label) is due


def test_a_portrait_knows_its_files_mark(tmp_path: Path) -> None:
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp_packet(SourceType.COMPUTED).decode())
    file = io.BytesIO()
    Image.new("RGB", (64, 64)).save(file, "PNG", pnginfo=info)
    path = tmp_path / "face.png"
    path.write_bytes(file.getvalue())
    face = np.zeros((478, 3), np.float32)
    assert load_portrait(path, lambda _image: [face]).source_type is SourceType.COMPUTED
    Image.new("RGB", (64, 64)).save(path)
    assert load_portrait(path, lambda _image: [face]).source_type is None
