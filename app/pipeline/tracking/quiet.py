"""Keeps MediaPipe's start-up chatter off the terminal without hiding anything else.

MediaPipe's native code writes a handful of harmless lines straight to file descriptor 2 when a
graph starts; no setting turns them off. They are taken out, all other output is passed on.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator

_CHATTER = re.compile(
    rb"Created TensorFlow Lite|absl::InitializeLog|inference_feedback_manager"
    rb"|landmark_projection_calculator|GL version|gl_context"
)
_STDERR = 2
_redirecting = threading.Lock()


@contextlib.contextmanager
def quiet_start() -> Iterator[None]:
    """Filters MediaPipe's own lines from standard error while the block runs.

    Meant for the fraction of a second in which a graph is made and run for the first time. One
    block at a time, in the whole process; a second thread waits.
    """
    with _redirecting, tempfile.TemporaryFile() as held:
        try:
            saved = os.dup(_STDERR)
        except OSError:  # a windowed program has no standard error
            yield
            return
        try:
            os.dup2(held.fileno(), _STDERR)
            yield
        finally:
            os.dup2(saved, _STDERR)
            os.close(saved)
            held.seek(0)
            _pass_on(held.read())


def _pass_on(output: bytes) -> None:
    kept = [line for line in output.splitlines(keepends=True) if not _CHATTER.search(line)]
    if kept and sys.stderr is not None:
        sys.stderr.write(b"".join(kept).decode(errors="replace"))
