"""By what each expression control is recognised in a picture, and what must not move with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.pipeline.tracking.head_pose import estimate_pose
from app.pipeline.tracking.ratios import eye_openness, gaze, lip_openness
from app.pipeline.types import Landmarks

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

Measure: TypeAlias = Callable[[Landmarks, Landmarks], float]
"""From the landmarks now and at rest."""

_SLACK = 0.05
"""Of a control's whole travel, what the observer may waver by from one step to the next."""

_MOST_ELSEWHERE = 0.01
_MOST_OUTSIDE = 1
_BROWS = (66, 107, 65, 55, 296, 336, 295, 285)
"""Their inner halves, which both raising and frowning move."""

_CORNERS = (61, 291)
_OUTER_LIPS = (0, 17)


class Region(Enum):
    """The part of a face that a control may move."""

    LOWER = auto()
    EYES = auto()
    BROWS = auto()
    LEFT = auto()
    ALL = auto()


@dataclass(frozen=True, slots=True)
class ControlSign:
    """How one control shows.

    Attributes:
        name: Of the control, as printed.
        controls: The controls to move together.
        measure: What grows with the control.
        unit: Of the measure.
        region: What it may move.
        least: By how much the measure must change from 0 to 1 (or, for ``whole``, from -1 to 1).
        whole: See ``least``.
        above: What it must reach, None for anything.
    """

    name: str
    controls: tuple[str, ...]
    measure: Measure
    unit: str
    region: Region
    least: float = 0.0
    whole: bool = False
    above: float | None = None

    @property
    def still_outside(self) -> bool:
        """Whether nothing outside the head may change."""
        return self.region is not Region.ALL

    def elsewhere(self, landmarks: Landmarks) -> Mask:
        """478, the landmarks beyond the control's region."""
        pose = estimate_pose(landmarks)
        local = pose.to_local(landmarks)
        lids = float(local[[145, 374], 1].mean())
        nose = float(local[2, 1])
        upper, lower = local[:, 1] < lids + 0.05, local[:, 1] > nose
        nothing = np.zeros(len(local), np.bool_)
        iris = nothing.copy()
        iris[468:] = True
        beyond = {
            Region.LOWER: upper,
            Region.EYES: lower,
            Region.BROWS: lower,
            Region.LEFT: lower & nothing,
            Region.ALL: nothing,
        }[self.region]
        return beyond & ~iris

    def complaints(self, seen: FloatArray, elsewhere: float, pixels: int) -> Iterator[str]:
        """The targets that were missed."""
        travel = float(seen[-1] - seen[0])
        if not np.isfinite(seen).all():
            yield "no face seen"
            return
        if np.diff(seen).min() < -_SLACK * abs(travel) or travel <= 0:
            yield f"not monotonic ({np.round(seen, 3).tolist()})"
        grown = travel if self.whole else float(seen[-1] - seen[4])
        if grown < self.least:
            yield f"{grown:.3f} is less than {self.least:g}"
        if self.above is not None and seen[-1] < self.above:
            yield f"{seen[-1]:.3f} at 1 is less than {self.above:g}"
        if elsewhere > _MOST_ELSEWHERE:
            yield "moves other parts"
        if pixels > _MOST_OUTSIDE:
            yield "changes the background"


def inter_ocular(face: Landmarks) -> float:
    """Distance of the eyes' middles, pixels."""
    left, right = (face[list(corners), :2].mean(axis=0) for corners in ((33, 133), (362, 263)))
    return float(np.linalg.norm(right - left))


def _height(face: Landmarks, rest: Landmarks, points: tuple[int, ...]) -> float:
    """How far points are above the line between the eyes' corners, inter-ocular distances."""
    along = face[263, :2] - face[33, :2]
    across = np.array([-along[1], along[0]]) / max(float(np.linalg.norm(along)), 1e-6)
    offset = face[list(points), :2].mean(axis=0) - (face[263, :2] + face[33, :2]) / 2
    return -float(offset @ across) / inter_ocular(rest)


def _corners_lift(face: Landmarks, rest: Landmarks) -> float:
    return _height(face, rest, _CORNERS) - _height(rest, rest, _CORNERS)


def _brow_lift(face: Landmarks, rest: Landmarks) -> float:
    return _height(face, rest, _BROWS) - _height(rest, rest, _BROWS)


