"""The sign "AI" in what the animator makes."""

from __future__ import annotations

import numpy as np
import pytest

from app.config import Corner, Mirror
from app.pipeline.portrait.badge import Badge
from app.pipeline.types import Frame, RGBImage
from tests import shipped
from tests.unit.pipeline.test_animator import SIZE, Live


def moving(live: Live) -> RGBImage:
    return live.animator.animate(Frame(np.zeros((48, 64, 3), np.uint8), 0, 0.0))


def signed(image: RGBImage, corner: Corner) -> RGBImage:
    image = image.copy()
    Badge((image.shape[1], image.shape[0]), corner).stamp(image)
    return image


@pytest.mark.parametrize("corner", Corner)
def test_it_is_in_every_picture_also_at_rest(corner: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live(monkeypatch)
    bare = moving(live)
    assert (live.animator.at_rest() == bare).all()
    live.animator.set_badge(corner)
    for image in (moving(live), live.animator.at_rest(), moving(live)):
        assert (image == signed(bare, corner)).all()
    live.animator.set_badge(None)
    assert (moving(live) == bare).all()


def test_a_mirrored_picture_has_it_where_it_was_asked_for_and_readable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live = Live(monkeypatch)
    live.animator.set_mirror(Mirror(picture=True))
    bare = moving(live)
    live.animator.set_badge(Corner.TOP_LEFT)
    assert (moving(live) == signed(bare, Corner.TOP_LEFT)).all()


def test_it_stays_through_other_sizes_and_portraits(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live(monkeypatch)
    other = (SIZE[0] // 2 * 2, SIZE[1] // 4 * 2)
    live.animator.set_output_size(other)
    live.animator.set_portrait(shipped.portrait(shipped.GENTLEMAN))
    bare = moving(live)
    live.animator.set_badge(Corner.BOTTOM_RIGHT)
    live.animator.set_output_size(SIZE)
    live.animator.set_output_size(other)
    assert (moving(live) == signed(bare, Corner.BOTTOM_RIGHT)).all()


def test_the_portrait_itself_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    live = Live(monkeypatch)
    before = moving(live)
    live.animator.set_badge(Corner.TOP_LEFT)
    moving(live)
    live.animator.set_badge(None)
    assert (live.animator.at_rest() == before).all()
