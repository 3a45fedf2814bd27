from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.pipeline.portrait.cropping import SOURCE_PIXELS, source_crop
from app.pipeline.portrait.paste_back import PasteBack, plan_paste
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import RGBImage
from tests import shipped

from . import pictures

crops = st.builds(
    FaceCrop,
    st.tuples(st.floats(-100, 200), st.floats(-100, 200)),
    st.floats(4, 300),
    st.floats(-math.pi, math.pi),
)


def grey(level: int, width: int = 200, height: int = 160) -> RGBImage:
    return np.full((height, width, 3), level, np.uint8)


@pytest.mark.parametrize("name", shipped.PORTRAITS)
def test_a_portrait_pasted_into_itself_stays_itself(name: str) -> None:
    portrait = shipped.portrait(name)
    crop = source_crop(portrait.landmarks)
    back = PasteBack(portrait.image, crop)
    pasted = back.paste(crop.cut(portrait.image, SOURCE_PIXELS))
    part = (back.plan.rows, back.plan.columns)
    changed = (pasted[part].astype(int) - portrait.image[part])[back.plan.mask > 0]
    assert np.abs(changed).mean() < 2.5
    assert abs(changed.mean()) < 0.5


@given(crops)
def test_outside_the_mask_the_pixels_are_the_portraits_own(crop: FaceCrop) -> None:
    portrait = pictures.gradient()
    back = PasteBack(portrait, crop, 64)
    pasted = back.paste(np.full((64, 64, 3), 255, np.uint8))
    mask = np.zeros(portrait.shape[:2], np.float32)
    mask[back.plan.rows, back.plan.columns] = back.plan.mask
    np.testing.assert_array_equal(pasted[mask == 0], portrait[mask == 0])
    assert pasted.shape == portrait.shape


@given(crops)
def test_beyond_the_crop_nothing_changes(crop: FaceCrop) -> None:
    plan = plan_paste((140, 110), crop, 64)
    mask = np.zeros((110, 140), np.float32)
    mask[plan.rows, plan.columns] = plan.mask
    y, x = np.mgrid[0:110, 0:140].astype(np.float32)
    inside = crop.from_picture(np.stack([x.ravel(), y.ravel()], 1), 2).reshape(110, 140, 2) - 1
    assert not mask[np.abs(inside).max(axis=2) > 1].any()
    assert mask.min() >= 0
    assert mask.max() <= 1


def test_the_middle_of_the_crop_is_all_generated() -> None:
    pasted = PasteBack(grey(50), FaceCrop((100.0, 80.0), 120.0), 512).paste(grey(200, 512, 512))
    assert (pasted[60:100, 80:120] == 200).all()
    assert (pasted[:20] == 50).all()


@pytest.mark.parametrize("angle", [0.0, 0.4])
@pytest.mark.parametrize("side", [150.0, 400.0, 900.0])
def test_no_edge_is_seen_where_a_brighter_crop_ends(side: float, angle: float) -> None:
    pasted = PasteBack(grey(100, 1000, 1000), FaceCrop((500.0, 500.0), side, angle)).paste(
        grey(120, 512, 512)
    )
    steepest = max(np.abs(np.diff(pasted[..., 0].astype(int), axis=axis)).max() for axis in (0, 1))
    # A quintic of 20 levels over a tenth of the side rises at 1.875 times its mean, plus rounding.
    assert steepest <= math.ceil(1.875 * 20 / (0.1 * side)) + 1
    assert pasted.max() == 120


def test_a_spot_comes_back_where_it_was_cut() -> None:
    y, x = np.mgrid[0:500, 0:600]
    glow = 250 * np.exp(-((x - 310.0) ** 2 + (y - 240.0) ** 2) / (2 * 9.0**2))
    portrait = np.repeat(glow[..., None], 3, axis=2).astype(np.uint8)
    for side in (180.0, 330.0, 512.0, 800.0):
        crop = FaceCrop((300.3, 250.8), side, 0.3)
        pasted = PasteBack(portrait, crop).paste(crop.cut(portrait, 512))
        weight = pasted[..., 0].astype(float)
        place = (weight * x).sum() / weight.sum(), (weight * y).sum() / weight.sum()
        assert place == pytest.approx((310.0, 240.0), abs=0.15)


def test_fine_patterns_are_averaged_not_picked() -> None:
    stripes = np.zeros((512, 512, 3), np.uint8)
    stripes[:, ::2] = 200
    pasted = PasteBack(grey(100), FaceCrop((100.0, 80.0), 64.0)).paste(stripes)
    assert np.abs(pasted.astype(int) - 100).max() <= 1


def test_every_paste_is_an_array_of_its_own() -> None:
    portrait = grey(10)
    back = PasteBack(portrait, FaceCrop((100.0, 80.0), 90.0), 64)
    first = back.paste(grey(90, 64, 64))
    kept = first.copy()
    second = back.paste(grey(200, 64, 64))
    np.testing.assert_array_equal(first, kept)
    assert not np.shares_memory(first, second)
    assert (portrait == 10).all()


def test_a_crop_beside_the_picture_changes_nothing() -> None:
    portrait = pictures.gradient()
    pasted = PasteBack(portrait, FaceCrop((-500.0, 50.0), 90.0), 64).paste(grey(9, 64, 64))
    np.testing.assert_array_equal(pasted, portrait)
    assert pasted is not portrait
