"""MediaPipe's bundled networks, fed one by one: the face detector and the landmark model.

MediaPipe's own face mesh chooses the face and the crop by itself and crops without averaging.
Running its landmark graph on crops of our own keeps the tracker with one face, works on pictures
that are not square without distortion, and halves the noise of the landmarks.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from google.protobuf import text_format  # type: ignore[import-untyped]
from mediapipe.calculators.core import constant_side_packet_calculator_pb2  # noqa: F401  (registers its options)
from mediapipe.framework import calculator_pb2
from mediapipe.framework.formats.rect_pb2 import NormalizedRect
from mediapipe.python.solution_base import SolutionBase
from mediapipe.python.solutions.face_detection import FaceDetection
from mediapipe.python.solutions.face_mesh import FaceMesh  # noqa: F401  (registers the options of its graphs)

from app.pipeline.tracking.face_crop import MESH_PIXELS, FaceCrop
from app.pipeline.tracking.quiet import quiet_start
from app.pipeline.types import Landmarks, RGBImage

_LANDMARK_GRAPH = """
input_stream: "IMAGE:image"
input_stream: "ROI:region"
output_stream: "LANDMARKS:landmarks"
node {
  calculator: "ConstantSidePacketCalculator"
  output_side_packet: "PACKET:0:with_attention"
  options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { bool_value: true } } }
}
node {
  calculator: "FaceLandmarkCpu"
  input_stream: "IMAGE:image"
  input_stream: "ROI:region"
  input_side_packet: "WITH_ATTENTION:with_attention"
  output_stream: "LANDMARKS:landmarks"
}
"""
_WHOLE = NormalizedRect(x_center=0.5, y_center=0.5, width=1.0, height=1.0)


class LandmarkModel:
    """The attention mesh: 478 landmarks, irises included, of the face that fills a crop."""

    def __init__(self) -> None:
        config = text_format.Parse(_LANDMARK_GRAPH, calculator_pb2.CalculatorGraphConfig())
        with quiet_start():
            self._graph: SolutionBase | None = SolutionBase(graph_config=config)
            self._graph.process({"image": _black(MESH_PIXELS), "region": _WHOLE})

    def landmarks(self, image: RGBImage, crop: FaceCrop) -> Landmarks | None:
        """Landmarks of the face in ``crop``, pixels of ``image``; None where there is no face.

        Raises:
            RuntimeError: After ``close``.
        """
        if self._graph is None:
            raise RuntimeError("the landmark model is closed")
        cut = np.ascontiguousarray(crop.cut(image, MESH_PIXELS))
        found = self._graph.process({"image": cut, "region": _WHOLE}).landmarks
        if found is None:
            return None
        points = np.array([(p.x, p.y, p.z) for p in found.landmark], dtype=np.float32) * MESH_PIXELS
        return crop.to_picture(points, MESH_PIXELS)

    def close(self) -> None:
        """Frees the graph; may be called twice."""
        if self._graph is not None:
            self._graph.close()
            self._graph = None


class DetectorRange(IntEnum):
    """Which of the two bundled detectors."""

    SHORT = 0
    """Faces within about two metres of a camera."""
    FULL = 1
    """Also small faces."""


@dataclass(frozen=True, slots=True)
class DetectedFace:
    """A face as the detector sees it: the crop to look at, and how sure it is (0..1)."""

    crop: FaceCrop
    score: float


class FaceDetector:
    """Finds faces anywhere in a picture (BlazeFace)."""

    def __init__(self, reach: DetectorRange = DetectorRange.SHORT, min_score: float = 0.3) -> None:
        with quiet_start():
            self._graph: FaceDetection | None = FaceDetection(min_score, model_selection=int(reach))
            self._graph.process(_black(64))

    def detect(self, image: RGBImage) -> list[DetectedFace]:
        """All faces, surest first.

        Raises:
            RuntimeError: After ``close``.
        """
        if self._graph is None:
            raise RuntimeError("the face detector is closed")
        found = self._graph.process(np.ascontiguousarray(image)).detections or []
        height, width = image.shape[:2]
        faces = [face for detection in found for face in _usable(detection, width, height)]
        return sorted(faces, key=lambda face: -face.score)

    def close(self) -> None:
        """Frees the graph; may be called twice."""
        if self._graph is not None:
            self._graph.close()
            self._graph = None


def _usable(detection: object, width: int, height: int) -> Iterator[DetectedFace]:
    """The detection as a crop for the landmark model: 1.5 times its box, upright by its eyes."""
    place = detection.location_data  # type: ignore[attr-defined]
    box, (first, second) = place.relative_bounding_box, place.relative_keypoints[:2]
    side = 1.5 * max(box.width * width, box.height * height)
    if not math.isfinite(side) or side < 4:
        return
    centre = (box.xmin + box.width / 2) * width, (box.ymin + box.height / 2) * height
    angle = math.atan2((second.y - first.y) * height, (second.x - first.x) * width)
    yield DetectedFace(FaceCrop(centre, side, angle), float(detection.score[0]))  # type: ignore[attr-defined]


def _black(side: int) -> RGBImage:
    return np.zeros((side, side, 3), dtype=np.uint8)
