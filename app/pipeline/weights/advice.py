"""What to do when weights are not here: which ones, the command that gets them, and the way by hand."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from app.errors import Reason, WeightsError
from app.pipeline.weights.manifest import HubAddress, WeightFile


def missing_error(missing: Sequence[WeightFile], damaged: Sequence[WeightFile], folder: Path) -> WeightsError:
    """The networks cannot be used as they are, and may be fetched."""
    told = (("missing", missing), ("damaged", damaged))
    why = "; ".join(f"{word}: {short_names(files)}" for word, files in told if files)
    return WeightsError(
        f"the LivePortrait networks are not ready in '{folder}'",
        why,
        f"Run: liveportrait-cam models download. {by_hand([*missing, *damaged])}",
        reason=Reason.WEIGHTS_MISSING,
    )


def short_names(files: Sequence[WeightFile]) -> str:
    """The files as the commands take them, without their endings."""
    return ", ".join(PurePosixPath(file.name).stem for file in files)


def by_hand(files: Sequence[WeightFile]) -> str:
    """How to get files to a machine that cannot download them."""
    return (
        f"Without network: fetch them elsewhere from {' and '.join(pages(files))} "
        "and run: liveportrait-cam models import DIR"
    )


def pages(files: Sequence[WeightFile]) -> list[str]:
    """Where a person finds these files: one page for each revision of a repository, else the file itself."""
    folders: dict[tuple[str, str], list[str]] = {}
    others = []
    for address in (file.address for file in files):
        if isinstance(address, HubAddress):
            folder = str(PurePosixPath(address.path).parent)
            folders.setdefault((address.repo, address.revision), []).append(folder)
        else:
            others.append(address.url)
    found = [
        HubAddress(repo, revision, posixpath.commonpath(paths)).page
        for (repo, revision), paths in folders.items()
    ]
    return found + others
