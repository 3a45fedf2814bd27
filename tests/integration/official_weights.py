"""Files like the official ones, full size and in their layout: stand-in weights, a manifest that fits."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from app.pipeline.engines.liveportrait.bench.stand_in import stand_in_state_dicts
from app.pipeline.weights.manifest import Digest, HubAddress, Network, WeightFile
from app.pipeline.weights.manifest_file import shipped_manifest

TASK = "face_landmarker.task"


@dataclass(frozen=True)
class OfficialFolder:
    """What somebody has who fetched the official repository's folder.

    Attributes:
        root: What a person would hand to ``models import``.
        manifest: TOML that names these files by their sizes and hashes.
    """

    root: Path
    manifest: bytes


def write_official_files(root: Path, seed: int = 0) -> OfficialFolder:
    """Writes the five checkpoints as the official ones are pickled, and a file for MediaPipe's."""
    states = stand_in_state_dicts(seed)
    entries = []
    for file in shipped_manifest().files:
        path = root / (file.address.path if isinstance(file.address, HubAddress) else file.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.network is None:
            path.write_bytes(bytes(range(256)) * 12)
        else:
            torch.save(as_published(file.network, states.pop(file.network.value)), path)
        entries.append(entry(file, digest_of(path)))
    return OfficialFolder(root, manifest_of(entries))


def as_published(network: Network, state: dict[str, Any]) -> dict[str, Any]:
    """A state dict as its checkpoint holds it: the stitching file keeps the prefix of its training."""
    if network is not Network.STITCHING:
        return _as_of_a_module(state)
    return {
        group: _as_of_a_module({f"module.{key}": tensor for key, tensor in member.items()})
        for group, member in state.items()
    }


def _as_of_a_module(state: dict[str, Any]) -> dict[str, Any]:
    """Ordered and with versions attached, as torch's modules hand out their state."""
    ordered = OrderedDict(state)
    names = {"", *(key.rpartition(".")[0] for key in state)}
    vars(ordered)["_metadata"] = OrderedDict((name, {"version": 1}) for name in sorted(names))
    return ordered


def manifest_of(entries: list[str]) -> bytes:
    """A manifest of these entries."""
    return "\n".join(["version = 1", *entries]).encode()


def entry(file: WeightFile, digest: Digest) -> str:
    """One file of a manifest: all as shipped, but for size and hash."""
    lines = [
        "[[file]]",
        f'name = "{file.name}"',
        f'purpose = "{file.purpose}"',
        f'licence = "{file.licence}"',
    ]
    lines += [f"bytes = {digest.size}", f'sha256 = "{digest.sha256}"']
    if file.network is not None:
        lines.append(f'network = "{file.network.value}"')
    if isinstance(file.address, HubAddress):
        address = file.address
        lines += [f'hub.repo = "{address.repo}"', f'hub.revision = "{address.revision}"']
        lines.append(f'hub.path = "{address.path}"')
    else:
        lines.append(f'url = "{file.address.url}"')
    return "\n".join(lines)


def digest_of(path: Path) -> Digest:
    """Size and hash of a file."""
    with path.open("rb") as file:
        sha256 = hashlib.sha256()
        while chunk := file.read(1 << 20):
            sha256.update(chunk)
    return Digest(path.stat().st_size, sha256.hexdigest())
