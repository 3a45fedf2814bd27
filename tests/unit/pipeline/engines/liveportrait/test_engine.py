from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.errors import EngineError
from app.pipeline.engines.liveportrait.engine import LivePortraitEngine
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.portrait.cropping import SOURCE_PIXELS, source_crop
from app.pipeline.portrait.paste_back import PasteBack
from app.pipeline.portrait.portrait import Portrait
from app.pipeline.tracking.face_crop import FaceCrop, face_size
from app.pipeline.types import REST, DrivenKeypoints, Motion, RGBImage
from app.tuning import Controls, Tuning
from tests import shipped
from tests.unit.pipeline.engines.liveportrait.stub_networks import BANDS, Fault, StubNetworks
from tests.unit.pipeline.tracking.faces import drawn_face, texture

LADY = shipped.resized(shipped.portrait(shipped.LADY), 0.5)
HOPPER = shipped.resized(shipped.portrait(shipped.HOPPER), 0.4)
MAGENTA = (255, 0, 255)


def crop_of(portrait: Portrait) -> FaceCrop:
    return source_crop(portrait.landmarks)


def engine_of(
    stub: StubNetworks, portrait: Portrait | None = LADY, smoothing: float = 0.0
) -> LivePortraitEngine:
    engine = LivePortraitEngine(stub.networks, crop=crop_of)
    engine.tune(Tuning(smoothing=smoothing))
    if portrait is not None:
        engine.set_portrait(portrait)
    return engine


def untouched(portrait: Portrait) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Where the portrait's own pixels stay, H x W."""
    plan = PasteBack(portrait.image, crop_of(portrait)).plan
    outside = np.ones(portrait.image.shape[:2], np.bool_)
    outside[plan.rows, plan.columns] = plan.mask == 0
    return outside


def drawn_at_rest(portrait: Portrait) -> RGBImage:
    """What the stub draws of an unmoved portrait, pasted back."""
    colour = crop_of(portrait).cut(portrait.image, SOURCE_PIXELS).mean(axis=(0, 1))
    bands = 255 * np.repeat(BANDS.numpy()[:, None], SOURCE_PIXELS, axis=1)
    picture = np.round(colour + bands[:, :, None]).astype(np.uint8)
    return PasteBack(portrait.image, crop_of(portrait)).paste(picture)


def turned(degrees: float) -> Motion:
    return Motion(rotation=shipped.turned(yaw=degrees))


def magenta_camera() -> RGBImage:
    return np.full((480, 640, 3), MAGENTA, np.uint8)


def furthest(a: RGBImage, b: RGBImage) -> int:
    return int(np.abs(a.astype(int) - b).max())


@pytest.mark.parametrize("portrait", [LADY, HOPPER], ids=["lady", "hopper"])
def test_at_rest_the_networks_picture_is_pasted_into_the_portrait(portrait: Portrait) -> None:
    engine = engine_of(StubNetworks(), portrait)
    image = engine.render(REST)
    assert image.dtype == np.uint8
    assert furthest(image, drawn_at_rest(portrait)) <= 2
    outside = untouched(portrait)
    np.testing.assert_array_equal(image[outside], portrait.image[outside])
    assert outside.any()
    assert furthest(image, portrait.image) > 20


def test_a_motion_moves_the_picture_and_rest_brings_it_back() -> None:
    engine = engine_of(StubNetworks())
    rest, moved = engine.render(REST), engine.render(turned(20))
    assert furthest(rest, moved) > 20
    outside = untouched(LADY)
    np.testing.assert_array_equal(moved[outside], LADY.image[outside])
    np.testing.assert_array_equal(engine.render(REST), rest)


def test_another_portrait_changes_everything() -> None:
    engine = engine_of(StubNetworks())
    engine.render(turned(20))
    engine.set_portrait(HOPPER)
    fresh = engine_of(StubNetworks(), HOPPER)
    for motion in (REST, turned(20)):
        np.testing.assert_array_equal(engine.render(motion), fresh.render(motion))


def test_every_frame_is_an_array_of_its_own() -> None:
    engine = engine_of(StubNetworks())
    first = engine.render(REST)
    kept = first.copy()
    second = engine.render(turned(20))
    assert not np.shares_memory(first, second)
    assert not np.shares_memory(first, LADY.image)
    np.testing.assert_array_equal(first, kept)
    first[...] = 0
    np.testing.assert_array_equal(engine.render(REST), kept)


