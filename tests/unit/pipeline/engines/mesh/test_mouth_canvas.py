from __future__ import annotations

import numpy as np

from app.pipeline.engines.mesh.mouth_canvas import INCISAL_EDGE, Palette, mix_palette, upper_teeth
from tests import shipped


def palette(*, grey: bool = False) -> Palette:
    portrait = shipped.portrait(shipped.HOPPER)
    image = portrait.image
    if grey:
        image = np.repeat(image.mean(axis=2, keepdims=True).astype(np.uint8), 3, axis=2)
    return mix_palette(image, portrait.landmarks)


def test_teeth_of_a_warm_face_stay_warm_in_the_shade() -> None:
    row = upper_teeth(palette())[INCISAL_EDGE - 12, :, :3]
    middle, side = row[94], row[36]
    assert side.mean() < 0.6 * middle.mean()
    assert side[0] / side[2] > middle[0] / middle[2] * 1.1


def test_a_grey_portrait_has_grey_teeth() -> None:
    colours = palette(grey=True)
    assert np.ptp(upper_teeth(colours)[..., :3], axis=2).max() < 1
    np.testing.assert_allclose(colours.fading, 1, atol=0.01)
