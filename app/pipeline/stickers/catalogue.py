"""The expressions there are, each a choreography; written by hand, as an animator would."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import UsageError
from app.pipeline.stickers.choreography import Choreography, Key, Layer
from app.tuning import Controls as C  # noqa: N817 - tables of them are read more easily


def _blink(at: float) -> Layer:
    """Lids down and up again in a quarter of a second; a moment shut, so that a frame shows it."""
    return _lids((at, 0), (at + 0.08, 1), (at + 0.13, 1), (at + 0.25, 0))


def _lids(*keys: tuple[float, float]) -> Layer:
    """Both lids together: (seconds, how far shut)."""
    return Layer(tuple(Key(at, C(blink_left=shut, blink_right=shut)) for at, shut in keys))


def _keys(*keys: tuple[float, C]) -> Layer:
    return Layer(tuple(Key(at, pose) for at, pose in keys))


_SMILE = Choreography(
    "smile",
    seconds=1.8,
    peak=0.8,
    layers=(
        _keys(
            (0.12, C(smile=-0.08)),
            (0.6, C(smile=0.85, grin=0.35)),
            (1.15, C(smile=0.95, grin=0.4)),
        ),
        _keys((0.3, C(brows=0.06)), (0.7, C(brows=0.25)), (1.2, C(brows=0.2))),
        _lids((0.45, 0), (0.75, 0.18), (1.25, 0.18)),
        _keys(
            (0.2, C(head_pitch=-0.06)),
            (0.75, C(head_pitch=0.12, head_roll=0.22)),
            (1.25, C(head_pitch=0.1, head_roll=0.26)),
        ),
    ),
)

_LAUGH = Choreography(
    "laugh",
    seconds=1.8,
    peak=0.62,
    layers=(
        _keys((0.14, C(smile=0.2)), (0.4, C(smile=0.9, grin=0.4)), (1.3, C(smile=0.9, grin=0.4))),
        _keys(
            (0.2, C()),
            (0.42, C(mouth_open=0.7)),
            (0.56, C(mouth_open=0.45)),
            (0.7, C(mouth_open=0.75)),
            (0.84, C(mouth_open=0.45)),
            (0.98, C(mouth_open=0.7)),
            (1.14, C(mouth_open=0.35)),
            (1.4, C(mouth_open=0.1)),
        ),
        _lids((0.2, 0), (0.42, 0.75), (0.75, 0.85), (1.1, 0.75), (1.4, 0.1)),
        _keys((0.3, C(brows=0.3)), (1.1, C(brows=0.3))),
        _keys(
            (0.18, C(head_pitch=-0.12)),
            (0.46, C(head_pitch=0.3, head_roll=-0.1)),
            (0.6, C(head_pitch=0.2, head_roll=-0.12)),
            (0.74, C(head_pitch=0.34, head_roll=-0.16)),
            (0.88, C(head_pitch=0.22, head_roll=-0.16)),
            (1.02, C(head_pitch=0.3, head_roll=-0.14)),
        ),
    ),
)

_WINK = Choreography(
    "wink",
    seconds=1.5,
    peak=0.68,
    layers=(
        _keys((0.2, C(brows=0.18)), (0.5, C(brows=0.05)), (0.9, C(brows=0.15))),
        _keys((0.34, C()), (0.54, C(wink=1)), (0.8, C(wink=1)), (1.05, C())),
        _keys((0.2, C()), (0.6, C(smile=0.65, grin=0.15)), (1.05, C(smile=0.5, grin=0.1))),
        _keys(
            (0.22, C(head_roll=0.05)), (0.62, C(head_roll=-0.3, head_yaw=0.06)), (0.95, C(head_roll=-0.26))
        ),
    ),
)

_SURPRISE = Choreography(
    "surprise",
    seconds=1.6,
    peak=0.65,
    layers=(
        _lids((0.06, 0.2), (0.16, 0.5), (0.36, -0.75), (0.95, -0.65), (1.2, 0)),
        _keys((0.16, C(brows=-0.15)), (0.4, C(brows=0.95)), (0.95, C(brows=0.85))),
        _keys(
            (0.16, C(purse=0.1)),
            (0.48, C(mouth_open=0.5, purse=0.35)),
            (0.95, C(mouth_open=0.42, purse=0.35)),
        ),
        _keys((0.16, C(head_pitch=-0.12)), (0.45, C(head_pitch=0.2)), (1.0, C(head_pitch=0.14))),
        _blink(1.3),
    ),
)

_SAD = Choreography(
    "sad",
    seconds=2.0,
    peak=1.0,
    layers=(
        _keys((0.5, C(gaze_y=-0.35)), (1.2, C(gaze_y=-0.35))),
        _keys((0.2, C(brows=0.05)), (0.8, C(brows=0.35)), (1.35, C(brows=0.3))),
        _keys((0.3, C()), (0.9, C(smile=-0.9, pout=0.25)), (1.45, C(smile=-0.85, pout=0.2))),
        _lids((0.5, 0.1), (0.9, 0.28), (1.4, 0.25)),
        _keys(
            (0.2, C(head_pitch=0.04)),
            (1.0, C(head_pitch=-0.34, head_roll=0.2)),
            (1.5, C(head_pitch=-0.28, head_roll=0.16)),
        ),
    ),
)

_ANGRY = Choreography(
    "angry",
    seconds=1.7,
    peak=0.85,
    layers=(
        _keys((0.14, C(brows=0.12)), (0.45, C(brows=-1)), (1.2, C(brows=-1))),
        _lids((0.2, 0), (0.5, 0.22), (1.2, 0.22)),
        _keys((0.25, C()), (0.6, C(smile=-0.55, pout=-0.4)), (1.2, C(smile=-0.6, pout=-0.4))),
        _keys(
            (0.18, C(head_pitch=0.08)),
            (0.56, C(head_pitch=-0.36)),
            (0.72, C(head_pitch=-0.34, head_yaw=-0.08)),
            (0.86, C(head_pitch=-0.36, head_yaw=0.08)),
            (1.0, C(head_pitch=-0.34, head_yaw=-0.06)),
            (1.2, C(head_pitch=-0.3)),
        ),
    ),
)

_KISS = Choreography(
    "kiss",
    seconds=1.7,
    peak=0.8,
    layers=(
        _lids((0.3, 0), (0.62, 1), (0.98, 1), (1.25, 0)),
        _keys(
            (0.2, C(smile=0.15)),
            (0.62, C(pout=0.8, purse=0.9)),
            (0.86, C(pout=1, purse=1)),
            (1.0, C(pout=0.1, purse=0.25, mouth_open=0.12)),
            (1.3, C(smile=0.5)),
        ),
        _keys((0.6, C(brows=0.3)), (1.1, C(brows=0.25))),
        _keys(
            (0.2, C(head_pitch=-0.06, zoom=-0.1)),
            (0.8, C(head_pitch=0.14, head_roll=0.22, zoom=0.35)),
            (1.05, C(head_pitch=0.04, head_roll=0.16, zoom=0.1)),
        ),
    ),
)

_SLEEPY = Choreography(
    "sleepy",
    seconds=2.4,
    peak=1.1,
    layers=(
        _lids((0.35, 0.5), (0.5, 0.4), (0.95, 1), (1.5, 1), (1.72, -0.2), (1.9, 0)),
        _keys((0.5, C(brows=0.25)), (1.3, C(brows=0.05)), (1.75, C(brows=0.45)), (2.1, C(brows=0.1))),
        _keys((0.6, C(smile=-0.15)), (1.3, C(smile=-0.2, mouth_open=0.12)), (1.8, C())),
        _keys(
            (0.4, C(head_pitch=-0.1)),
            (1.4, C(head_pitch=-0.55, head_roll=0.32)),
            (1.75, C(head_pitch=0.08, head_roll=-0.04)),
        ),
    ),
)

_EYE_ROLL = Choreography(
    "eye-roll",
    seconds=1.9,
    peak=0.85,
    layers=(
        _keys(
            (0.15, C(gaze_y=-0.1)),
            (0.42, C(gaze_x=-0.8, gaze_y=0.3)),
            (0.68, C(gaze_x=-0.35, gaze_y=1)),
            (0.95, C(gaze_x=0.4, gaze_y=1)),
            (1.2, C(gaze_x=0.85, gaze_y=0.2)),
            (1.42, C(gaze_x=0.2)),
        ),
        _lids((0.3, 0.15), (0.6, -0.1), (1.0, 0), (1.22, 0.35), (1.42, 0.2)),
        _keys((0.4, C(brows=0.2)), (0.85, C(brows=0.5)), (1.3, C(brows=0.05))),
        _keys((0.4, C()), (0.9, C(smile=-0.4, pout=-0.25)), (1.35, C(smile=-0.4, pout=-0.25))),
        _keys(
            (0.45, C(head_yaw=-0.06)),
            (0.85, C(head_pitch=0.2, head_roll=-0.1)),
            (1.3, C(head_pitch=0.02, head_yaw=0.12, head_roll=-0.18)),
        ),
    ),
)

_SHY = Choreography(
    "shy",
    seconds=2.0,
    peak=0.95,
    layers=(
        _keys((0.3, C(gaze_x=0.5, gaze_y=-0.3)), (1.1, C(gaze_x=0.55, gaze_y=-0.4)), (1.4, C())),
        _lids((0.3, 0.12), (0.9, 0.25), (1.2, 0.22), (1.45, 0)),
        _keys((0.4, C()), (0.85, C(smile=0.6, pout=-0.3)), (1.5, C(smile=0.6, pout=-0.1))),
        _keys((0.4, C(brows=0.1)), (1.0, C(brows=0.35)), (1.5, C(brows=0.4))),
        _keys(
            (0.2, C(head_pitch=0.04)),
            (0.85, C(head_pitch=-0.34, head_roll=0.24, head_yaw=0.16)),
            (1.45, C(head_pitch=-0.24, head_roll=0.2, head_yaw=0.06)),
        ),
        _blink(1.6),
    ),
)

_LOVE = Choreography(
    "love",
    seconds=2.0,
    peak=0.6,
    layers=(
        _keys((0.25, C(smile=0.2)), (0.7, C(smile=0.85, grin=0.1)), (1.4, C(smile=0.85, grin=0.12))),
        _keys((0.5, C(brows=0.5)), (1.0, C(brows=0.3)), (1.5, C(brows=0.4))),
        _lids((0.3, 0.05), (0.75, 0.2), (1.0, 1), (1.15, 1), (1.45, 0.15)),
        _keys(
            (0.15, C(head_roll=0.06)),
            (0.8, C(head_roll=-0.4, head_pitch=0.12, zoom=0.15)),
            (1.4, C(head_roll=-0.36, head_pitch=0.16, zoom=0.2)),
        ),
    ),
)

_THINKING = Choreography(
    "thinking",
    seconds=2.2,
    peak=1.0,
    layers=(
        _keys(
            (0.12, C()),
            (0.4, C(gaze_x=0.55, gaze_y=0.75)),
            (1.0, C(gaze_x=0.6, gaze_y=0.8)),
            (1.25, C(gaze_x=0.25, gaze_y=0.8)),
            (1.65, C(gaze_x=0.2, gaze_y=0.7)),
        ),
        _keys((0.5, C(brows=0.45)), (1.1, C(brows=-0.3)), (1.65, C(brows=-0.2))),
        _keys(
            (0.4, C()),
            (0.85, C(purse=0.45, pout=0.3, smile=-0.2)),
            (1.65, C(purse=0.5, pout=0.3, smile=-0.3)),
        ),
        _keys(
            (0.2, C()),
            (0.8, C(head_yaw=0.16, head_pitch=0.2, head_roll=-0.2)),
            (1.6, C(head_yaw=0.1, head_pitch=0.22, head_roll=-0.26)),
        ),
        _blink(1.88),
    ),
)

_CHEEKY = Choreography(
    "cheeky",
    seconds=1.8,
    peak=0.95,
    layers=(
        _keys((0.25, C(gaze_x=-0.6)), (1.1, C(gaze_x=-0.6)), (1.3, C())),
        _keys(
            (0.3, C(brows=0.1)),
            (0.6, C(brows=0.75)),
            (0.78, C(brows=0.25)),
            (0.96, C(brows=0.8)),
            (1.3, C(brows=0.2)),
        ),
        _keys((0.3, C(smile=0.1)), (0.7, C(smile=0.9, pout=-0.2)), (1.3, C(smile=0.8, pout=-0.15))),
        _keys((0.4, C()), (0.75, C(wink=-0.3)), (1.2, C(wink=-0.28))),
        _keys(
            (0.2, C(head_yaw=-0.04)),
            (0.75, C(head_yaw=0.2, head_roll=0.22)),
            (1.25, C(head_yaw=0.18, head_roll=0.24)),
        ),
    ),
)

_SHOCKED = Choreography(
    "shocked",
    seconds=1.6,
    peak=0.6,
    layers=(
        _lids((0.12, 0.6), (0.3, -1), (1.0, -0.95), (1.25, 0)),
        _keys((0.12, C(brows=-0.2)), (0.32, C(brows=1)), (1.0, C(brows=1))),
        _keys((0.16, C(mouth_open=-0.2)), (0.4, C(mouth_open=0.95)), (1.0, C(mouth_open=0.85))),
        _keys(
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

_PROUD = Choreography(
    "proud",
    seconds=2.0,
    peak=1.0,
    layers=(
        _lids((0.4, 0.2), (0.75, 0.95), (1.3, 0.95), (1.6, 0)),
        _keys((0.3, C(brows=0.1)), (0.8, C(brows=0.65)), (1.35, C(brows=0.55))),
        _keys((0.3, C()), (0.85, C(smile=0.75, pout=-0.25)), (1.45, C(smile=0.75, pout=-0.2))),
        _keys(
            (0.25, C(head_pitch=-0.14)),
            (0.9, C(head_pitch=0.5, zoom=0.12)),
            (1.35, C(head_pitch=0.46, zoom=0.12, head_roll=0.06)),
        ),
    ),
)

_BORED = Choreography(
    "bored",
    seconds=2.4,
    peak=1.1,
    layers=(
        _lids((0.5, 0.42), (1.0, 0.45), (1.25, 1), (1.4, 1), (1.65, 0.42), (2.0, 0.35)),
        _keys((0.5, C(gaze_x=0.35)), (1.1, C(gaze_x=0.4)), (1.5, C(gaze_x=-0.3)), (1.95, C(gaze_x=-0.25))),
        _keys((0.6, C(brows=0.2)), (1.8, C(brows=0.25))),
        _keys((0.5, C(smile=-0.35)), (1.1, C(smile=-0.45, pout=0.3)), (1.8, C(smile=-0.4, pout=0.1))),
        _keys((0.7, C(head_roll=0.3, head_pitch=-0.08)), (1.7, C(head_roll=0.34, head_pitch=-0.14))),
    ),
)

_YES = Choreography(
    "yes",
    seconds=1.4,
    peak=0.42,
    layers=(
        _keys(
            (0.14, C(head_pitch=0.2)),
            (0.38, C(head_pitch=-0.6)),
            (0.62, C(head_pitch=0.12)),
            (0.86, C(head_pitch=-0.45)),
            (1.12, C(head_pitch=0.05)),
        ),
        _keys((0.16, C(brows=0.3)), (0.4, C(brows=0.1)), (0.64, C(brows=0.3)), (1.0, C(brows=0.1))),
        _keys((0.14, C()), (0.5, C(smile=0.65)), (1.0, C(smile=0.6))),
        _blink(0.22),
    ),
)

_NO = Choreography(
    "no",
    seconds=1.6,
    peak=0.4,
    layers=(
        _keys(
            (0.12, C(head_yaw=0.08)),
            (0.36, C(head_yaw=-0.42)),
            (0.66, C(head_yaw=0.42)),
            (0.94, C(head_yaw=-0.36)),
            (1.2, C(head_yaw=0.2)),
            (1.42, C(head_yaw=-0.04)),
        ),
        _keys(
            (0.12, C(gaze_x=-0.15)),
            (0.36, C(gaze_x=0.45)),
            (0.66, C(gaze_x=-0.45)),
            (0.94, C(gaze_x=0.4)),
            (1.2, C(gaze_x=-0.2)),
        ),
        _keys((0.3, C(brows=-0.5)), (1.1, C(brows=-0.5))),
        _keys((0.3, C(smile=-0.45, pout=-0.2)), (1.1, C(smile=-0.45, pout=-0.2))),
        _keys((0.3, C(head_pitch=-0.14)), (1.1, C(head_pitch=-0.14))),
        _lids((0.2, 0.1), (0.45, 0.3), (1.1, 0.25)),
    ),
)

_CONFUSED = Choreography(
    "confused",
    seconds=1.9,
    peak=0.95,
    layers=(
        _blink(0.1),
        _blink(0.42),
        _keys((0.3, C(brows=0.3)), (0.8, C(brows=-0.75)), (1.3, C(brows=-0.7))),
        _keys((0.5, C()), (0.9, C(smile=-0.35, purse=-0.3, mouth_open=0.08)), (1.35, C(smile=-0.35))),
        _keys((0.3, C(head_roll=-0.04)), (0.85, C(head_roll=0.45, head_yaw=0.06)), (1.35, C(head_roll=0.42))),
    ),
)

_SUSPICIOUS = Choreography(
    "suspicious",
    seconds=2.2,
    peak=0.8,
    layers=(
        _lids((0.3, 0.2), (0.6, 0.48), (1.6, 0.48)),
        _keys(
            (0.3, C()),
            (0.55, C(gaze_x=-0.85)),
            (1.0, C(gaze_x=-0.85)),
            (1.25, C(gaze_x=0.85)),
            (1.6, C(gaze_x=0.85)),
        ),
        _keys((0.5, C(brows=-0.7)), (1.6, C(brows=-0.7))),
        _keys((0.6, C(purse=0.35, smile=-0.25)), (1.6, C(purse=0.35, smile=-0.25))),
        _keys(
            (0.2, C(head_yaw=-0.04)),
            (0.75, C(head_yaw=0.22, head_pitch=-0.12)),
            (1.0, C(head_yaw=0.22, head_pitch=-0.12)),
            (1.45, C(head_yaw=-0.2, head_pitch=-0.12)),
            (1.65, C(head_yaw=-0.18, head_pitch=-0.1)),
        ),
    ),
)

EXPRESSIONS = (
    *(_SMILE, _LAUGH, _WINK, _SURPRISE, _SAD, _ANGRY, _KISS, _SLEEPY, _EYE_ROLL, _SHY),
    *(_LOVE, _THINKING, _CHEEKY, _SHOCKED, _PROUD, _BORED, _YES, _NO, _CONFUSED, _SUSPICIOUS),
)
"""Every expression there is, in the order of a sheet."""

BASIC = (_SMILE, _LAUGH, _WINK, _SURPRISE, _SAD, _ANGRY, _KISS, _LOVE)
"""What a conversation needs most."""


def choose_expressions(wanted: Sequence[str]) -> tuple[Choreography, ...]:
    """Expressions by name, ``basic`` and ``all`` among them, each once, in the order asked for.

    Raises:
        UsageError: None is asked for, or one is not known.
    """
    known = {one.name: (one,) for one in EXPRESSIONS} | {"basic": BASIC, "all": EXPRESSIONS}
    names = [name.strip().lower() for name in wanted]
    unknown = [name for name in names if name not in known]
    if unknown or not names:
        what = f"there is no expression {unknown[0]!r}" if unknown else "no expression is chosen"
        why = f"known are {', '.join(one.name for one in EXPRESSIONS)}"
        raise UsageError(what, why, "Choose some of these with commas between them, or basic, or all")
    return tuple(dict.fromkeys(one for name in names for one in known[name]))
