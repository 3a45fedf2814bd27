"""What is wanted of a studio: said from any thread, brought about on the studio's own."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from app.config import StreamConfig
from app.pipeline.programme import OnAir
from app.tuning import Tuning

Order = Callable[[], None]
"""Something to do once, on the studio's thread."""


@dataclass(frozen=True, slots=True)
class Wish:
    """All that is wanted at one moment.

    Attributes:
        config: What to stream.
        tuning: How motion is carried over.
        live: Whether there is to be a stream.
        take: Counts the starts: a stop and a start make another take.
        on_air: What the outputs are to show; the portrait without a stream.
        closing: Whether the studio is to end.
    """

    config: StreamConfig
    tuning: Tuning
    live: bool = False
    take: int = 0
    on_air: OnAir = OnAir.PORTRAIT
    closing: bool = False


class Follower(Protocol):
    """A stream, which some wishes reach at once instead of by the studio's thread."""

    def show(self, on_air: OnAir) -> None:
        """Puts something else on air."""

    def tune(self, tuning: Tuning) -> None:
        """Takes other controls and strengths."""


class Wishes:
    """The newest wish, the orders not yet done, and the bell that wakes who brings them about.

    Args:
        first: The wish to begin with.
    """

    def __init__(self, first: Wish) -> None:
        self._changed = threading.Condition()
        self._newest = first
        self._follower: Follower | None = None
        self._orders: deque[Order] = deque()
        self._nudged = True

    @property
    def newest(self) -> Wish:
        """All that is wanted now."""
        return self._newest

    def is_wanted(self, take: int) -> bool:
        """Whether the stream of this take is still wanted."""
        wish = self._newest
        return wish.live and wish.take == take

    # Saying them.

    def start(self) -> None:
        """A stream is wanted."""
        with self._changed:
            wish = self._newest
            if not wish.live:
                self._newest = replace(wish, live=True, take=wish.take + 1, on_air=OnAir.PORTRAIT)
            self._nudge_locked()

    def stop(self) -> None:
        """No stream is wanted."""
        with self._changed:
            self._newest = replace(self._newest, live=False, on_air=OnAir.PORTRAIT)
            self._nudge_locked()

    def configure(self, config: StreamConfig) -> None:
        """Another configuration is wanted."""
        with self._changed:
            self._newest = replace(self._newest, config=config)
            self._nudge_locked()

    def tune(self, tuning: Tuning) -> None:
        """Other controls and strengths are wanted; a stream has them at once."""
        with self._changed:
            self._newest = replace(self._newest, tuning=tuning)
            if self._follower is not None:
                self._follower.tune(tuning)

    def show(self, on_air: OnAir) -> None:
        """Something else is wanted on air; a stream has it at once. Without one it is no wish."""
        with self._changed:
            if not self._newest.live:
                return
            self._newest = replace(self._newest, on_air=on_air)
            if self._follower is not None:
                self._follower.show(on_air)

    def order(self, order: Order) -> None:
        """Something is to be done once, after what was ordered before."""
        with self._changed:
            self._orders.append(order)
            self._nudge_locked()

    def close(self) -> None:
        """Nothing is wanted any more."""
        with self._changed:
            self._newest = replace(self._newest, live=False, closing=True)
            self._nudge_locked()

    # Bringing them about.

    def lead(self, follower: Follower) -> None:
        """Tells a new stream what is wanted now, and from here on whatever it is to have at once."""
        with self._changed:
            self._follower = follower
            # Both may have changed while it was being built.
            follower.show(self._newest.on_air)
            follower.tune(self._newest.tuning)

    def let_go(self) -> None:
        """Tells the stream nothing more."""
        with self._changed:
            self._follower = None

    def nudge(self) -> None:
        """Wakes who waits, to look again."""
        with self._changed:
            self._nudge_locked()

    def wait(self, timeout_s: float | None) -> None:
        """Waits for the next nudge, None for however long it takes; one since the last wait counts."""
        with self._changed:
            self._changed.wait_for(lambda: self._nudged, timeout_s)
            self._nudged = False

    def take_order(self) -> Order | None:
        """The oldest order, None when all were taken."""
        with self._changed:
            if not self._orders:
                return None
            self._nudge_locked()  # it may make a difference
            return self._orders.popleft()

    def _nudge_locked(self) -> None:
        self._nudged = True
        self._changed.notify_all()
