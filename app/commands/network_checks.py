"""The checks of ``doctor`` around the LivePortrait engine: its weights, the GPU, and what ``auto`` takes."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass

from app.commands.findings import Finding, Verdict
from app.config import NetworkConfig
from app.errors import AppError, WeightsError
from app.pipeline.engines.choose import expect_live
from app.pipeline.gpu import NoAnswerError, nvidia_cards
from app.pipeline.torch_presence import GET_TORCH, has_torch
from app.pipeline.weights.advice import short_names
from app.pipeline.weights.state import Presence, WeightsState, weights_state

_TORCH_FAULTS = (ImportError, OSError, RuntimeError)
"""What a broken installation of torch raises when it is loaded or first asked."""


def check_weights() -> list[Finding]:
    """Whether LivePortrait's networks are here; sizes and records are looked at, nothing is hashed."""
    if not has_torch():
        return []  # of no use; what is said of torch tells the rest
    try:
        state = weights_state()
    except AppError as error:
        return [Finding("weights", Verdict.FAIL, error.why, error.fix)]
    if state.verified:
        return [Finding("weights", Verdict.OK, f"verified, in {state.folder}")]
    if state.complete:
        fix = "Check them: liveportrait-cam models verify"
        return [Finding("weights", Verdict.WARN, _told(state, Presence.PRESENT), fix)]
    told = [_told(state, presence) for presence in (Presence.MISSING, Presence.DAMAGED)]
    fix = "For the LivePortrait engine: liveportrait-cam models download"
    return [Finding("weights", Verdict.WARN, "; ".join(filter(None, told)), fix)]


def _told(state: WeightsState, presence: Presence) -> str:
    words = {Presence.PRESENT: "here, but not checked yet"}
    names = short_names([one.file for one in state.networks if one.presence is presence])
    return f"{words.get(presence, presence.value)}: {names}" if names else ""


def check_gpu() -> list[Finding]:
    """The GPU, and whether torch can use it; torch is loaded only if there is something to ask it."""
    try:
        cards = ", ".join(map(str, nvidia_cards()))
    except NoAnswerError as error:
        return [Finding("GPU", Verdict.WARN, f"nvidia-smi does not answer: {error}", "Check the driver")]
    if cards:
        return [_nvidia(cards)]
    if sys.platform == "darwin":
        return [_apple()]
    fix = "If this machine has an NVIDIA card, install its driver"
    return [Finding("GPU", Verdict.WARN, "no NVIDIA driver; the mesh engine needs none", fix)]


@dataclass(frozen=True, slots=True)
class TorchGpus:
    """What torch says of GPUs.

    Attributes:
        cuda: The CUDA version it was built for, None for none.
        sees_nvidia: An NVIDIA GPU can be used.
        sees_apple: An Apple GPU can be used.
    """

    cuda: str | None
    sees_nvidia: bool
    sees_apple: bool


def ask_torch() -> TorchGpus:
    """Loads torch, which takes a second or two, and asks it."""
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an old driver makes it talk; the answer says enough
        return TorchGpus(torch.version.cuda, torch.cuda.is_available(), torch.backends.mps.is_available())


def _nvidia(cards: str) -> Finding:
    if not has_torch():
        return Finding("GPU", Verdict.WARN, f"{cards}, but this package has no torch to use it", GET_TORCH)
    try:
        torch = ask_torch()
    except _TORCH_FAULTS as error:
        return Finding("GPU", Verdict.WARN, f"{cards}, but torch fails: {error}", "Install torch again")
    if torch.sees_nvidia:
        return Finding("GPU", Verdict.OK, f"{cards}; torch uses CUDA {torch.cuda}")
    if torch.cuda is None:
        fix = "Install the torch build for CUDA in its place; pytorch.org tells the command for your system"
        return Finding("GPU", Verdict.WARN, f"{cards}, but the installed torch is built without CUDA", fix)
    detail = f"{cards}, but torch (for CUDA {torch.cuda}) cannot use it"
    return Finding("GPU", Verdict.WARN, detail, "Update the graphics driver")


def _apple() -> Finding:
    if not has_torch():
        return Finding("GPU", Verdict.WARN, "Apple GPU, but this package has no torch to use it", GET_TORCH)
    try:
        torch = ask_torch()
    except _TORCH_FAULTS as error:
        return Finding("GPU", Verdict.WARN, f"torch fails: {error}", "Install torch again")
    if torch.sees_apple:
        return Finding("GPU", Verdict.OK, "Apple GPU; torch can use it")
    return Finding("GPU", Verdict.WARN, "torch finds no Apple GPU; the mesh engine needs none")


def check_engine() -> list[Finding]:
    """Which engine ``--engine auto`` takes, and why."""
    try:
        expect_live(NetworkConfig())
    except WeightsError as error:  # "weights" tells more
        return [Finding("engine", Verdict.OK, f"--engine auto takes mesh, as {error.what}")]
    except AppError as error:
        return [Finding("engine", Verdict.OK, f"--engine auto takes mesh, as {error.what}: {error.why}")]
    except _TORCH_FAULTS as error:
        return [Finding("engine", Verdict.FAIL, f"torch fails: {error}", "Install torch again")]
    detail = "--engine auto takes liveportrait, if it proves fast enough when it starts"
    return [Finding("engine", Verdict.OK, detail)]
