"""The curve by which things come and go without a visible edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def smoothstep(x: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.floating[Any]]:
    """From 0 at 0 to 1 at 1 without a corner, clipped outside: 3 x^2 - 2 x^3."""
    x = np.clip(x, 0, 1)
    eased: npt.NDArray[np.floating[Any]] = x * x * (3 - 2 * x)
    return eased