def test_a_portrait_whose_crop_misses_it_stays_as_it_is() -> None:
    engine = LivePortraitEngine(StubNetworks().networks, crop=lambda _: FaceCrop((-900.0, -900.0), 100.0))
    engine.set_portrait(LADY)
    np.testing.assert_array_equal(engine.render(turned(20)), LADY.image)


def test_without_a_portrait_nothing_is_drawn() -> None:
    with pytest.raises(EngineError, match="no portrait is set"):
        engine_of(StubNetworks(), None).render(REST)


def test_closing_twice_is_fine_and_then_there_is_no_portrait() -> None:
    engine = engine_of(StubNetworks())
    engine.render(REST)
    engine.close()
    engine.close()
    with pytest.raises(EngineError, match="no portrait is set"):
        engine.render(REST)


@pytest.mark.parametrize("where", ["motion", "appearance", "prepare"])
def test_a_portrait_that_fails_leaves_the_old_one(where: str) -> None:
    stub = StubNetworks(fault=Fault(RuntimeError, (where,), times=0))
    engine = engine_of(stub)
    expected = [engine.render(motion) for motion in (REST, turned(20))]
    stub.fault.times = 1
    with pytest.raises(EngineError, match="the device failed: the device says no"):
        engine.set_portrait(HOPPER)
    for motion, image in zip((REST, turned(20)), expected, strict=True):
        np.testing.assert_array_equal(engine.render(motion), image)


