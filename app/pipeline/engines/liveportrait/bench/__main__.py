"""Measures the LivePortrait engine: ``python -m app.pipeline.engines.liveportrait.bench``.

Needs torch, numpy and cv2 only, and no weights: random ones of the official shapes do the same work.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

import torch

from app.pipeline.engines.liveportrait.bench.inputs import BenchInputs, make_inputs
from app.pipeline.engines.liveportrait.bench.plain import PlainNetworks
from app.pipeline.engines.liveportrait.bench.stand_in import stand_in_state_dicts
from app.pipeline.engines.liveportrait.bench.timing import medians
from app.pipeline.engines.liveportrait.bench.work import (
    Work,
    image_of,
    mean_levels,
    plain_image,
    plain_work,
    relative_error,
    work_of,
    work_on_gpu,
)
from app.pipeline.engines.liveportrait.networks import Networks


def main() -> None:
    """Prints the figures, and writes them as JSON where asked."""
    args = _arguments()
    torch.set_num_threads(args.threads)
    _say(f"{platform.machine()}, {args.threads} threads, torch {torch.__version__}")
    states = stand_in_state_dicts(args.seed)
    full = Networks.from_state_dicts(states)
    inputs = make_inputs(full, args.seed)
    plain = PlainNetworks(states["warping_module"], states["spade_generator"])
    figures: dict[str, Any] = {}
    if not args.skip_cpu:
        figures |= _processor(states, full, plain, inputs, args.rounds)
    if torch.cuda.is_available():
        figures["gpu"] = _gpu(states, inputs, compiled=args.compile)
    else:
        _say("no CUDA GPU here: its figures are left out")
    if args.json is not None:
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the LivePortrait engine.")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the processor's timing (default: 5)")
    parser.add_argument("--threads", type=int, default=_cores(), help="threads of the processor")
    parser.add_argument("--seed", type=int, default=0, help="of the random weights")
    parser.add_argument("--skip-cpu", action="store_true", help="measure the GPU alone")
    parser.add_argument("--compile", action="store_true", help="let torch compile the networks for the GPU")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser.parse_args()


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _processor(
    states: dict[str, Any], full: Networks, plain: PlainNetworks, inputs: BenchInputs, rounds: int
) -> dict[str, Any]:
    half = Networks.from_state_dicts(states, dtype=torch.bfloat16)
    work = {
        "as defined": plain_work(plain, inputs),
        "processor, float32": work_of(full, inputs),
        "processor, bfloat16": work_of(half, inputs),
        "GPU, float16": work_on_gpu(states, inputs),
    }
    _say("\nmultiply-adds x 2 a frame, GFLOP      W        G    W + G")
    for name, each in work.items():
        _say(f"  {name:30} {each.warping:7.1f}  {each.generator:7.1f}  {each.total:7.1f}")
    wanted = plain_image(plain, inputs)
    error = relative_error(image_of(full, inputs), wanted)
    levels = mean_levels(image_of(half, inputs), wanted)
    _say(f"\nagainst the definition: float32 off by {error:.1e} of the norm, bfloat16 by {levels:.2f} levels")
    times = _processor_times(full, half, plain, inputs, rounds)
    return {
        "gflop": {name: _split(each) for name, each in work.items()},
        "float32_relative_error": error,
        "bfloat16_mean_levels": levels,
        "processor_s": times,
    }


def _processor_times(
    full: Networks, half: Networks, plain: PlainNetworks, inputs: BenchInputs, rounds: int
) -> dict[str, float]:
    def step(networks: Networks) -> Any:
        prepared = networks.warping.prepare(inputs.feature, inputs.source)

        @torch.inference_mode()
        def frame() -> None:
            networks.generator(networks.warping(prepared, inputs.driving).out)

        return frame

    with torch.inference_mode():
        frames = {
            "as defined": lambda: plain_image(plain, inputs),
            "float32": step(full),
            "bfloat16": step(half),
        }
        times = medians(frames, rounds)
    _say("\nW + G on the processor, median s      s     speed-up")
    for name, value in times.items():
        _say(f"  {name:30} {value:7.2f}  {times['as defined'] / value:7.2f}")
    return times


def _gpu(states: dict[str, Any], inputs: BenchInputs, *, compiled: bool) -> dict[str, float]:
    from app.pipeline.engines.liveportrait.bench.gpu import matrix_peak_tflops, measure_gpu

    peak = matrix_peak_tflops(torch.float16)
    work = work_on_gpu(states, inputs)
    figures = measure_gpu(states, inputs, compiled=compiled)
    if not figures:
        sys.exit("the GPU's pictures are not finite in half precision")
    share = work.total / figures["frame"] / peak
    _say(f"\n{torch.cuda.get_device_name()}, float16, matrix products at {peak:.0f} TFLOP/s")
    for name, value in figures.items():
        _say(f"  {name:12} {value:8.2f} ms")
    _say(f"  W + G reach {100 * share:.0f} % of the peak; the loop runs at {1e3 / figures['loop']:.0f} FPS")
    return {**figures, "peak_tflops": peak, "share_of_peak": share}


def _split(work: Work) -> dict[str, float]:
    return {"warping": work.warping, "generator": work.generator, "total": work.total}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
