from __future__ import annotations

from typing import Any

import pytest

from app.pipeline.engines.liveportrait.networks import Networks
from tests.parity.golden import Golden, load_compact
from tests.parity.reference_run import ReferenceRun
from tests.parity.seeded_weights import seeded_state_dicts

OTHER_SEED = 1


@pytest.fixture(scope="package")
def golden() -> dict[str, Golden]:
    return load_compact()


@pytest.fixture(scope="package")
def weights() -> dict[str, Any]:
    """Those of the golden arrays."""
    return seeded_state_dicts(0)


@pytest.fixture(scope="package")
def networks(weights: dict[str, Any]) -> Networks:
    return Networks.from_state_dicts(weights)


@pytest.fixture(scope="package")
def run(networks: Networks, golden: dict[str, Golden]) -> ReferenceRun:
    return ReferenceRun(networks, golden)


@pytest.fixture(scope="package")
def other_weights() -> dict[str, Any]:
    """Those of another seed, for which nothing golden is at hand."""
    return seeded_state_dicts(OTHER_SEED)


@pytest.fixture(scope="package")
def other_networks(other_weights: dict[str, Any]) -> Networks:
    return Networks.from_state_dicts(other_weights)
