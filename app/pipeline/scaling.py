"""FFmpeg's scaler set to exact colours; PyAV names these flags only from version 18 on."""

from __future__ import annotations

from typing import Final

from av.video.reformatter import Interpolation

# From FFmpeg's libswscale/swscale.h.
_ACCURATE_ROUNDING: Final = 0x40000
_FULL_CHROMA: Final = 0x2000

READING: Final = int(Interpolation.BILINEAR) | _ACCURATE_ROUNDING | _FULL_CHROMA
"""For YUV to RGB: the scaler's default comes out a level too dark."""

WRITING: Final = int(Interpolation.AREA) | _ACCURATE_ROUNDING
"""For RGB to YUV: each chroma sample is the mean of its four pixels."""
