from __future__ import annotations

import re
from dataclasses import astuple, fields

import numpy as np
import numpy.typing as npt
import pytest

from app.errors import UsageError
from app.pipeline.stickers.catalogue import BASIC, EXPRESSIONS, choose_expressions
from app.pipeline.stickers.choreography import Choreography, Key, Layer
from app.tuning import UNTOUCHED, Controls

EACH = pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda one: one.name)
NAMES = [control.name for control in fields(Controls)]


def _track(expression: Choreography, step_s: float) -> npt.NDArray[np.float64]:
    """Steps x controls, over one loop and a bit."""
    steps = np.arange(0, expression.seconds + step_s, step_s)
    return np.array([astuple(expression.at(float(time))) for time in steps])


def test_there_are_enough_and_every_name_is_a_file_s() -> None:
    names = [one.name for one in EXPRESSIONS]
    assert len(names) >= 16
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", name) for name in names)
    assert "contact-sheet" not in names
    wanted = "smile laugh wink surprise sad angry kiss sleepy eye-roll shy love thinking cheeky shocked"
    assert {*wanted.split(), "proud", "bored", "yes", "no"} <= {*names}
    assert {*BASIC} < {*EXPRESSIONS}


@EACH
def test_begins_and_ends_at_rest_without_a_jolt(expression: Choreography) -> None:
    h = 1e-4
    assert expression.at(0.0) == UNTOUCHED
    for near in (h, expression.seconds - h):
        assert astuple(expression.at(near)) == pytest.approx(astuple(UNTOUCHED), abs=1e-5)


@EACH
def test_moves_smoothly_all_the_way(expression: Choreography) -> None:
    step_s = 0.002
    speed = np.diff(_track(expression, step_s), axis=0) / step_s
    jolts = np.abs(np.diff(speed, axis=0)).max()
    # The fastest there is, a lid that falls in 80 ms, gains 1.9 a second in 2 ms.
    assert jolts <= 2.5


@EACH
def test_layers_never_add_up_to_more_than_a_control_takes(expression: Choreography) -> None:
    for time in np.arange(0, expression.seconds, 0.01):
        whole = np.array(astuple(expression.at(float(time))))
        alone = sum(
            np.array(astuple(Choreography("one", expression.seconds, 0.1, (layer,)).at(float(time))))
            for layer in expression.layers
        )
        assert whole == pytest.approx(alone)


@EACH
def test_the_peak_shows_something_and_the_loop_is_a_second_or_two(expression: Choreography) -> None:
    assert 1.0 <= expression.seconds <= 2.5
    track = np.abs(_track(expression, 0.02)).sum(axis=1)
    assert np.abs(astuple(expression.at(expression.peak))).sum() >= 0.4 * track.max()


def test_no_two_peaks_look_alike() -> None:
    peaks = np.array([astuple(one.at(one.peak)) for one in EXPRESSIONS])
    for index, peak in enumerate(peaks):
        others = np.delete(peaks, index, axis=0)
        assert np.abs(others - peak).sum(axis=1).min() > 0.8, EXPRESSIONS[index].name


@pytest.mark.parametrize("frame_ms", [40, 50, 70, 100])
def test_frames_are_even_in_number_and_as_long_as_the_loop(frame_ms: int) -> None:
    for expression in EXPRESSIONS:
        frames = expression.frames(frame_ms)
        assert len(frames) % 2 == 0
        assert len(frames) * frame_ms == pytest.approx(1e3 * expression.seconds, abs=frame_ms + 1)
        assert frames[0] == UNTOUCHED


def test_chosen_by_name_by_set_and_once_each() -> None:
    assert choose_expressions(["basic"]) == BASIC
    assert choose_expressions(["all"]) == EXPRESSIONS
    chosen = choose_expressions([" Shy ", "smile", "shy"])
    assert [one.name for one in chosen] == ["shy", "smile"]


@pytest.mark.parametrize("wanted", [["grumpy"], ["smile", ""], []])
def test_an_unknown_name_lists_the_known_ones(wanted: list[str]) -> None:
    with pytest.raises(UsageError, match=r"smile, laugh, .*eye-roll"):
        choose_expressions(wanted)


def test_keys_and_peak_must_lie_within_the_loop_in_order() -> None:
    half, full = Key(0.5, Controls(smile=0.5)), Key(0.7, Controls(smile=1))
    with pytest.raises(ValueError, match="within the loop"):
        Choreography("late", 0.6, 0.3, (Layer((half, full)),))
    with pytest.raises(ValueError, match="within the loop"):
        Choreography("late", 1.0, 1.0, (Layer((half, full)),))
    with pytest.raises(ValueError, match="rise"):
        Choreography("astray", 1.0, 0.5, (Layer((full, half)),))
