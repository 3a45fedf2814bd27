"""What a GPU makes of it: a frame, the share of its peak, a portrait swap, the loop."""

from __future__ import annotations

import math
from functools import partial
from statistics import median
from typing import Any

import cv2
import numpy as np
import torch

from app.pipeline.engines.liveportrait.bench.inputs import BenchInputs, head_turn
from app.pipeline.engines.liveportrait.bench.timing import seconds
from app.pipeline.engines.liveportrait.networks import Networks
from app.pipeline.engines.liveportrait.runtime import INPUT_PIXELS, Runtime, RuntimeOptions
from app.pipeline.portrait.paste_back import PasteBack
from app.pipeline.tracking.face_crop import FaceCrop

_FRAMES = 200
_PEAK_SIDE = 8192
_CAMERA = (720, 1280)
_CROP = FaceCrop((640.0, 340.0), 480.0)


def matrix_peak_tflops(dtype: torch.dtype) -> float:
    """What the GPU reaches in a large matrix product: 10^12 operations a second."""
    a, b = (torch.randn(_PEAK_SIDE, _PEAK_SIDE, device="cuda").to(dtype) for _ in range(2))
    times = [_gpu_seconds(lambda: a @ b) for _ in range(20)]
    return 2 * _PEAK_SIDE**3 / median(times[5:]) / 1e12


def _gpu_seconds(action: Any) -> float:
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    start.record()
    action()
    end.record()
    end.synchronize()
    return float(start.elapsed_time(end)) / 1e3


def measure_gpu(state_dicts: dict[str, Any], inputs: BenchInputs, *, compiled: bool) -> dict[str, float]:
    """Figures of a GPU, half precision, times in milliseconds.

    Returns:
        ``frame``: W and G and the pixels' way back; ``frame_best``: the fastest tenth of them;
        ``read``: M and its way back; ``swap``: a new portrait until its first frame, crop and
        landmarks not included; ``loop``: crop, M, keypoints, W, G, paste-back, one after the other
        on camera pictures of 1280 x 720; ``load``: networks onto the GPU; ``first_frame``.
    """
    load = seconds(lambda: Networks.from_state_dicts(state_dicts, device="cuda", dtype=torch.float16))
    networks = Networks.from_state_dicts(state_dicts, device="cuda", dtype=torch.float16)
    runtime = Runtime(networks, RuntimeOptions(compiled=compiled))
    placed = inputs.source[0].numpy()
    poses = head_turn(placed, _FRAMES)
    camera = np.random.default_rng(0).integers(0, 255, (*_CAMERA, 3), np.uint8)
    paste = PasteBack(camera, _CROP)

    def new_portrait() -> None:
        runtime.set_source(inputs.face, placed)
        runtime.set_paste(paste.plan, camera)
        runtime.draw(poses[0])

    def loop(pose: Any) -> None:
        face = cv2.resize(_CROP.cut(camera, INPUT_PIXELS), (INPUT_PIXELS, INPUT_PIXELS))
        reading = runtime.read(np.asarray(face, np.uint8))
        nudge = np.float32(1e-6) * np.tanh(reading.exp.reshape(21, 3))
        paste.put(runtime.draw(pose + nudge))

    first = seconds(new_portrait)
    swaps = [seconds(new_portrait) for _ in range(5)]
    frames = [seconds(partial(runtime.draw, pose)) for pose in poses]
    runtime.read(inputs.face)
    reads = [seconds(lambda: runtime.read(inputs.face)) for _ in range(_FRAMES)]
    loops = [seconds(partial(loop, pose)) for pose in poses]
    finite = bool(math.isfinite(float(runtime.draw(poses[1]).mean())))
    runtime.close()
    result = {
        "load": load,
        "first_frame": first,
        "swap": median(swaps),
        "frame": median(frames),
        "frame_best": sorted(frames)[len(frames) // 10],
        "read": median(reads),
        "loop": median(loops),
    }
    return {name: 1e3 * value for name, value in result.items()} if finite else {}
