"""Where the person is in a picture, by the segmentation model that comes with MediaPipe."""

from __future__ import annotations

from types import TracebackType

import cv2
import numpy as np
import numpy.typing as npt

from app.pipeline.portrait.cropping import face_square
from app.pipeline.tracking.quiet import quiet_start
from app.pipeline.types import Landmarks, RGBImage

FloatArray = npt.NDArray[np.float32]

_LOOKS = ((2.6, 0.02), (3.2, 0.0), (4.0, 0.0), (5.0, 0.0))
"""Sides of the squares that are looked at, over the face's extent, and how far they are raised."""

_LOOK_PIXELS = 256

_NEAR = 0.54
"""Weight of the near looks against one at the whole picture: near, a dark background passes for a body."""


class Segmenter:
    """Sees persons; several looks, near and far, outvote what one of them gets wrong."""

    def __init__(self) -> None:
        with quiet_start():
            from mediapipe.python.solutions.selfie_segmentation import SelfieSegmentation

            self._model = SelfieSegmentation(model_selection=0)
            self._look(np.zeros((_LOOK_PIXELS, _LOOK_PIXELS, 3), np.uint8))

    def __enter__(self) -> Segmenter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Frees the model."""
        self._model.close()

    def person(self, image: RGBImage, landmarks: Landmarks) -> FloatArray:
        """How likely each pixel belongs to the person.

        Args:
            image: H x W x 3 uint8 RGB.
            landmarks: 478 x 3 pixels, the person's face.

        Returns:
            H x W float32, 0..1, as soft as the model's 256 pixels a side are.
        """
        looks: list[FloatArray] = []
        for scale, raised in _LOOKS:
            square = face_square(landmarks, scale, raised)
            looks += self._through(image, square.centre, square.side)
        whole = self._look(image)
        unseen = np.isnan(looks).all(axis=0)
        near = np.nanmedian(np.where(unseen, whole, looks), axis=0)
        return np.where(unseen, whole, _NEAR * near + (1 - _NEAR) * whole).astype(np.float32)

    def _through(self, image: RGBImage, centre: tuple[float, float], side: float) -> list[FloatArray]:
        """Two looks through a square, one of them in a mirror; NaN is what they do not see."""
        factor = _LOOK_PIXELS / side
        to_square = np.array(
            [
                [factor, 0, _LOOK_PIXELS / 2 - factor * centre[0]],
                [0, factor, _LOOK_PIXELS / 2 - factor * centre[1]],
            ],
            np.float32,
        )
        cut = cv2.warpAffine(
            image, to_square, (_LOOK_PIXELS,) * 2, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
        )
        masks = [
            self._look(np.asarray(cut, np.uint8)),
            self._look(np.asarray(cut[:, ::-1], np.uint8))[:, ::-1],
        ]
        size = image.shape[1], image.shape[0]
        return [
            np.asarray(
                cv2.warpAffine(
                    np.ascontiguousarray(mask),
                    to_square,
                    size,
                    flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                    borderValue=(float("nan"),) * 4,
                ),
                np.float32,
            )
            for mask in masks
        ]

    def _look(self, image: RGBImage) -> FloatArray:
        mask: FloatArray = self._model.process(np.ascontiguousarray(image)).segmentation_mask
        return mask
