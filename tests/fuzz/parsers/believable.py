"""What every template that was taken has to be."""

from __future__ import annotations

import numpy as np

from app.pipeline.motion.motion_template import MotionTemplate
from app.pipeline.motion.template_arrays import MOST_FRAMES
from tests.fuzz.parser import FindingError


def believable(template: MotionTemplate) -> bool:
    """True for figures that a face can have; anything else is a finding."""
    arrays = template.arrays()
    for figures in (arrays.rotations, arrays.expressions, arrays.translations, arrays.scales, arrays.faces):
        if figures is not None and np.isinf(figures).any():
            raise FindingError("a template of infinite figures")
    if not 0 < len(template) <= MOST_FRAMES or not 0 < template.fps <= 1000:
        raise FindingError(f"a template of {len(template)} frames, {template.fps} a second")
    return True
