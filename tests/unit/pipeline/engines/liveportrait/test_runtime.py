from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
import torch

from app.pipeline.engines.liveportrait.networks.motion import MotionOutput
from app.pipeline.engines.liveportrait.runtime import INPUT_PIXELS, MotionReading, Runtime
from app.pipeline.portrait.paste_back import PasteBack
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import RGBImage
from tests.unit.pipeline.engines.liveportrait.stub_networks import BANDS, SIDE, StubNetworks

PLACED = np.random.default_rng(3).uniform(-0.5, 0.5, (21, 3)).astype(np.float32)


def plain(level: int) -> RGBImage:
    return np.full((INPUT_PIXELS, INPUT_PIXELS, 3), level, np.uint8)


def noise(*shape: int) -> RGBImage:
    return np.random.default_rng(4).integers(0, 256, shape, np.uint8)


def drawn(level: int) -> RGBImage:
    """What the stub draws of a plain face with its keypoints unmoved."""
    bands = np.repeat(255 * BANDS.numpy()[:, None], SIDE, axis=1)
    return np.repeat(np.round(level + bands)[:, :, None], 3, axis=2).astype(np.uint8)


def runtime_of(level: int) -> Runtime:
    runtime = Runtime(StubNetworks().networks)
    runtime.set_source(plain(level), PLACED)
    return runtime


class Numbering(StubNetworks):
    """Reads a face as the numbers 0 to 327, in the order of ``MotionOutput``."""

    def motion(self, image: torch.Tensor) -> MotionOutput:
        del image
        widths = (66, 66, 66, 3, 63, 1, 63)
        parts = torch.arange(328.0)[None].split(widths, dim=1)
        names = (part.name for part in fields(MotionOutput))
        return MotionOutput(**dict(zip(names, parts, strict=True)))


def test_each_number_of_a_reading_gets_its_name() -> None:
    reading = Runtime(Numbering().networks).read(plain(0))
    starts = {name.name: float(getattr(reading, name.name)[0]) for name in fields(MotionReading)}
    assert starts == {"pitch": 0, "yaw": 66, "roll": 132, "t": 198, "exp": 201, "scale": 264, "kp": 265}
    ends = [float(getattr(reading, name.name)[-1]) for name in fields(MotionReading)]
    assert ends == [65, 131, 197, 200, 263, 264, 327]


@pytest.mark.parametrize("name", [field.name for field in fields(MotionReading)])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_reading_knows_whether_all_of_it_are_numbers(name: str, value: float) -> None:
    reading = Runtime(Numbering().networks).read(plain(0))
    assert reading.finite
    getattr(reading, name)[-1] = value
    assert not reading.finite


def test_readings_do_not_share_memory() -> None:
    runtime = Runtime(StubNetworks().networks)
    dark = runtime.read(plain(10))
    kept = dark.exp.copy()
    bright = runtime.read(plain(200))
    np.testing.assert_array_equal(dark.exp, kept)
    assert np.abs(bright.exp).sum() > np.abs(dark.exp).sum()


def test_without_a_paste_the_generated_picture_comes_back() -> None:
    image = runtime_of(100).draw(PLACED)
    assert image.shape == (SIDE, SIDE, 3)
    np.testing.assert_array_equal(image, drawn(100))


def test_a_picture_is_rounded_and_kept_within_its_range() -> None:
    far = runtime_of(100).draw(PLACED + 9)
    assert far.dtype == np.uint8
    assert far.max() == 255
    np.testing.assert_array_equal(far[:, 0], drawn(100)[:, 0])  # where the stub has no stripe


def test_another_source_replaces_all_of_the_first() -> None:
    runtime = runtime_of(100)
    runtime.draw(PLACED)
    moved = PLACED + np.float32(0.1)
    runtime.set_source(plain(50), moved)
    np.testing.assert_array_equal(runtime.draw(moved), drawn(50))


def test_a_paste_may_be_set_exchanged_and_taken_away() -> None:
    portrait = noise(300, 400, 3)
    runtime = runtime_of(100)
    crops = (FaceCrop((200.0, 150.0), 120.0), FaceCrop((150.0, 180.0), 90.0, 0.3))
    for crop in crops:
        back = PasteBack(portrait, crop)
        runtime.set_paste(back.plan, portrait)
        seen = back.put(runtime.draw(PLACED))
        assert np.abs(seen.astype(int) - back.paste(drawn(100))).max() <= 2
    runtime.set_paste(None, None)
    np.testing.assert_array_equal(runtime.draw(PLACED), drawn(100))


def test_a_paste_that_touches_nothing_is_none() -> None:
    portrait = noise(30, 40, 3)
    runtime = runtime_of(100)
    runtime.set_paste(PasteBack(portrait, FaceCrop((-500.0, 0.0), 50.0)).plan, portrait)
    np.testing.assert_array_equal(runtime.draw(PLACED), drawn(100))


def test_drawing_needs_a_source_and_closing_takes_it() -> None:
    runtime = Runtime(StubNetworks().networks)
    with pytest.raises(RuntimeError, match="set_source"):
        runtime.draw(PLACED)
    runtime.set_source(plain(100), PLACED)
    runtime.draw(PLACED)
    runtime.close()
    runtime.close()
    with pytest.raises(RuntimeError, match="set_source"):
        runtime.draw(PLACED)
