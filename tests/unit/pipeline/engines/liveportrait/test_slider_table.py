"""The sliders against the figures they were taken from, where those are at hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.pipeline.engines.liveportrait import slider_table as table
from app.pipeline.engines.liveportrait.slider_table import Slider

SOURCE = Path(__file__).parents[6] / "shared/reference/expression_sliders.json"
SLIDERS = {
    "gaze_x": table.GAZE_X,
    "gaze_y": table.GAZE_Y,
    "smile": table.SMILE,
    "wink": table.WINK,
    "eyebrow": table.BROWS,
    "pout": table.POUT,
    "purse": table.PURSE,
    "grin": table.GRIN,
    "lips_open": table.LIPS_OPEN,
    "move_x": table.MOVE_X,
    "move_y": table.MOVE_Y,
}


@pytest.mark.parametrize("name", SLIDERS)
def test_every_slider_adds_what_the_reference_adds(name: str) -> None:
    if not SOURCE.is_file():
        pytest.skip(f"{SOURCE.name} is not beside this checkout")
    known: dict[str, Any] = json.loads(SOURCE.read_text())["sliders"][name]
    low, high = known["range"]
    for control in np.linspace(-1 if low < 0 else 0, 1, 9):
        value = control * high if control >= 0 else -control * low
        wanted = np.zeros((21, 3))
        for keypoint, axis, coefficient in (
            known.get("both") or known["positive" if control >= 0 else "negative"]
        ):
            wanted[keypoint, axis] = value * coefficient
        np.testing.assert_allclose(SLIDERS[name].expression(float(control)), wanted, atol=1e-7)


def test_a_wink_of_the_other_eye_is_the_mirror_image() -> None:
    left, right = table.WINK.expression(1), table.WINK.expression(-1)
    mirrored = left.copy()
    for one, other in ((11, 15), (13, 16), (3, 7)):
        mirrored[[one, other]] = left[[other, one]]
    mirrored[:, 0] *= -1
    np.testing.assert_allclose(right, mirrored, atol=1e-9)


@pytest.mark.parametrize("slider", SLIDERS.values(), ids=SLIDERS)
def test_every_slider_is_straight_on_both_sides(slider: Slider) -> None:
    assert not slider.expression(0.0).any()
    for end in (-1.0, 1.0):
        assert slider.expression(end).any()
        np.testing.assert_allclose(slider.expression(end / 4), slider.expression(end) / 4, atol=1e-8)
