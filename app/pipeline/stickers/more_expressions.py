"""Moods, asides and answers; written by hand, as an animator would."""

from __future__ import annotations

from app.pipeline.stickers.choreography import Choreography
from app.pipeline.stickers.moves import blink, keys, lids
from app.tuning import Controls as C  # noqa: N817 - tables of them are read more easily

SLEEPY = Choreography(
    "sleepy",
    seconds=2.4,
    peak=1.1,
    layers=(
        lids((0.35, 0.5), (0.5, 0.4), (0.95, 1), (1.5, 1), (1.72, -0.2), (1.9, 0)),
        keys((0.5, C(brows=0.25)), (1.3, C(brows=0.05)), (1.75, C(brows=0.45)), (2.1, C(brows=0.1))),
        keys((0.6, C(smile=-0.15)), (1.3, C(smile=-0.3)), (1.8, C())),
        keys(
            (0.4, C(head_pitch=-0.1)),
            (1.4, C(head_pitch=-0.55, head_roll=0.32)),
            (1.75, C(head_pitch=0.08, head_roll=-0.04)),
        ),
    ),
)

EYE_ROLL = Choreography(
    "eye-roll",
    seconds=1.9,
    peak=0.85,
    layers=(
        keys(
            (0.15, C(gaze_y=-0.1)),
            (0.42, C(gaze_x=-0.8, gaze_y=0.3)),
            (0.68, C(gaze_x=-0.35, gaze_y=1)),
            (0.95, C(gaze_x=0.4, gaze_y=1)),
            (1.2, C(gaze_x=0.85, gaze_y=0.2)),
            (1.42, C(gaze_x=0.2)),
        ),
        lids((0.3, 0.15), (0.6, -0.1), (1.0, 0), (1.22, 0.35), (1.42, 0.2)),
        keys((0.4, C(brows=0.2)), (0.85, C(brows=0.7)), (1.3, C(brows=0.05))),
        keys((0.4, C()), (0.9, C(smile=-0.4, pout=-0.25)), (1.35, C(smile=-0.4, pout=-0.25))),
        keys(
            (0.45, C(head_yaw=-0.06)),
            (0.85, C(head_pitch=0.2, head_roll=-0.1)),
            (1.3, C(head_pitch=0.02, head_yaw=0.12, head_roll=-0.18)),
        ),
    ),
)

SHY = Choreography(
    "shy",
    seconds=2.0,
    peak=0.95,
    layers=(
        keys((0.3, C(gaze_x=0.5, gaze_y=-0.3)), (1.1, C(gaze_x=0.55, gaze_y=-0.4)), (1.4, C())),
        lids((0.3, 0.12), (0.9, 0.25), (1.2, 0.22), (1.45, 0)),
        keys((0.4, C()), (0.85, C(smile=0.6, pout=-0.3)), (1.5, C(smile=0.6, pout=-0.1))),
        keys((0.4, C(brows=0.1)), (1.0, C(brows=0.35)), (1.5, C(brows=0.4))),
        keys(
            (0.2, C(head_pitch=0.04)),
            (0.85, C(head_pitch=-0.34, head_roll=0.24, head_yaw=0.16)),
            (1.45, C(head_pitch=-0.24, head_roll=0.2, head_yaw=0.06)),
        ),
        blink(1.6),
    ),
)

THINKING = Choreography(
    "thinking",
    seconds=2.2,
    peak=1.0,
    layers=(
        keys(
            (0.12, C()),
            (0.4, C(gaze_x=0.55, gaze_y=0.75)),
            (1.0, C(gaze_x=0.6, gaze_y=0.8)),
            (1.25, C(gaze_x=0.25, gaze_y=0.8)),
            (1.65, C(gaze_x=0.2, gaze_y=0.7)),
        ),
        keys((0.5, C(brows=0.45)), (1.1, C(brows=-0.3)), (1.65, C(brows=-0.2))),
        keys(
            (0.4, C()),
            (0.85, C(purse=0.45, pout=0.3, smile=-0.2)),
            (1.65, C(purse=0.5, pout=0.3, smile=-0.3)),
        ),
        keys(
            (0.2, C()),
            (0.8, C(head_yaw=0.16, head_pitch=0.2, head_roll=-0.2)),
            (1.6, C(head_yaw=0.1, head_pitch=0.22, head_roll=-0.26)),
        ),
        blink(1.88),
    ),
)

