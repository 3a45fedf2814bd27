import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.tracking.presence import FacePresence


def present(until: float = 2.0) -> FacePresence:
    presence = FacePresence()
    for step in range(int(until * 30) + 1):
        presence.update(True, step / 30)
    return presence


def test_nothing_before_the_first_face() -> None:
    presence = FacePresence()
    assert [presence.update(False, t / 10) for t in range(20)] == [0.0] * 20
    assert presence.lost_count == 0


def test_eases_in_over_half_a_second() -> None:
    presence = FacePresence()
    assert presence.update(True, 7.0) == 0.0
    assert presence.update(True, 7.25) == pytest.approx(0.5)
    assert presence.update(True, 7.5) == pytest.approx(1.0)


def test_a_short_gap_changes_nothing() -> None:
    presence = present()
    assert [presence.update(False, 2.0 + t / 10) for t in range(1, 6)] == [1.0] * 5
    assert presence.update(True, 2.51) == 1.0
    assert presence.lost_count == 0


def test_holds_then_eases_out_then_in_again() -> None:
    presence = present()
    assert presence.update(False, 2.5) == 1.0
    assert presence.update(False, 2.75) == pytest.approx(0.5)
    assert presence.lost
    assert presence.update(False, 3.0) == pytest.approx(0.0)
    assert presence.update(False, 9.0) == 0.0
    assert presence.lost_count == 1
    assert presence.update(True, 9.1) == pytest.approx(0.0, abs=0.15)
    assert presence.update(True, 9.6) == pytest.approx(1.0)


def test_returning_halfway_eases_back_from_there() -> None:
    presence = present()
    presence.update(False, 2.75)
    assert presence.update(True, 2.75) == pytest.approx(0.5)
    assert presence.update(True, 3.0) == pytest.approx(1.0)


def test_counts_every_loss() -> None:
    presence, now = FacePresence(), 0.0
    for _ in range(3):
        for observed in (True, False):
            for _ in range(60):
                now += 1 / 30
                presence.update(observed, now)
    assert presence.lost_count == 3


def test_reset_forgets_the_face_but_not_the_count() -> None:
    presence = present()
    presence.update(False, 5.0)
    presence.reset()
    assert presence.lost
    assert presence.update(False, 6.0) == 0.0
    assert presence.lost_count == 1


@given(st.lists(st.tuples(st.booleans(), st.floats(0.001, 0.1)), max_size=200))
def test_the_weight_never_jumps(story: list[tuple[bool, float]]) -> None:
    presence, now, last = FacePresence(), 0.0, 0.0
    for observed, step in story:
        now += step
        weight = presence.update(observed, now)
        assert 0.0 <= weight <= 1.0
        assert abs(weight - last) <= 1.5 * step / 0.5 + 1e-9  # smoothstep's steepest slope
        last = weight