def _shut(eye: int) -> Measure:
    def shut(face: Landmarks, rest: Landmarks) -> float:
        return 1 - eye_openness(face)[eye] / eye_openness(rest)[eye]

    return shut


def _both_shut(face: Landmarks, rest: Landmarks) -> float:
    return (_shut(0)(face, rest) + _shut(1)(face, rest)) / 2


def _winking(face: Landmarks, rest: Landmarks) -> float:
    return _shut(0)(face, rest) - _shut(1)(face, rest)


def _gaze(axis: int, sign: int) -> Measure:
    def looking(face: Landmarks, rest: Landmarks) -> float:
        return sign * float((gaze(face) - gaze(rest))[:, axis].mean())

    return looking


def _lips(face: Landmarks, rest: Landmarks) -> float:
    del rest
    return lip_openness(face)


def _mouth_height(face: Landmarks, rest: Landmarks) -> float:
    return float(np.linalg.norm(np.subtract(*face[list(_OUTER_LIPS), :2]))) / inter_ocular(rest)


def _mouth_width(face: Landmarks, rest: Landmarks) -> float:
    return float(np.linalg.norm(np.subtract(*face[list(_CORNERS), :2]))) / inter_ocular(rest)


def _narrow(face: Landmarks, rest: Landmarks) -> float:
    return -_mouth_width(face, rest)


def _roundness(face: Landmarks, rest: Landmarks) -> float:
    return _mouth_height(face, rest) / max(_mouth_width(face, rest), 1e-6)


def _angle(name: str, sign: int) -> Measure:
    def turned(face: Landmarks, rest: Landmarks) -> float:
        now, before = estimate_pose(face), estimate_pose(rest)
        return sign * float(getattr(now, name) - getattr(before, name))

    return turned


def _size(face: Landmarks, rest: Landmarks) -> float:
    return estimate_pose(face).size / estimate_pose(rest).size


def _place(axis: int, sign: int) -> Measure:
    def moved(face: Landmarks, rest: Landmarks) -> float:
        shift = estimate_pose(face).centre - estimate_pose(rest).centre
        return sign * float(shift[axis]) / inter_ocular(rest)

    return moved


_IOD = "inter-ocular distances"
SIGNS = (
    ControlSign("smile", ("smile",), _corners_lift, _IOD, Region.LOWER, least=0.04),
    ControlSign(
        "blink", ("blink_left", "blink_right"), _both_shut, "of the lid gap gone", Region.EYES, above=0.6
    ),
    ControlSign("blink_left", ("blink_left",), _shut(0), "of the lid gap gone", Region.EYES, above=0.6),
    ControlSign("blink_right", ("blink_right",), _shut(1), "of the lid gap gone", Region.EYES, above=0.6),
    ControlSign("wink", ("wink",), _winking, "more shut than other", Region.LEFT, least=0.5),
    ControlSign("brows", ("brows",), _brow_lift, _IOD, Region.BROWS, least=0.02),
    ControlSign("gaze_x", ("gaze_x",), _gaze(0, 1), "eye widths", Region.EYES, least=0.2, whole=True),
    ControlSign("gaze_y", ("gaze_y",), _gaze(1, -1), "eye widths", Region.EYES, whole=True),
    ControlSign("mouth_open", ("mouth_open",), _mouth_height, _IOD, Region.LOWER),
    ControlSign("  lip ratio", ("mouth_open",), _lips, "of the mouth's width", Region.LOWER, above=0.35),
    ControlSign("grin", ("grin",), _mouth_width, _IOD, Region.LOWER),
    ControlSign("pout", ("pout",), _roundness, "height over width", Region.LOWER),
    ControlSign("purse", ("purse",), _narrow, _IOD, Region.LOWER),
    ControlSign("head_pitch", ("head_pitch",), _angle("pitch", -1), "degrees up", Region.ALL),
    ControlSign("head_yaw", ("head_yaw",), _angle("yaw", 1), "degrees right", Region.ALL),
    ControlSign("head_roll", ("head_roll",), _angle("roll", 1), "degrees right", Region.ALL),
    ControlSign("zoom", ("zoom",), _size, "of its size", Region.ALL),
    ControlSign("move_x", ("move_x",), _place(0, 1), _IOD, Region.ALL),
    ControlSign("move_y", ("move_y",), _place(1, -1), _IOD, Region.ALL),
)
