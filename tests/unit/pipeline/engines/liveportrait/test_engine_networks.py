"""The engine on the real networks, with weights of no meaning: slow, so few frames and one build."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
import torch

from app.pipeline.engines.liveportrait.bench.stand_in import stand_in_state_dicts
from app.pipeline.engines.liveportrait.engine import LivePortraitEngine
from app.pipeline.engines.liveportrait.networks import Networks
from app.pipeline.engines.liveportrait.networks.motion import MotionOutput
from app.pipeline.engines.liveportrait.runtime import INPUT_PIXELS, Runtime
from app.pipeline.portrait.cropping import source_crop
from app.pipeline.portrait.paste_back import PasteBack
from app.pipeline.types import REST
from tests import shipped

PORTRAIT = shipped.portrait()


@pytest.fixture(scope="module")
def networks() -> Networks:
    return Networks.from_state_dicts(stand_in_state_dicts())


@pytest.fixture(scope="module")
def engine(networks: Networks) -> LivePortraitEngine:
    engine = LivePortraitEngine(networks, crop=lambda portrait: source_crop(portrait.landmarks))
    engine.set_portrait(PORTRAIT)
    return engine


def test_a_frame_is_the_portrait_with_another_face(engine: LivePortraitEngine) -> None:
    image = engine.render(REST)
    assert image.shape == PORTRAIT.image.shape
    assert image.dtype == np.uint8
    plan = PasteBack(PORTRAIT.image, source_crop(PORTRAIT.landmarks)).plan
    inside = np.zeros(image.shape[:2], np.bool_)
    inside[plan.rows, plan.columns] = plan.mask > 0
    np.testing.assert_array_equal(image[~inside], PORTRAIT.image[~inside])
    assert image[inside].std() > 5
    assert (image[inside] != PORTRAIT.image[inside]).any(axis=-1).mean() > 0.5
    np.testing.assert_array_equal(engine.render(REST), image)


def test_what_the_motion_extractor_answers_arrives_under_its_names(networks: Networks) -> None:
    face = np.random.default_rng(4).integers(0, 256, (INPUT_PIXELS, INPUT_PIXELS, 3), np.uint8)
    reading = Runtime(networks).read(face)
    expected = networks.motion(torch.from_numpy(face).permute(2, 0, 1)[None].float() / 255)
    for name in (field.name for field in fields(MotionOutput)):
        seen, wanted = getattr(reading, name), getattr(expected, name)[0].numpy()
        np.testing.assert_allclose(seen, wanted, rtol=1e-4, atol=1e-4, err_msg=name)
        assert seen.dtype == np.float32
        assert np.abs(wanted).max() > 1e-3
