"""Several outputs as one: each may join, leave or break while the others go on."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from app.errors import SinkError
from app.pipeline.sinks.base import Sink
from app.pipeline.types import RGBImage

_log = logging.getLogger(__name__)

_SEND_LIMIT_S = 2.0

SinkLost = Callable[[Sink, SinkError], None]
"""Told of a sink that broke and was left out; called on the output thread."""


@contextmanager
def _as_sink_errors(sink: Sink) -> Iterator[None]:
    """Drivers and libraries raise nearly anything; whatever it is, it is this output's fault alone."""
    try:
        yield
    except SinkError:
        raise
    except Exception as error:
        _log.exception("output %s: a fault of the program", sink.name)
        why = f"a fault of the program, {type(error).__name__}: {error}"
        raise SinkError(f"{sink.name} broke", why, "Start this output again, and report it") from error


class _Outlet:
    """One sink of several; it is never closed while it is being sent to. Raises ``SinkError`` only."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        self._lock = threading.Lock()
        self._closed = False
        self._left_behind = False

    def send(self, image: RGBImage) -> None:
        with self._lock, _as_sink_errors(self.sink):
            try:
                if not self._closed:
                    self.sink.send(image)
            finally:
                if self._left_behind:  # nobody waited for this send
                    self.sink.close()

    def close(self) -> None:
        self._closed = True
        if not self._lock.acquire(timeout=_SEND_LIMIT_S):
            self._left_behind = True
            why = "the device or file it writes to does not answer"
            raise SinkError(f"cannot close {self.sink.name}", why, "Unplug it, or start the program again")
        try:
            with _as_sink_errors(self.sink):
                self.sink.close()
        finally:
            self._lock.release()


class FanOut:
    """Several sinks as one. A broken sink is left out while others remain.

    Sinks may join and leave from any thread while others are being sent to.

    Args:
        sinks: At least one; closed by ``close``.
        on_lost: Told of a sink that was left out.
    """

    def __init__(self, sinks: Sequence[Sink], on_lost: SinkLost | None = None) -> None:
        self._lock = threading.Lock()
        self._outlets = [_Outlet(sink) for sink in sinks]
        self._on_lost = on_lost
        self._closed = False

    @property
    def closing(self) -> bool:
        """Whether ``close`` was called."""
        return self._closed

    def add(self, sink: Sink) -> None:
        """Sends to one more from the next frame on; a closed fan-out closes it at once."""
        outlet = _Outlet(sink)
        with self._lock:
            if not self._closed:
                self._outlets.append(outlet)
                return
        _close(outlet)

    def remove(self, sink: Sink) -> None:
        """Sends nothing more to it and closes it; one that is not there any more is no error.

        A frame it is being sent at this moment is waited for, two seconds at most.

        Raises:
            SinkError: It could not finish.
        """
        outlet = self._take_out(sink)
        if outlet is not None:
            outlet.close()

    def send(self, image: RGBImage) -> None:
        """Gives every sink the image.

        Raises:
            SinkError: The last remaining sink broke.
        """
        with self._lock:
            outlets = tuple(self._outlets)
        for outlet in outlets:
            self._send_to(outlet, image)

    def close(self) -> None:
        """Closes every sink, even when one of them fails. May be called twice.

        Raises:
            SinkError: What the first failing sink said, after all were closed.
        """
        with self._lock:
            self._closed = True
            outlets, self._outlets = self._outlets, []
        errors = [_close(outlet) for outlet in outlets]
        first = next((error for error in errors if error is not None), None)
        if first is not None:
            raise first

    def _send_to(self, outlet: _Outlet, image: RGBImage) -> None:
        try:
            outlet.send(image)
        except SinkError as error:
            if self._take_out(outlet.sink) is None:
                return  # it was taken out while it was being sent to
            _close(outlet)
            if not self._outlets:
                raise
            _log.error("output %s is left out: %s", outlet.sink.name, error)
            if self._on_lost is not None:
                self._on_lost(outlet.sink, error)

    def _take_out(self, sink: Sink) -> _Outlet | None:
        with self._lock:
            for outlet in self._outlets:
                if outlet.sink is sink:
                    self._outlets.remove(outlet)
                    return outlet
        return None


def _close(outlet: _Outlet) -> SinkError | None:
    try:
        outlet.close()
    except SinkError as error:
        _log.warning("output %s did not close cleanly: %s", outlet.sink.name, error)
        return error
    return None
