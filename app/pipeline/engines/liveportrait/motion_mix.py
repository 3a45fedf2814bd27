"""Which part of the driver's motion a portrait takes over, and which it keeps of its own."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from app.pipeline.engines.liveportrait.reference_options import ReferenceOptions, Region
from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, KeypointMotion

_LIP_KEYPOINTS = (6, 12, 14, 17, 19, 20)
_EYE_KEYPOINTS = (11, 13, 15, 16, 18)

_IDENTITY_FREE_KEYPOINTS = (1, 2, 6, *range(11, KEYPOINT_COUNT))
"""Keypoints whose expression says nothing of whose face it is."""

_POSED = (Region.ALL, Region.POSE)
_EXPRESSIVE = (Region.ALL, Region.EXPRESSION)


def mixed_motion(
    source: KeypointMotion, driver: KeypointMotion, first: KeypointMotion, options: ReferenceOptions
) -> KeypointMotion:
    """The portrait's motion with the wanted region taken from the driver, without depth of the shift.

    Args:
        source: The portrait's own motion.
        driver: The driver's now.
        first: The driver's at the start.
        options: Mode and region.
    """
    wanted = _relative(source, driver, first) if options.relative else _absolute(source, driver)
    posed = wanted if options.region in _POSED else source
    return KeypointMotion(
        rotation=posed.rotation,
        expression=np.where(expression_mask(options), wanted.expression, source.expression),
        translation=posed.translation * np.array((1, 1, 0), np.float32),
        scale=wanted.scale if options.region is Region.ALL else source.scale,
    )


def _relative(source: KeypointMotion, driver: KeypointMotion, first: KeypointMotion) -> KeypointMotion:
    return KeypointMotion(
        rotation=driver.rotation @ first.rotation.T @ source.rotation,
        expression=source.expression + (driver.expression - first.expression),
        translation=source.translation + (driver.translation - first.translation),
        scale=source.scale * (driver.scale / first.scale),
    )


def _absolute(source: KeypointMotion, driver: KeypointMotion) -> KeypointMotion:
    """The driver's motion at the portrait's size."""
    return KeypointMotion(driver.rotation, driver.expression, driver.translation, source.scale)


def expression_mask(options: ReferenceOptions) -> npt.NDArray[np.bool_]:
    """Which figures of the expression come from the driver, 21 x 3.

    Absolute motion leaves out those that carry the driver's own features.
    """
    mask = np.zeros((KEYPOINT_COUNT, 3), dtype=np.bool_)
    if options.region is Region.LIP:
        mask[list(_LIP_KEYPOINTS)] = True
    elif options.region is Region.EYES:
        mask[list(_EYE_KEYPOINTS)] = True
    elif options.region in _EXPRESSIVE and options.relative:
        mask[:] = True
    elif options.region in _EXPRESSIVE:
        mask[list(_IDENTITY_FREE_KEYPOINTS)] = True
        mask[3:5, 1] = mask[[5, 8], 2] = mask[9, 1:] = True
    return mask
