from __future__ import annotations

import numpy as np
import pytest
import torch

from app.pipeline.engines.liveportrait.paste_back import DevicePasteBack
from app.pipeline.portrait.cropping import source_crop
from app.pipeline.portrait.paste_back import PasteBack
from app.pipeline.tracking.face_crop import FaceCrop
from app.pipeline.types import RGBImage
from tests import shipped

CPU = torch.device("cpu")


def as_tensor(image: RGBImage) -> torch.Tensor:
    return torch.from_numpy(image.copy()).permute(2, 0, 1)[None].float() / 255


def noise(side: int, seed: int = 0) -> RGBImage:
    return np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)


@pytest.mark.parametrize("angle", [0.0, -0.3])
@pytest.mark.parametrize("side", [60.0, 201.7, 256.0, 300.0, 512.0, 700.0])
def test_the_device_pastes_as_the_processor_does(side: float, angle: float) -> None:
    portrait = np.repeat(np.repeat(noise(160), 4, axis=0), 5, axis=1)
    back = PasteBack(portrait, FaceCrop((420.4, 300.2), side, angle))
    generated = noise(512, 1)
    part = DevicePasteBack(back.plan, portrait, CPU).paste(as_tensor(generated))
    difference = np.abs(back.put(part.numpy()).astype(int) - back.paste(generated))
    assert difference.max() <= 1


def test_outside_the_mask_the_pixels_are_the_portraits_own() -> None:
    portrait = shipped.portrait().image
    back = PasteBack(portrait, source_crop(shipped.portrait().landmarks))
    part = DevicePasteBack(back.plan, portrait, CPU).paste(torch.rand(1, 3, 512, 512))
    untouched = back.plan.mask == 0
    expected = portrait[back.plan.rows, back.plan.columns]
    np.testing.assert_array_equal(part.numpy()[untouched], expected[untouched])
    assert untouched.any()


def test_half_precision_and_values_out_of_range() -> None:
    portrait = np.full((300, 300, 3), 50, np.uint8)
    back = PasteBack(portrait, FaceCrop((150.0, 150.0), 200.0))
    too_bright = torch.full((1, 3, 512, 512), 1.5, dtype=torch.float16)
    part = DevicePasteBack(back.plan, portrait, CPU).paste(too_bright)
    assert part.dtype == torch.uint8
    assert part.is_contiguous()
    assert part[part.shape[0] // 2, part.shape[1] // 2].tolist() == [255, 255, 255]
