"""Python's garbage collector, kept from stopping a live stream."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def startup_objects_frozen() -> Iterator[None]:
    """Takes what exists now out of the collector's sight while the block runs.

    Libraries leave hundreds of thousands of objects behind at import, and a full collection
    walks all of them with every thread stopped: 60 ms were measured, two frames of a stream.
    They live as long as the program anyway. What a stream makes itself is still collected.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
