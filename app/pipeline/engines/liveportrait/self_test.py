"""Whether the networks give pictures here at all, and how fast."""

from __future__ import annotations

import time
from statistics import median

import numpy as np
import torch

from app.pipeline.engines.liveportrait.keypoints import transform
from app.pipeline.engines.liveportrait.networks.networks import Networks
from app.pipeline.engines.liveportrait.reading import canonical_of, motion_of
from app.pipeline.engines.liveportrait.runtime import INPUT_PIXELS, Runtime
from app.pipeline.types import RGBImage

_FLAT = 2.0
"""Standard deviation in levels below which a picture shows nothing."""

_FRAMES = 12


def draws_pictures(networks: Networks) -> bool:
    """Whether a made-up face comes out as a picture: finite, and not all of one colour.

    Half precision on GTX 16xx cards gives NaN or black.
    """
    image = torch.from_numpy(_made_up_face()).permute(2, 0, 1)[None].float() / 255
    feature = networks.appearance(image)
    motion = networks.motion(image)
    keypoints = motion.kp.view(1, 21, 3)
    picture = networks.generate(networks.warp(feature, keypoints, keypoints).out).float()
    numbers = torch.cat([motion.kp.flatten(), motion.exp.flatten(), motion.pitch.flatten()])
    finite = bool(torch.isfinite(picture).all()) and bool(torch.isfinite(numbers).all())
    varies = float(picture.flatten(2).std(dim=2).max())  # within a colour channel: plain red is flat
    return finite and varies * 255 > _FLAT


def seconds_per_frame(networks: Networks) -> float:
    """Median time to read a driver and draw a frame, captured as in a live run."""
    runtime, face = Runtime(networks), _made_up_face()
    try:
        reading = runtime.read(face)
        placed = transform(canonical_of(reading), motion_of(reading))
        runtime.set_source(face, placed)
        times = []
        for _ in range(_FRAMES if networks.target.device.type == "cuda" else 2):
            start = time.perf_counter()
            runtime.read(face)
            runtime.draw(placed)
            times.append(time.perf_counter() - start)
    finally:
        runtime.close()
    return median(times[len(times) // 2 :])


def _made_up_face() -> RGBImage:
    """An oval with two eyes and a mouth, 256 x 256 x 3 uint8: something with edges to draw."""
    y, x = np.mgrid[0:INPUT_PIXELS, 0:INPUT_PIXELS] / INPUT_PIXELS
    face = np.hypot((x - 0.5) / 0.3, (y - 0.5) / 0.4) < 1
    eyes = np.hypot(np.abs(x - 0.5) - 0.12, y - 0.42) < 0.035
    mouth = np.hypot((x - 0.5) / 0.12, (y - 0.68) / 0.03) < 1
    picture = np.stack([0.4 + 0.4 * face * (1 - 0.2 * channel) for channel in range(3)], axis=-1)
    picture[eyes | mouth] = 0.15
    return np.asarray(picture * 255, np.uint8)