CHEEKY = Choreography(
    "cheeky",
    seconds=1.8,
    peak=0.95,
    layers=(
        keys((0.25, C(gaze_x=-0.6)), (1.1, C(gaze_x=-0.6)), (1.3, C())),
        keys(
            (0.3, C(brows=0.1)),
            (0.6, C(brows=0.75)),
            (0.78, C(brows=0.25)),
            (0.96, C(brows=0.8)),
            (1.3, C(brows=0.2)),
        ),
        keys((0.3, C(smile=0.1)), (0.7, C(smile=1, pout=-0.2)), (1.3, C(smile=0.8, pout=-0.15))),
        keys((0.4, C()), (0.75, C(wink=-0.3)), (1.2, C(wink=-0.28))),
        keys(
            (0.2, C(head_yaw=-0.04)),
            (0.75, C(head_yaw=0.2, head_roll=0.22)),
            (1.25, C(head_yaw=0.18, head_roll=0.24)),
        ),
    ),
)

SHOCKED = Choreography(
    "shocked",
    seconds=1.6,
    peak=0.6,
    layers=(
        lids((0.12, 0.6), (0.3, -1), (1.0, -0.95), (1.25, 0)),
        keys((0.12, C(brows=-0.2)), (0.32, C(brows=1)), (1.0, C(brows=1))),
        keys((0.16, C(mouth_open=-0.2)), (0.4, C(mouth_open=0.95)), (1.0, C(mouth_open=0.85))),
        keys(
            (0.14, C(head_pitch=-0.12, zoom=0.08)),
            (0.38, C(head_pitch=0.12, zoom=-0.7)),
            (0.46, C(head_pitch=0.1, zoom=-0.6, head_yaw=0.05)),
            (0.54, C(head_pitch=0.1, zoom=-0.6, head_yaw=-0.05)),
            (0.62, C(head_pitch=0.1, zoom=-0.6, head_yaw=0.04)),
            (0.72, C(head_pitch=0.1, zoom=-0.55)),
            (1.05, C(head_pitch=0.08, zoom=-0.45)),
        ),
    ),
)

PROUD = Choreography(
    "proud",
    seconds=2.0,
    peak=1.0,
    layers=(
        lids((0.4, 0.2), (0.75, 0.95), (1.3, 0.95), (1.6, 0)),
        keys((0.3, C(brows=0.1)), (0.8, C(brows=0.65)), (1.35, C(brows=0.55))),
        keys((0.3, C()), (0.85, C(smile=0.75, pout=-0.25)), (1.45, C(smile=0.75, pout=-0.2))),
        keys(
            (0.25, C(head_pitch=-0.14)),
            (0.9, C(head_pitch=0.5, zoom=0.12)),
            (1.35, C(head_pitch=0.46, zoom=0.12, head_roll=0.06)),
        ),
    ),
)

BORED = Choreography(
    "bored",
    seconds=2.4,
    peak=0.85,
    layers=(
        lids((0.5, 0.42), (1.0, 0.45), (1.25, 1), (1.4, 1), (1.65, 0.42), (2.0, 0.35)),
        keys((0.5, C(gaze_x=0.35)), (1.1, C(gaze_x=0.4)), (1.5, C(gaze_x=-0.3)), (1.95, C(gaze_x=-0.25))),
        keys((0.6, C(brows=0.2)), (1.8, C(brows=0.25))),
        keys((0.5, C(smile=-0.35)), (1.1, C(smile=-0.45, pout=0.3)), (1.8, C(smile=-0.4, pout=0.1))),
        keys((0.7, C(head_roll=0.3, head_pitch=-0.08)), (1.7, C(head_roll=0.34, head_pitch=-0.14))),
    ),
)

