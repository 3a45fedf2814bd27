"""LivePortrait's own motion templates: a pickle with one dict of arrays for each frame."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from app.pipeline.motion.keypoint_motion import KEYPOINT_COUNT, FloatArray
from app.pipeline.motion.motion_template import MotionTemplate
from app.pipeline.motion.restricted_pickle.arrays import PickledArray
from app.pipeline.motion.restricted_pickle.machine import read_pickle
from app.pipeline.motion.restricted_pickle.operations import RestrictedPickleError
from app.pipeline.motion.template_arrays import MOST_FRAMES, TemplateArrays, unusable

_FPS = 25.0
"""What LivePortrait assumes of a template that does not say."""

_ROTATION_NAMES = ("R", "R_d")
_EYE_NAMES = ("c_eyes_lst", "c_d_eyes_lst")
_LIP_NAMES = ("c_lip_lst", "c_d_lip_lst")

_Fields: TypeAlias = "dict[str, object]"


def parse_liveportrait_template(data: bytes) -> MotionTemplate:
    """Reads a template as any version of LivePortrait writes it.

    Args:
        data: The file's content, which may be hostile.

    Raises:
        TemplateError: It is damaged, not a template, or more than one.
    """
    try:
        return _template(read_pickle(data))
    except RestrictedPickleError as error:
        raise unusable(str(error)) from error


def _template(content: object) -> MotionTemplate:
    if not isinstance(content, dict):
        raise unusable("it is not a LivePortrait template")
    frames = _frames(content)
    count = len(frames)
    arrays = TemplateArrays(
        rotations=_column([_first(frame, _ROTATION_NAMES) for frame in frames], (3, 3)),
        expressions=_column([frame.get("exp") for frame in frames], (KEYPOINT_COUNT, 3)),
        translations=_column([frame.get("t") for frame in frames], (3,)),
        scales=_column([frame.get("scale") for frame in frames], ()),
        eye_ratios=_ratios(_first(content, _EYE_NAMES), count, (2,)),
        lip_ratios=_ratios(_first(content, _LIP_NAMES), count, ()),
    )
    fps = content.get("output_fps", _FPS)
    return MotionTemplate.of(float(_figures(fps, ())), arrays)


def _frames(content: _Fields) -> list[_Fields]:
    """The dicts of the frames that count: the list may be longer than it says."""
    motion = content.get("motion")
    if not isinstance(motion, list) or len(motion) > MOST_FRAMES:
        raise unusable(f"it is not a LivePortrait template of up to {MOST_FRAMES:,} frames")
    count = content.get("n_frames", len(motion))
    if not isinstance(count, int) or not 0 < count <= len(motion):
        raise unusable("it holds fewer frames than it says")
    frames = [frame for frame in motion[:count] if isinstance(frame, dict)]
    if len(frames) < count:
        raise unusable("it is not a LivePortrait template")
    return frames


def _first(fields: _Fields, names: tuple[str, ...]) -> object:
    """The value under the first of the names that is there, else None."""
    return next((fields[name] for name in names if name in fields), None)


def _ratios(values: object, count: int, shape: tuple[int, ...]) -> FloatArray | None:
    """One figure or pair a frame; None where the template has none."""
    if not isinstance(values, (list, tuple)) or not values:
        return None
    if len(values) < count:
        raise unusable("it has eye or lip ratios for some of its frames only")
    return _column(list(values[:count]), shape)


def _column(values: list[object], shape: tuple[int, ...]) -> FloatArray:
    return np.stack([_figures(value, shape) for value in values])


def _figures(value: object, shape: tuple[int, ...]) -> FloatArray:
    """An array or a number as float32 of a known shape, whatever axes of length one it has."""
    if isinstance(value, (int, float)):
        figures = np.array(value)
    elif isinstance(value, PickledArray):
        figures = value.array
    else:
        raise unusable("a figure is missing")
    if figures.dtype.kind not in "fiub" or figures.size != int(np.prod(shape)):
        raise unusable("a figure has the wrong shape")
    with np.errstate(all="ignore"):  # what is too large becomes infinite, and is refused as that
        return figures.astype(np.float32).reshape(shape)
