"""The words every stage of the pipeline speaks: frames, observed faces, motion."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from app.pipeline.motion.held_openness import HeldOpenness
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.tuning import UNTOUCHED, Controls

RGBImage: TypeAlias = npt.NDArray[np.uint8]
"""H x W x 3, uint8, RGB."""

BGRAImage: TypeAlias = npt.NDArray[np.uint8]
"""H x W x 4, uint8, B G R and an opaque A: the memory of Qt's ``Format_RGB32`` on every usual machine."""

Landmarks: TypeAlias = npt.NDArray[np.float32]
"""478 x 3, pixels: x right, y down, z away from the camera (MediaPipe's order, irises last)."""

LANDMARK_COUNT = 478


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture from a source.

    Attributes:
        image: H x W x 3, uint8, RGB. Never written to after the frame is made.
        index: Counts up from 0 within its source; a gap means frames were lost upstream.
        captured_at: Seconds on the session's clock when the source had the picture.
        media_time: Seconds since the start of a video, None for a live camera.
    """

    image: RGBImage
    index: int
    captured_at: float
    media_time: float | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]


@dataclass(frozen=True, slots=True)
class FaceObservation:
    """A face as the tracker sees it in one frame.

    Attributes:
        landmarks: 478 x 3 float32, pixels of the frame.
        frame_size: Width and height of the frame in pixels.
        captured_at: The frame's capture time, seconds.
        confidence: 0..1; 1 is a fresh detection, it falls while coasting on optical flow.
    """

    landmarks: Landmarks
    frame_size: tuple[int, int]
    captured_at: float
    confidence: float = 1.0


class Sighting(Enum):
    """Whom the tracker sees in a frame."""

    NOBODY = "nobody"
    DRIVER = "driver"
    """Who drives the portrait; anybody, where nobody is told from others."""

    SOMEBODY_ELSE = "somebody else"
    """Not the driver, and he is not there: the portrait waits for him."""


def _no_rotation() -> npt.NDArray[np.float32]:
    return np.eye(3, dtype=np.float32)


def _no_expression() -> npt.NDArray[np.float32]:
    return np.zeros((LANDMARK_COUNT, 3), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class DrivenKeypoints:
    """What an engine that reads keypoints from the driver's picture saw in it.

    Attributes:
        now: The driver's pose and expression, told in one steady crop.
        neutral: The same driver at rest, in the same crop; None takes ``now`` as it is.
        weight: 0 is the portrait at rest, 1 the driver's motion in full.
    """

    now: KeypointMotion
    neutral: KeypointMotion | None
    weight: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """What the portrait should do, told relative to the portrait at rest.

    Identity-free: lengths are in units of the portrait's face size (see
    ``tracking.head_pose``), so an engine scales them by its own portrait.

    Attributes:
        rotation: 3 x 3, turn of the head in its own axes, applied before the portrait's pose.
        translation: (x, y) of the head in the image plane, face sizes, right and down.
        scale: Zoom of the head, 1 = the portrait's own size.
        expression: 478 x 3 landmark displacement in the head's own axes, face sizes.
        eye_openness: Wanted (left, right) lid gap over eye width, as in ``tracking.ratios``.
            None leaves the portrait's own lids alone; a little below 0 presses them shut.
        lip_openness: Wanted inner-lip gap over mouth width. None leaves the lips alone.
        gaze: 2 x 2, shift of each iris (left, right) along the eye and across it, eye widths.
        keypoints: What an engine with eyes of its own saw of the driver, None where it has none.
            Such an engine follows them for pose and expression, and the above for the rest.
        eyes_held: Holds both eyes at an openness, instead of all of the above; None where nothing does.
        lips_held: Holds the lips, likewise.
        controls: Expression sliders on top of all that, eased already.
    """

    rotation: npt.NDArray[np.float32] = field(default_factory=_no_rotation)
    translation: tuple[float, float] = (0.0, 0.0)
    scale: float = 1.0
    expression: npt.NDArray[np.float32] = field(default_factory=_no_expression)
    eye_openness: tuple[float, float] | None = None
    lip_openness: float | None = None
    gaze: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros((2, 2), dtype=np.float32))
    keypoints: DrivenKeypoints | None = None
    eyes_held: HeldOpenness | None = None
    lips_held: HeldOpenness | None = None
    controls: Controls = UNTOUCHED


REST = Motion()
"""The portrait exactly as it was painted."""