def test_a_portrait_that_cannot_be_pasted_leaves_the_old_one(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_of(StubNetworks())
    expected = engine.render(turned(20))

    def fail(*_: object) -> None:
        raise RuntimeError("no room for a mask")

    with monkeypatch.context() as broken:
        broken.setattr("app.pipeline.engines.liveportrait.runtime.DevicePasteBack", fail)
        with pytest.raises(EngineError, match="no room for a mask"):
            engine.set_portrait(HOPPER)
    np.testing.assert_array_equal(engine.render(turned(20)), expected)


def test_a_face_read_as_no_numbers_is_an_error_and_leaves_the_old_portrait() -> None:
    stub = StubNetworks()
    engine = engine_of(stub)
    expected = engine.render(REST)
    stub.reads_nan = True
    with pytest.raises(EngineError, match="no numbers"):
        engine.set_portrait(HOPPER)
    with pytest.raises(EngineError, match="no numbers"):
        engine.read_driver(texture(), drawn_face(), 0.0)
    stub.reads_nan = False
    np.testing.assert_array_equal(engine.render(REST), expected)
    assert np.isfinite(engine.read_driver(texture(), drawn_face(), 0.1).expression).all()


def test_a_still_driver_is_read_the_same_every_time() -> None:
    engine = engine_of(StubNetworks(), smoothing=0.5)
    first = engine.read_driver(texture(), drawn_face(), 0.0)
    again = engine.read_driver(texture(), drawn_face(), 1 / 30)
    assert_same(first, again)
    assert first.scale == pytest.approx(1.5)
    np.testing.assert_allclose(first.translation[:2], 0, atol=1e-6)


def test_what_a_moving_driver_does_is_told_in_the_crop_he_was_met_in() -> None:
    engine = engine_of(StubNetworks())
    engine.read_driver(texture(), drawn_face((300.0, 240.0)), 0.0)
    # Too far for the crop to stand still; the stub sees a face in the middle of any crop.
    motions = [engine.read_driver(texture(), drawn_face((400.0, 240.0)), 5.0 + at) for at in range(3)]
    half_side = 4.9 * face_size(drawn_face()) / 2
    assert motions[-1].translation[0] == pytest.approx(100 / half_side, abs=0.03)
    assert motions[-1].translation[1] == pytest.approx(0, abs=0.03)
    engine.forget_driver()
    met_anew = engine.read_driver(texture(), drawn_face((400.0, 240.0)), 9.0)
    np.testing.assert_allclose(met_anew.translation[:2], 0, atol=1e-6)


def test_after_forgetting_a_face_is_met_where_it_is() -> None:
    """Nearer to the last one than what makes the crop move."""
    brighter_to_the_right = np.repeat(np.arange(640)[None, :, None] // 3, 480, axis=0).astype(np.uint8)
    image = np.repeat(brighter_to_the_right, 3, axis=2)
    engine = engine_of(StubNetworks())
    engine.read_driver(image, drawn_face((320.0, 240.0)), 0.0)
    engine.forget_driver()
    seen = engine.read_driver(image, drawn_face((335.0, 240.0)), 0.1)
    assert_same(seen, engine_of(StubNetworks()).read_driver(image, drawn_face((335.0, 240.0)), 0.1))


def test_smoothing_calms_what_is_read_and_is_forgotten_with_the_driver() -> None:
    def expression_after_a_change(engine: LivePortraitEngine, forget: bool) -> KeypointMotion:
        for frame in range(5):
            engine.read_driver(np.zeros((480, 640, 3), np.uint8), drawn_face(), frame / 30)
        if forget:
            engine.forget_driver()
        return engine.read_driver(np.full((480, 640, 3), 60, np.uint8), drawn_face(), 5 / 30)

    raw = expression_after_a_change(engine_of(StubNetworks()), forget=False)
    calmed = expression_after_a_change(engine_of(StubNetworks(), smoothing=0.5), forget=False)
    forgotten = expression_after_a_change(engine_of(StubNetworks(), smoothing=0.5), forget=True)
    assert np.linalg.norm(calmed.expression) < 0.9 * np.linalg.norm(raw.expression)
    assert_same(forgotten, raw)


def test_smoothing_changes_while_the_driver_acts() -> None:
    engine, image = engine_of(StubNetworks()), np.zeros((480, 640, 3), np.uint8)
    still = engine.read_driver(image, drawn_face(), 0.0)
    engine.tune(Tuning(smoothing=1.0))
    for frame in range(1, 5):
        engine.read_driver(image, drawn_face(), frame / 30)
    calmed = engine.read_driver(np.full_like(image, 60), drawn_face(), 5 / 30)
    engine.tune(Tuning(smoothing=0.0))
    raw = engine.read_driver(np.full_like(image, 60), drawn_face(), 6 / 30)
    change = np.linalg.norm(raw.expression - still.expression)
    assert 0 < np.linalg.norm(calmed.expression - still.expression) < 0.9 * change


def test_a_tuned_strength_shows_in_the_next_frame_and_in_the_next_portrait() -> None:
    stub = StubNetworks()
    engine = engine_of(stub)
    rest, full = engine.render(REST), engine.render(turned(20))
    engine.tune(Tuning(strength=0.0))
    np.testing.assert_array_equal(engine.render(turned(20)), rest)
    engine.set_portrait(LADY)
    np.testing.assert_array_equal(engine.render(turned(20)), rest)
    engine.tune(Tuning())
    np.testing.assert_array_equal(engine.render(turned(20)), full)


def test_controls_move_the_portrait_without_any_driver() -> None:
    engine = engine_of(StubNetworks())
    assert furthest(engine.render(Motion(controls=Controls(smile=1))), engine.render(REST)) > 0


def test_a_read_driver_drives() -> None:
    engine = engine_of(StubNetworks())
    now = engine.read_driver(texture(), drawn_face(), 0.0)
    same = Motion(keypoints=DrivenKeypoints(now, now))
    np.testing.assert_array_equal(engine.render(same), engine.render(REST))
    smile = replace(now, expression=now.expression + np.float32(0.02))
    assert furthest(engine.render(Motion(keypoints=DrivenKeypoints(smile, now))), engine.render(REST)) > 5


def test_no_pixel_of_the_camera_is_ever_drawn() -> None:
    """A planted colour that no portrait has must not come out, whatever the driver does."""
    engine = engine_of(StubNetworks())
    neutral = engine.read_driver(texture(), drawn_face(), 0.0)
    now = engine.read_driver(magenta_camera(), drawn_face(), 0.1)
    assert np.abs(now.expression - neutral.expression).max() > 0
    seen = engine.render(Motion(keypoints=DrivenKeypoints(now, neutral)))
    # The same keypoints from a grey camera of that brightness: the colour has nowhere to hide.
    engine.forget_driver()
    grey = engine.read_driver(np.full((480, 640, 3), 170, np.uint8), drawn_face(), 1.0)
    np.testing.assert_allclose(grey.expression, now.expression, rtol=1e-5)
    expected = engine.render(Motion(keypoints=DrivenKeypoints(grey, neutral)))
    assert furthest(seen, expected) <= 1
    near = np.abs(seen.astype(int) - MAGENTA).max(axis=-1) < 40
    assert not near.any()


def test_the_camera_picture_is_not_written_to() -> None:
    image = texture()
    image.setflags(write=False)
    engine_of(StubNetworks()).read_driver(image, drawn_face(), 0.0)


def assert_same(a: KeypointMotion, b: KeypointMotion) -> None:
    np.testing.assert_allclose(a.rotation, b.rotation, atol=1e-6)
    np.testing.assert_allclose(a.expression, b.expression, atol=1e-6)
    np.testing.assert_allclose(a.translation, b.translation, atol=1e-6)
    assert a.scale == pytest.approx(b.scale, rel=1e-5)
