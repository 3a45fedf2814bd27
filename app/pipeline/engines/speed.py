"""How fast the networks are on this machine: measured once, then remembered."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable
from pathlib import Path

from app.files import read_plain, replacing
from app.paths import cache_dir

_log = logging.getLogger(__name__)

_FILE_BYTES = 100_000


def remembered_seconds(key: str, measure: Callable[[], float], file: Path | None = None) -> float:
    """Seconds a frame takes, from the last time if the key is the same.

    Args:
        key: Everything the figure depends on: device, precision, versions.
        measure: Finds the figure.
        file: Where it is remembered, None for the user's cache.
    """
    file = file or cache_dir() / "speed.json"
    known = _read(file)
    if key not in known:
        known[key] = measure()
        _write(file, known)
    return known[key]


def _read(file: Path) -> dict[str, float]:
    try:
        data = read_plain(file, _FILE_BYTES)
        loaded = json.loads(data) if len(data) <= _FILE_BYTES else None
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(loaded, dict):
        return {}
    return {
        key: value
        for key, value in loaded.items()
        if isinstance(value, float) and math.isfinite(value) and value > 0
    }


def _write(file: Path, known: dict[str, float]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with replacing(file) as whole:
            whole.write(json.dumps(known, indent=1).encode())
    except OSError as error:  # measuring again next time is no harm
        _log.debug("the measured speed could not be kept: %s", error)
