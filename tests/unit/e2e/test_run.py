from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.host.errors import UnavailableError
from tests.e2e.host.run import need_visible


@pytest.mark.parametrize("checkout", ["/tmp/main", "/home/anna/mnt/main", "/srv/main"])  # noqa: S108
def test_most_places_are_seen_by_the_guest(checkout: str) -> None:
    need_visible(Path(checkout))


@pytest.mark.parametrize("checkout", ["/mnt/main", "/run/user/1000/main"])
def test_a_checkout_that_the_guest_cannot_see_is_a_reason(checkout: str) -> None:
    with pytest.raises(UnavailableError, match="of its own"):
        need_visible(Path(checkout))
