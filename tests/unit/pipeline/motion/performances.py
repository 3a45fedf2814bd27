"""Made-up performances, also in LivePortrait's own layout."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np

from app.pipeline.engines.liveportrait.keypoints import HeadAngles, rotation_matrix
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from app.pipeline.motion.motion_template import MotionTemplate
from tests.unit.pipeline.motion.driver import Act, Driver


def performance(frames: int = 3, ratios: bool = True, fps: float = 30.0) -> MotionTemplate:
    """A head that turns and talks, the same each time."""
    draw = np.random.default_rng(frames)
    motions = tuple(
        KeypointMotion(
            rotation_matrix(HeadAngles(*draw.uniform(-30, 30, 3))),
            draw.normal(0, 0.03, (21, 3)).astype(np.float32),
            draw.normal(0, 0.1, 3).astype(np.float32),
            float(np.float32(draw.uniform(1.0, 1.6))),
        )
        for _ in range(frames)
    )
    eyes = draw.uniform(0, 0.5, (frames, 2)).astype(np.float32) if ratios else None
    lips = draw.uniform(0, 0.5, frames).astype(np.float32) if ratios else None
    return MotionTemplate(fps, motions, eyes, lips)


def liveportrait_layout(template: MotionTemplate, rotation_name: str = "R") -> dict[str, Any]:
    """The dict that LivePortrait would pickle."""
    layout: dict[str, Any] = {
        "n_frames": len(template),
        "output_fps": int(template.fps),
        "motion": [
            {
                "scale": np.array([[frame.scale]], np.float32),
                rotation_name: frame.rotation[None],
                "exp": frame.expression[None],
                "t": frame.translation[None],
            }
            for frame in template.keypoints
            if frame is not None
        ],
    }
    if template.eye_ratios is not None and template.lip_ratios is not None:
        layout["c_d_eyes_lst"] = [pair[None] for pair in template.eye_ratios]
        layout["c_d_lip_lst"] = [ratio.reshape(1, 1) for ratio in template.lip_ratios]
    return layout


def unseen(template: MotionTemplate, *gaps: int) -> MotionTemplate:
    """The same without the keypoints and ratios of some frames."""
    holes = [k in gaps for k in range(len(template))]

    def without(figures: FloatArray | None) -> FloatArray | None:
        if figures is None:
            return None
        figures = figures.copy()
        figures[holes] = np.nan
        return figures

    seen = tuple(None if hole else motion for hole, motion in zip(holes, template.keypoints, strict=True))
    return MotionTemplate(template.fps, seen, without(template.eye_ratios), without(template.lip_ratios))


def landmarks_performance(frames: int = 4, gaps: tuple[int, ...] = (1,), fps: float = 30.0) -> MotionTemplate:
    """A head that turns, as a landmark-driven engine records it."""
    driver = Driver()
    faces = tuple(None if k in gaps else driver.face(Act(yaw=2.0 * k)) for k in range(frames))
    return MotionTemplate(fps, faces=faces, frame_size=(640, 480))


def pickled(value: object, protocol: int = 4) -> bytes:
    """What Python writes; nothing is ever read with it."""
    return pickle.dumps(value, protocol)


def assert_same(one: MotionTemplate, other: MotionTemplate) -> None:
    """Every figure of two performances is the same."""
    assert (one.fps, one.frame_size) == (other.fps, other.frame_size)
    for name in ("rotations", "expressions", "translations", "scales", "eye_ratios", "lip_ratios", "faces"):
        ours, theirs = getattr(one.arrays(), name), getattr(other.arrays(), name)
        assert (ours is None) == (theirs is None), name
        if ours is not None:
            np.testing.assert_array_equal(ours, theirs)
