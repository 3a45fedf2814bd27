"""What the reference's motion logic handed to its warping network, for every combination of switches.

``motion_golden.npz`` keeps four of the twelve frames of what the reference computed with its own
weights; ``motion_seeded.npz`` what this project computes for the same frames with weights from a
seed, for the cases that need networks. ``python -m tests.parity.motion_cases GOLDEN`` writes both.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.config import MotionMode
from app.pipeline.engines.liveportrait.keypoints import HeadAngles, rotation_matrix
from app.pipeline.engines.liveportrait.reference_motion import ReferenceDriver
from app.pipeline.engines.liveportrait.reference_options import DrivingOption, ReferenceOptions, Region
from app.pipeline.engines.liveportrait.retargeting import RetargetingNetworks
from app.pipeline.engines.liveportrait.source_keypoints import SourceKeypoints
from app.pipeline.motion.keypoint_motion import FloatArray, KeypointMotion
from tests.parity.numpy_networks import seeded_networks

HERE = Path(__file__).parent
COMPACT = HERE / "motion_golden.npz"
SEEDED = HERE / "motion_seeded.npz"
CASE_COUNT = 38
_FRAMES = [0, 4, 8, 11]


@dataclass(frozen=True)
class GoldenMotion:
    """One portrait, one driver, and what came out for each case's switches.

    Attributes:
        source: The portrait.
        motions: The driver, frame by frame.
        eye_ratios: Wanted eye openness, frame by frame.
        lip_ratios: Wanted lip openness, frame by frame.
        options: Switches by case.
        expected: frames x 21 x 3 by case.
        placed: 21 x 3, the portrait's own keypoints.
    """

    source: SourceKeypoints
    motions: list[KeypointMotion]
    eye_ratios: list[float]
    lip_ratios: list[float]
    options: dict[str, ReferenceOptions]
    expected: dict[str, FloatArray]
    placed: FloatArray

    def driven(self, case: str, networks: RetargetingNetworks) -> FloatArray:
        """What this project makes of a case, frames x 21 x 3."""
        driver = ReferenceDriver(self.source, self.motions[0], self.options[case], networks)
        frames = zip(self.motions, self.eye_ratios, self.lip_ratios, strict=True)
        return np.stack([driver.keypoints(motion, eyes, lips) for motion, eyes, lips in frames])


def needs_networks(options: ReferenceOptions) -> bool:
    """Whether a case uses the stitching or retargeting networks."""
    return options.stitching or options.retargeting or options.normalize_lip


def load_golden(path: Path) -> GoldenMotion:
    """Reads the golden file, whole or compact."""
    with np.load(path, allow_pickle=False) as file:
        arrays: dict[str, npt.NDArray[np.float32]] = {name: file[name] for name in file.files}
    cases = [f"case{i:02d}" for i in range(CASE_COUNT)]
    return GoldenMotion(
        source=_source(arrays),
        motions=_motions(arrays),
        eye_ratios=arrays["driving/eye_ratio"][:, 0].tolist(),
        lip_ratios=arrays["driving/lip_ratio"][:, 0].tolist(),
        options={case: _options(str(arrays[f"{case}/flags"])) for case in cases},
        expected={case: arrays[f"{case}/x_d"] for case in cases},
        placed=arrays["source/x_s"][0],
    )


def _source(arrays: dict[str, FloatArray]) -> SourceKeypoints:
    pitch, yaw, roll = (float(arrays[f"source/{angle}"][0, 0]) for angle in ("pitch", "yaw", "roll"))
    left, right = arrays["source/eye_ratios"][0].tolist()
    motion = KeypointMotion(
        rotation_matrix(HeadAngles(pitch, yaw, roll)),
        arrays["source/exp"][0],
        arrays["source/t"][0],
        float(arrays["source/scale"][0, 0]),
    )
    return SourceKeypoints(
        arrays["source/kp"][0], motion, (left, right), float(arrays["source/lip_ratio"][0, 0])
    )


def _motions(arrays: dict[str, FloatArray]) -> list[KeypointMotion]:
    parts = (arrays[f"driving/{name}"] for name in ("R", "exp", "t", "scale"))
    return [KeypointMotion(r, exp, t, float(scale[0])) for r, exp, t, scale in zip(*parts, strict=True)]


def _options(flags: str) -> ReferenceOptions:
    given = json.loads(flags)
    return ReferenceOptions(
        mode=MotionMode.RELATIVE if given["flag_relative_motion"] else MotionMode.ABSOLUTE,
        driving_option=DrivingOption(given["driving_option"]),
        region=Region(given["animation_region"]),
        driving_multiplier=given["driving_multiplier"],
        stitching=given["flag_stitching"],
        normalize_lip=given["flag_normalize_lip"],
        eye_retargeting=given["flag_eye_retargeting"],
        lip_retargeting=given["flag_lip_retargeting"],
    )


def write_compact(golden: Path) -> None:
    """Makes both small files from the reference's whole one."""
    with np.load(golden, allow_pickle=False) as file:
        by_frame = {name for name in file.files if name.startswith("driving/") or name.endswith("/x_d")}
        np.savez_compressed(
            COMPACT, **{name: file[name][_FRAMES] if name in by_frame else file[name] for name in file.files}
        )
    compact, networks = load_golden(COMPACT), seeded_networks()
    wanted = [case for case, options in compact.options.items() if needs_networks(options)]
    np.savez_compressed(SEEDED, **{case: compact.driven(case, networks) for case in wanted})


if __name__ == "__main__":
    write_compact(Path(sys.argv[1]))
