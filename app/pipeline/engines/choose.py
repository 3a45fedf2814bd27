"""Which engine draws: the one asked for, or the best one there is."""

from __future__ import annotations

import logging

from app.config import EngineChoice
from app.errors import EngineError
from app.pipeline.engines.base import Engine

_log = logging.getLogger(__name__)


def choose_engine(choice: EngineChoice) -> Engine:
    """Makes the engine asked for; ``AUTO`` chooses and says in the log what it chose and why.

    Raises:
        EngineError: An engine asked for by name is not there.
    """
    if choice is EngineChoice.LIVEPORTRAIT:
        raise EngineError(
            "cannot use the liveportrait engine",
            "its networks are not part of this version",
            "Use --engine mesh, which needs no downloads, or --engine auto",
        )
    if choice is EngineChoice.AUTO:
        _log.info("engine: mesh (the LivePortrait networks are not installed)")
    return _mesh()


def _mesh() -> Engine:
    from app.pipeline.engines.mesh.engine import MeshEngine

    return MeshEngine()
