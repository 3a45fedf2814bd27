from __future__ import annotations

from app.pipeline.studio.newest import Newest


def test_the_newest_wins_and_only_the_first_has_to_be_fetched() -> None:
    newest: Newest[int] = Newest()
    assert newest.take() is None
    assert [newest.put(number) for number in range(1, 4)] == [True, False, False]
    assert newest.take() == 3
    assert newest.take() is None
    assert newest.put(4)
