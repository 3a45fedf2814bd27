"""Whether torch is here: only LivePortrait's networks need it, and packages of the program leave it out."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from app.errors import EngineError, WeightsError

NO_TORCH: Final = "this package of the program comes without PyTorch, which only LivePortrait needs"
GET_TORCH: Final = (
    "The mesh engine works as it is; for LivePortrait install the program by pip or pipx (README, Install)"
)


def has_torch() -> bool:
    """Whether torch is installed; it is not loaded."""
    return find_spec("torch") is not None


def expect_torch() -> None:
    """Raises ``EngineError`` where LivePortrait's networks cannot run for want of torch."""
    if not has_torch():
        raise EngineError("the LivePortrait networks cannot run", NO_TORCH, GET_TORCH)


def expect_torch_for(what: str) -> None:
    """Raises ``WeightsError`` where weights would be of no use.

    Args:
        what: What could not be done, as a short clause.
    """
    if not has_torch():
        raise WeightsError(what, NO_TORCH, GET_TORCH)
