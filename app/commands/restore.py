"""``restore``: the expression of a reference put back onto the face of a video or picture."""

from __future__ import annotations

from app.config import RestoreConfig


def restore(config: RestoreConfig) -> None:
    """To come in the next step."""
    raise NotImplementedError(config)
