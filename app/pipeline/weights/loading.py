"""Hands the LivePortrait networks their weights."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import torch

from app.errors import WeightsError
from app.paths import models_dir
from app.pipeline.weights.checkpoint import GROUPS
from app.pipeline.weights.faults import FETCH_IT, DamagedFileError
from app.pipeline.weights.files import read_verified
from app.pipeline.weights.locking import folder_lock
from app.pipeline.weights.manifest import Manifest, Network, WeightFile
from app.pipeline.weights.manifest_file import shipped_manifest
from app.pipeline.weights.records import forget
from app.pipeline.weights.settle import settle
from app.pipeline.weights.state import FileState, matching_record, weights_state
from app.pipeline.weights.tensor_file import from_bytes
from app.pipeline.weights.tensors import BadTensorsError

StateDict = dict[str, torch.Tensor]

_OTHER_WRITER_S = 60.0


class StitchingStateDicts(TypedDict):
    """The three small networks of the stitching file, keys without prefix."""

    retarget_shoulder: StateDict
    retarget_eye: StateDict
    retarget_mouth: StateDict


class StateDicts(TypedDict):
    """Every network's tensors on the CPU, floats as float32, under the official keys."""

    appearance_feature_extractor: StateDict
    motion_extractor: StateDict
    warping_module: StateDict
    spade_generator: StateDict
    stitching_retargeting_module: StitchingStateDicts


def load_state_dicts(folder: Path | None = None, manifest: Manifest | None = None) -> StateDicts:
    """Reads the weights of all networks. Every byte is hashed before it is parsed.

    Official checkpoints that somebody put into the folder are checked and converted first.

    Args:
        folder: The folder of models, None for the user's.
        manifest: What there should be, None for what the program ships.

    Raises:
        WeightsError: Something is missing, damaged or not what it claims to be.
    """
    folder = models_dir() if folder is None else folder
    state = weights_state(folder, manifest or shipped_manifest())
    if state.problem is not None:
        raise state.problem
    loaded = {one.file.network: _load(one, folder) for one in state.networks}
    lacking = [network.value for network in Network if network not in loaded]
    if lacking:
        raise WeightsError("cannot load the networks", f"the manifest has no {', '.join(lacking)}")
    return StateDicts(
        appearance_feature_extractor=loaded[Network.APPEARANCE],
        motion_extractor=loaded[Network.MOTION],
        warping_module=loaded[Network.WARPING],
        spade_generator=loaded[Network.GENERATOR],
        stitching_retargeting_module=_split(loaded[Network.STITCHING]),
    )


def _load(state: FileState, folder: Path) -> StateDict:
    file, stored = state.file, folder / state.file.stored_name
    if state.path != stored:
        with folder_lock(folder, wait_s=_OTHER_WRITER_S):
            settle(file, folder)
    return load_stored(file, stored)


def load_stored(file: WeightFile, stored: Path) -> StateDict:
    """The tensors of one stored network, floats as float32.

    Raises:
        MissingFileError: There is no such file.
        DamagedFileError: It is not what its record says, or not a network's weights.
    """
    what = f"cannot use '{stored}'"
    record = matching_record(file, stored)
    if record is None:
        raise DamagedFileError(what, "nothing tells what it was made from", FETCH_IT)
    try:
        tensors = from_bytes(read_verified(stored, record.digest), file.digest.sha256)
    except DamagedFileError:
        forget(stored)
        raise
    except BadTensorsError as error:
        forget(stored)
        raise DamagedFileError(what, str(error), FETCH_IT) from error
    return {key: one.float() if one.is_floating_point() else one for key, one in tensors.items()}


def _split(flat: StateDict) -> StitchingStateDicts:
    parts: dict[str, StateDict] = {group: {} for group in GROUPS}
    for key, tensor in flat.items():
        group, _, rest = key.partition(".")
        if group not in parts or not rest:
            raise DamagedFileError(
                "cannot use the stitching networks", f"'{key}' belongs to none of them", FETCH_IT
            )
        parts[group][rest] = tensor
    return StitchingStateDicts(
        retarget_shoulder=parts["retarget_shoulder"],
        retarget_eye=parts["retarget_eye"],
        retarget_mouth=parts["retarget_mouth"],
    )
