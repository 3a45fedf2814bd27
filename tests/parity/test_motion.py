from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.parity.motion_cases import CASE_COUNT, COMPACT, SEEDED, GoldenMotion, load_golden, needs_networks
from tests.parity.numpy_networks import NumpyNetworks, seeded_networks

SHARED = Path(__file__).parents[3] / "shared"
WHOLE = SHARED / "parity" / "motion_golden.npz"
WEIGHTS = SHARED / "weights" / "stitching_retargeting_module.safetensors"
CASES = [f"case{i:02d}" for i in range(CASE_COUNT)]
TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def compact() -> GoldenMotion:
    return load_golden(COMPACT)


@pytest.mark.skipif(not (WHOLE.exists() and WEIGHTS.exists()), reason="the reference's weights are not here")
def test_every_case_as_the_reference_with_its_own_networks() -> None:
    safetensors = pytest.importorskip("safetensors.numpy")
    networks = NumpyNetworks(safetensors.load_file(WEIGHTS))
    golden = load_golden(WHOLE)
    errors = {case: np.abs(golden.driven(case, networks) - golden.expected[case]).max() for case in CASES}
    assert {case: error for case, error in errors.items() if error > TOLERANCE} == {}


def test_every_case_without_networks_as_the_reference(compact: GoldenMotion) -> None:
    cases = [case for case in CASES if not needs_networks(compact.options[case])]
    assert len(cases) == 15
    errors = {
        case: np.abs(compact.driven(case, seeded_networks()) - compact.expected[case]).max() for case in cases
    }
    assert {case: error for case, error in errors.items() if error > TOLERANCE} == {}


def test_every_case_with_networks_as_when_it_matched_the_reference(compact: GoldenMotion) -> None:
    with np.load(SEEDED, allow_pickle=False) as kept:
        assert set(kept.files) == {case for case in CASES if needs_networks(compact.options[case])}
        errors = {
            case: np.abs(compact.driven(case, seeded_networks()) - kept[case]).max() for case in kept.files
        }
    assert {case: error for case, error in errors.items() if error > TOLERANCE} == {}


def test_the_portraits_own_keypoints_as_the_reference(compact: GoldenMotion) -> None:
    np.testing.assert_allclose(compact.source.placed, compact.placed, atol=1e-6)
