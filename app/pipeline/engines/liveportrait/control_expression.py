"""The expression controls told to keypoints; lids, turn and zoom go other ways (see ``live_motion``)."""

from __future__ import annotations

from app.pipeline.engines.liveportrait import slider_table as table
from app.pipeline.engines.liveportrait.keypoints import HeadAngles, head_angles, rotation_matrix
from app.pipeline.motion.head_controls import PITCH_DEG, ROLL_DEG, YAW_DEG
from app.pipeline.motion.keypoint_motion import FloatArray
from app.tuning import Controls


def face_expression(controls: Controls) -> FloatArray:
    """What the face's controls add to the expression, 21 x 3 float32.

    An open mouth comes from the reference's slider, not from the lip retargeting network: it adds
    to what the driver says instead of taking its place, and it can press lips together, which a
    gap cannot tell. The network keeps its own work, the driver's lip gap.
    """
    return (
        table.SMILE.expression(controls.smile)
        + table.WINK.expression(controls.wink)
        + table.BROWS.expression(controls.brows)
        + table.GAZE_X.expression(controls.gaze_x)
        + table.GAZE_Y.expression(controls.gaze_y)
        + table.LIPS_OPEN.expression(controls.mouth_open)
        + table.GRIN.expression(controls.grin)
        + table.POUT.expression(controls.pout)
        + table.PURSE.expression(controls.purse)
    )


def place_expression(controls: Controls) -> FloatArray:
    """What moving the head adds, 21 x 3 float32; it is no expression, and no face's limits apply.

    Up is negative in the picture.
    """
    return table.MOVE_X.expression(controls.move_x) + table.MOVE_Y.expression(-controls.move_y)


def controlled_turn(rotation: FloatArray, controls: Controls) -> FloatArray:
    """A rotation (3 x 3, from the right) with the head's controls added to its angles.

    In keypoint space a positive pitch looks down and a positive yaw to the picture's left.
    """
    if controls.head_pitch == controls.head_yaw == controls.head_roll == 0:
        return rotation
    angles = head_angles(rotation)
    return rotation_matrix(
        HeadAngles(
            angles.pitch - PITCH_DEG * controls.head_pitch,
            angles.yaw - YAW_DEG * controls.head_yaw,
            angles.roll + ROLL_DEG * controls.head_roll,
        )
    )
