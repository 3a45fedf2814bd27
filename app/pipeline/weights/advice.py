"""What to do when weights are not here: which files, from where, and where to put them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.errors import WeightsError
from app.pipeline.weights.manifest import WeightFile


def missing_error(missing: Sequence[WeightFile], folder: Path) -> WeightsError:
    """The networks are not here, and may be fetched."""
    names = ", ".join(file.name for file in missing)
    return WeightsError(
        f"LivePortrait's networks are not ready in '{folder}'",
        f"missing or damaged: {names}",
        f"Run: liveportrait-cam models download. {by_hand(missing, folder)}",
    )


def by_hand(missing: Sequence[WeightFile], folder: Path) -> str:
    """How to get files to a machine that cannot download them."""
    urls = " ".join(file.address.url for file in missing)
    return (
        f"Without network: fetch {urls} elsewhere, put them into any folder DIR and run "
        f"'liveportrait-cam models import DIR' (they are kept in '{folder}'). "
        "The mesh engine (--engine mesh) works meanwhile"
    )
