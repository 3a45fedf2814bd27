"""A real face in frames whose truth is known: still or turning, with sensor noise.

Made from the public domain photo of Grace Hopper that comes with matplotlib.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import matplotlib
import numpy as np
import numpy.typing as npt

from app.errors import SourceError
from app.pipeline.tracking.face_mesh import find_faces
from app.pipeline.tracking.head_pose import estimate_pose
from app.pipeline.types import Frame, RGBImage

FPS = 30.0
_NOISE_SIGMA = 4.0
_TURN_REACH = 0.35  # face sizes
_FACE_AREA = (0, 20, 512, 384)  # x, y, width, height in the photo: 4:3 around the face


def _photo() -> RGBImage:
    path = Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    image = cv2.imread(str(path))
    if image is None:
        raise SourceError("cannot make a test scene", f"the sample photo {path} is missing")
    x, y, width, height = _FACE_AREA
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB)[y : y + height, x : x + width], dtype=np.uint8)


def photo_frame(size: tuple[int, int]) -> RGBImage:
    """The photo in a frame of ``size`` (width, height): height filled, edges repeated at the sides.

    Raises:
        SourceError: If the photo is not there.
    """
    face = _photo()
    scale = size[1] / face.shape[0]
    shift = (size[0] - face.shape[1] * scale) / 2
    matrix = np.array([[scale, 0, shift], [0, scale, 0]])
    frame = cv2.warpAffine(face, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(frame, dtype=np.uint8)


def turning(image: RGBImage, swing: npt.NDArray[np.float64]) -> list[RGBImage]:
    """The face turning left and right: the middle of it runs ahead of its edges.

    Args:
        image: H x W x 3 uint8 RGB with a face.
        swing: One number per wanted frame, -1 (left) to 1 (right).
    """
    height, width = image.shape[:2]
    pose = estimate_pose(find_faces(image)[0])
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    distance = ((x - pose.centre[0]) ** 2 + (y - pose.centre[1]) ** 2) / (1.6 * pose.size) ** 2
    bulge = np.exp(-distance).astype(np.float32)
    turned = []
    for amount in swing:
        shifted = x - np.float32(_TURN_REACH * pose.size * amount) * (0.5 + bulge)
        frame = cv2.remap(image, shifted, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        turned.append(np.asarray(frame, dtype=np.uint8))
    return turned


def noisy_frames(images: Iterable[RGBImage]) -> list[Frame]:
    """The images with sensor noise, as a camera would deliver them."""
    noise = np.random.default_rng(0)
    frames = []
    for index, image in enumerate(images):
        noisy = image + noise.normal(0.0, _NOISE_SIGMA, image.shape)
        frames.append(Frame(np.clip(np.rint(noisy), 0, 255).astype(np.uint8), index, index / FPS))
    return frames
