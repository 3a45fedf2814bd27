"""The expressions a conversation needs most; written by hand, as an animator would."""

from __future__ import annotations

from app.pipeline.stickers.choreography import Choreography
from app.pipeline.stickers.moves import blink, keys, lids
from app.tuning import Controls as C  # noqa: N817 - tables of them are read more easily

SMILE = Choreography(
    "smile",
    seconds=1.8,
    peak=0.8,
    layers=(
        keys(
            (0.12, C(smile=-0.08)),
            (0.6, C(smile=0.95, grin=0.28, mouth_open=0.2)),
            (1.15, C(smile=1, grin=0.3, mouth_open=0.24)),
        ),
        keys((0.3, C(brows=0.06)), (0.7, C(brows=0.25)), (1.2, C(brows=0.2))),
        lids((0.45, 0), (0.75, 0.18), (1.25, 0.18)),
        keys(
            (0.2, C(head_pitch=-0.06)),
            (0.75, C(head_pitch=0.12, head_roll=0.22)),
            (1.25, C(head_pitch=0.1, head_roll=0.26)),
        ),
    ),
)

LAUGH = Choreography(
    "laugh",
    seconds=1.8,
    peak=0.62,
    layers=(
        keys((0.14, C(smile=0.2)), (0.4, C(smile=0.9, grin=0.5)), (1.3, C(smile=0.9, grin=0.4))),
        keys(
            (0.2, C()),
            (0.42, C(mouth_open=0.7)),
            (0.56, C(mouth_open=0.45)),
            (0.7, C(mouth_open=0.75)),
            (0.84, C(mouth_open=0.45)),
            (0.98, C(mouth_open=0.7)),
            (1.14, C(mouth_open=0.35)),
            (1.4, C(mouth_open=0.1)),
        ),
        lids((0.2, 0), (0.42, 0.75), (0.75, 0.85), (1.1, 0.75), (1.4, 0.1)),
        keys((0.3, C(brows=0.3)), (1.1, C(brows=0.3))),
        keys(
            (0.18, C(head_pitch=-0.12)),
            (0.46, C(head_pitch=0.3, head_roll=-0.1)),
            (0.6, C(head_pitch=0.2, head_roll=-0.12)),
            (0.74, C(head_pitch=0.34, head_roll=-0.16)),
            (0.88, C(head_pitch=0.22, head_roll=-0.16)),
            (1.02, C(head_pitch=0.3, head_roll=-0.14)),
        ),
    ),
)

WINK = Choreography(
    "wink",
    seconds=1.5,
    peak=0.68,
    layers=(
        keys((0.2, C(brows=0.18)), (0.5, C(brows=0.05)), (0.9, C(brows=0.15))),
        keys((0.34, C()), (0.54, C(wink=1)), (0.8, C(wink=1)), (1.05, C())),
        keys((0.2, C()), (0.6, C(smile=0.9)), (1.05, C(smile=0.75))),
        keys((0.22, C(head_roll=0.05)), (0.62, C(head_roll=-0.3, head_yaw=0.06)), (0.95, C(head_roll=-0.26))),
    ),
)

SURPRISE = Choreography(
    "surprise",
    seconds=1.6,
    peak=0.65,
    layers=(
        lids((0.06, 0.2), (0.16, 0.5), (0.36, -0.75), (0.95, -0.65), (1.2, 0)),
        keys((0.16, C(brows=-0.15)), (0.4, C(brows=0.95)), (0.95, C(brows=0.85))),
        keys(
            (0.16, C(purse=0.1)),
            (0.48, C(mouth_open=0.5, purse=0.35)),
            (0.95, C(mouth_open=0.42, purse=0.35)),
        ),
        keys((0.16, C(head_pitch=-0.12)), (0.45, C(head_pitch=0.2)), (1.0, C(head_pitch=0.14))),
        blink(1.3),
    ),
)

SAD = Choreography(
    "sad",
    seconds=2.0,
    peak=1.0,
    layers=(
        keys((0.5, C(gaze_y=-0.5)), (1.2, C(gaze_y=-0.45))),
        keys((0.2, C(brows=0.05)), (0.8, C(brows=0.55)), (1.35, C(brows=0.5))),
        keys((0.3, C()), (0.9, C(smile=-1, pout=0.5)), (1.45, C(smile=-0.95, pout=0.4))),
        lids((0.5, 0.05), (0.9, 0.12), (1.15, 0.14), (1.24, 0.9), (1.32, 0.9), (1.5, 0.1)),
        keys(
            (0.2, C(head_pitch=0.04)),
            (1.0, C(head_pitch=-0.34, head_roll=0.2)),
            (1.5, C(head_pitch=-0.28, head_roll=0.16)),
        ),
    ),
)

ANGRY = Choreography(
    "angry",
    seconds=1.7,
    peak=0.85,
    layers=(
        keys((0.14, C(brows=0.12)), (0.45, C(brows=-1)), (1.2, C(brows=-1))),
        lids((0.2, 0), (0.5, 0.1), (1.2, 0.1)),
        keys((0.25, C()), (0.6, C(smile=-0.75, grin=-0.4)), (1.2, C(smile=-0.8, grin=-0.45))),
        keys(
            (0.18, C(head_pitch=0.08)),
            (0.56, C(head_pitch=-0.36)),
            (0.72, C(head_pitch=-0.34, head_yaw=-0.08)),
            (0.86, C(head_pitch=-0.36, head_yaw=0.08)),
            (1.0, C(head_pitch=-0.34, head_yaw=-0.06)),
            (1.2, C(head_pitch=-0.3)),
        ),
    ),
)

KISS = Choreography(
    "kiss",
    seconds=1.7,
    peak=0.8,
    layers=(
        lids((0.3, 0), (0.62, 1), (0.98, 1), (1.25, 0)),
        keys(
            (0.2, C(smile=0.15)),
            (0.62, C(pout=0.75, purse=0.8, mouth_open=-0.6)),
            (0.86, C(pout=0.9, purse=0.9, mouth_open=-0.6)),
            (1.0, C(pout=0.1, purse=0.25, mouth_open=0.12)),
            (1.3, C(smile=0.5)),
        ),
        keys((0.6, C(brows=0.3)), (1.1, C(brows=0.25))),
        keys(
            (0.2, C(head_pitch=-0.06, zoom=-0.1)),
            (0.8, C(head_pitch=0.14, head_roll=0.22, zoom=0.35)),
            (1.05, C(head_pitch=0.04, head_roll=0.16, zoom=0.1)),
        ),
    ),
)

LOVE = Choreography(
    "love",
    seconds=2.0,
    peak=0.6,
    layers=(
        keys((0.25, C(smile=0.2)), (0.7, C(smile=1)), (1.4, C(smile=1))),
        keys((0.5, C(brows=0.5)), (1.0, C(brows=0.3)), (1.5, C(brows=0.4))),
        lids((0.3, 0.05), (0.75, 0.2), (1.0, 1), (1.15, 1), (1.45, 0.15)),
        keys(
            (0.15, C(head_roll=0.06)),
            (0.8, C(head_roll=-0.4, head_pitch=0.12, zoom=0.15)),
            (1.4, C(head_roll=-0.36, head_pitch=0.16, zoom=0.2)),
        ),
    ),
)
