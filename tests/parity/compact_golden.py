"""``python -m tests.parity.compact_golden SHARED`` makes the compact golden arrays from the whole ones."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.parity.golden import load_whole, save_compact

if __name__ == "__main__":
    save_compact(load_whole(Path(sys.argv[1])))