YES = Choreography(
    "yes",
    seconds=1.4,
    peak=0.42,
    layers=(
        keys(
            (0.14, C(head_pitch=0.2)),
            (0.38, C(head_pitch=-0.6)),
            (0.62, C(head_pitch=0.12)),
            (0.86, C(head_pitch=-0.45)),
            (1.12, C(head_pitch=0.05)),
        ),
        keys((0.16, C(brows=0.3)), (0.4, C(brows=0.1)), (0.64, C(brows=0.3)), (1.0, C(brows=0.1))),
        keys((0.14, C()), (0.4, C(smile=0.8)), (1.0, C(smile=0.7))),
        blink(0.76),
    ),
)

NO = Choreography(
    "no",
    seconds=1.6,
    peak=0.4,
    layers=(
        keys(
            (0.12, C(head_yaw=0.08)),
            (0.36, C(head_yaw=-0.42)),
            (0.66, C(head_yaw=0.42)),
            (0.94, C(head_yaw=-0.36)),
            (1.2, C(head_yaw=0.2)),
            (1.42, C(head_yaw=-0.04)),
        ),
        keys(
            (0.12, C(gaze_x=-0.15)),
            (0.36, C(gaze_x=0.45)),
            (0.66, C(gaze_x=-0.45)),
            (0.94, C(gaze_x=0.4)),
            (1.2, C(gaze_x=-0.2)),
        ),
        keys((0.3, C(brows=-0.5)), (1.1, C(brows=-0.5))),
        keys((0.3, C(smile=-0.45, pout=-0.2)), (1.1, C(smile=-0.45, pout=-0.2))),
        keys((0.3, C(head_pitch=-0.14)), (1.1, C(head_pitch=-0.14))),
        lids((0.2, 0.05), (0.45, 0.1), (1.1, 0.1)),
    ),
)

CONFUSED = Choreography(
    "confused",
    seconds=1.9,
    peak=0.95,
    layers=(
        blink(0.1),
        blink(0.42),
        keys((0.3, C(brows=0.3)), (0.8, C(brows=-0.75)), (1.3, C(brows=-0.7))),
        keys((0.5, C()), (0.9, C(smile=-0.5, purse=-0.5)), (1.35, C(smile=-0.45, purse=-0.4))),
        keys((0.3, C(head_roll=-0.04)), (0.85, C(head_roll=0.45, head_yaw=0.06)), (1.35, C(head_roll=0.42))),
    ),
)

SUSPICIOUS = Choreography(
    "suspicious",
    seconds=2.2,
    peak=0.8,
    layers=(
        lids((0.3, 0.2), (0.6, 0.48), (1.6, 0.48)),
        keys(
            (0.3, C()),
            (0.55, C(gaze_x=-0.85)),
            (1.0, C(gaze_x=-0.85)),
            (1.25, C(gaze_x=0.85)),
            (1.6, C(gaze_x=0.85)),
        ),
        keys((0.5, C(brows=-0.7)), (1.6, C(brows=-0.7))),
        keys((0.6, C(purse=0.35, smile=-0.25)), (1.6, C(purse=0.35, smile=-0.25))),
        keys(
            (0.2, C(head_yaw=-0.04)),
            (0.75, C(head_yaw=0.22, head_pitch=-0.12)),
            (1.0, C(head_yaw=0.22, head_pitch=-0.12)),
            (1.45, C(head_yaw=-0.2, head_pitch=-0.12)),
            (1.65, C(head_yaw=-0.18, head_pitch=-0.1)),
        ),
    ),
)
