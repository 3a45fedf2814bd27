"""For every test: Qt without a screen, whatever the machine has."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
