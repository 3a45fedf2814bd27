"""Neutral faces kept for another day."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hypothesis import strategies as st

from app.pipeline.motion.face_shape import FaceShape
from app.pipeline.motion.keypoint_motion import KeypointMotion
from app.pipeline.motion.neutral_file import load_neutral, load_neutral_keypoints, save_neutral
from app.pipeline.tracking.head_pose import HeadPose
from tests.fuzz.parser import FindingError, Parser
from tests.fuzz.parsers.archives import changed_archives


def seeds() -> list[bytes]:
    """With keypoints and without."""
    local = np.linspace(-1, 1, 478 * 3, dtype=np.float32).reshape(478, 3)
    face = FaceShape.of(HeadPose(np.eye(3), np.array([50.0, 60.0, 0.0]), 100.0), local)
    motion = KeypointMotion(
        np.eye(3, dtype=np.float32), np.zeros((21, 3), np.float32), np.zeros(3, np.float32), 1.2
    )
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name) / "one.npz", Path(name) / "two.npz"]
        save_neutral(paths[0], face)
        save_neutral(paths[1], face, motion)
        return [path.read_bytes() for path in paths]


def read(data: bytes, folder: Path) -> bool:
    path = folder / "me.npz"
    path.write_bytes(data)
    keypoints = load_neutral_keypoints(path)
    face = load_neutral(path)
    if not np.isfinite(face.local).all() or (keypoints and not np.isfinite(keypoints.expression).all()):
        raise FindingError("a face of infinite figures")
    return True


def _inputs(files: Sequence[bytes]) -> Sequence[st.SearchStrategy[bytes]]:
    return (changed_archives(files), changed_archives(files))


PARSER = Parser("neutral faces", seeds, read, _inputs)
