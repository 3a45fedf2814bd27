"""Small stand-ins for the official files, with a manifest of their own."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import torch

from app.pipeline.weights.manifest import Digest, HubAddress, Manifest, Network, WebAddress, WeightFile

REVISION = "0123456789abcdef0123456789abcdef01234567"
TASK = "face_landmarker.task"
GROUPS = ("retarget_shoulder", "retarget_mouth", "retarget_eye")


@dataclass(frozen=True)
class Sample:
    """A manifest, and the bytes of every file in it."""

    manifest: Manifest
    data: dict[str, bytes]

    @property
    def files(self) -> tuple[WeightFile, ...]:
        return self.manifest.files

    def file(self, network: Network) -> WeightFile:
        return next(file for file in self.manifest.networks if file.network is network)

    @property
    def by_url(self) -> dict[str, bytes]:
        return {file.address.url: self.data[file.name] for file in self.files}

    def put(self, folder: Path, *names: str) -> None:
        """Lays official files into a folder, all of them if none is named."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in names or self.data:
            (folder / name).write_bytes(self.data[name])


@cache
def make_sample() -> Sample:
    data = {f"{network.value}.pth": saved(tensors(network)) for network in Network}
    data[TASK] = bytes(range(256)) * 3
    return Sample(Manifest(tuple(weight_file(name, content) for name, content in data.items())), data)


def weight_file(name: str, content: bytes) -> WeightFile:
    """A manifest's entry that fits these bytes."""
    stem, _, ending = name.rpartition(".")
    checkpoint = ending == "pth"
    return WeightFile(
        name=name,
        address=HubAddress("owner/repo", REVISION, f"folder/{name}")
        if checkpoint
        else WebAddress(f"https://example.org/{name}"),
        digest=Digest(len(content), hashlib.sha256(content).hexdigest()),
        licence="MIT",
        purpose="a test",
        network=Network(stem) if checkpoint else None,
    )


def tensors(network: Network) -> dict[str, object]:
    """What a checkpoint of this network holds, much smaller."""
    if network is Network.STITCHING:
        return {
            group: {
                "module.mlp.0.weight": torch.full((2, 3), float(index)),
                "module.mlp.0.bias": torch.ones(2),
            }
            for index, group in enumerate(GROUPS)
        }
    seed = list(Network).index(network)
    return {
        "first.weight": torch.arange(12, dtype=torch.float32).reshape(3, 4) + seed,
        "first.half": torch.ones(5, dtype=torch.float16),
        "norm.num_batches_tracked": torch.tensor(seed),
    }


def saved(value: object, *, legacy: bool = False) -> bytes:
    """What ``torch.save`` makes of it."""
    buffer = io.BytesIO()
    torch.save(value, buffer, _use_new_zipfile_serialization=not legacy)
    return buffer.getvalue()
