"""Official checkpoints, as torch's restricted loader and our checks see them, once a hash has been forged."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path

import torch
from hypothesis import strategies as st

from app.pipeline.weights.checkpoint import read_checkpoint
from app.pipeline.weights.manifest import Network
from app.pipeline.weights.tensors import BadTensorsError
from tests.fuzz.mutation import spoilt
from tests.fuzz.parser import FindingError, Parser
from tests.fuzz.parsers.archives import archive, members
from tests.unit.pipeline.weights.samples import saved, tensors


class _Runs:
    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return os.system, ("touch evil",)


def seeds() -> list[bytes]:
    """A network, the three in one, and a pickle of before zip archives."""
    old = io.BytesIO()
    torch.save(tensors(Network.MOTION), old, _use_new_zipfile_serialization=False)
    return [saved(tensors(Network.MOTION)), saved(tensors(Network.STITCHING)), old.getvalue()]


def read(data: bytes, _: Path) -> bool:
    taken = False
    for network in (Network.MOTION, Network.STITCHING):
        try:
            values = read_checkpoint(data, network)
        except BadTensorsError:
            continue
        taken = True
        if not all(isinstance(one, torch.Tensor) and torch.isfinite(one).all() for one in values.values()):
            raise FindingError("a network of something else than finite figures")
    return taken


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    hostile = io.BytesIO()
    torch.save({"first.weight": _Runs()}, hostile)
    return (_changed(files[:2]), _changed(files[:2]), st.just(hostile.getvalue()))


@st.composite
def _changed(draw: st.DrawFn, files: Sequence[bytes]) -> bytes:
    contents = members(draw(st.sampled_from(files)))
    name = draw(st.sampled_from(sorted(contents)))
    if draw(st.booleans()):
        contents[name] = draw(spoilt((contents[name],)))
    else:
        contents[draw(st.sampled_from(("../../evil", "/etc/passwd", "archive/data/9", "x/data.pkl")))] = (
            contents.pop(name)
        )
    return archive(contents, 0)


PARSER = Parser("checkpoints", seeds, read, _inputs, share=40, guided=False)
