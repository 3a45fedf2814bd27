"""Whether what an engine gave is a picture and a motion at all: networks that break give NaN, not errors."""

from __future__ import annotations

import numpy as np

from app.errors import EngineError, Reason
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.types import RGBImage

_STRIDE = 16
_FIX = "Choose the engine 'mesh' if it happens again"


def is_flat(image: RGBImage) -> bool:
    """Whether an image is of one colour, as far as one pixel in 16 x 16 tells.

    Args:
        image: H x W x 3 uint8 RGB.
    """
    looked_at = image[_STRIDE // 2 :: _STRIDE, _STRIDE // 2 :: _STRIDE]
    looked_at = looked_at if looked_at.size else image
    return bool((looked_at == looked_at[0, 0]).all())


def check_picture(image: RGBImage, engine: str, *, may_be_flat: bool) -> None:
    """Makes sure of a drawn picture. NaN turned into bytes gives one colour all over.

    Args:
        image: H x W x 3 uint8 RGB, what was drawn.
        engine: Who drew it, for the message.
        may_be_flat: The portrait is of one colour itself.

    Raises:
        EngineError: It shows nothing.
    """
    if not may_be_flat and is_flat(image):
        what, why = f"the {engine} engine draws nothing", "its picture is of one colour"
        raise EngineError(what, why, _FIX, reason=Reason.ENGINE_FAILED)


def check_motion(motion: KeypointMotion, engine: str) -> None:
    """Makes sure of a motion read from the driver.

    Raises:
        EngineError: There is something in it that is no number.
    """
    arrays = (motion.rotation, motion.expression, motion.translation)
    if not (np.isfinite(motion.scale) and all(np.isfinite(array).all() for array in arrays)):
        what, why = f"the {engine} engine reads no motion", "its networks give no numbers"
        raise EngineError(what, why, _FIX, reason=Reason.ENGINE_FAILED)
