"""Action units on people: blinks against the raw eye ratio, and expressions where one sees them.

Run: ``python -m tests.bench.action_units SHARED``, the folder with ``data/clips``. With
``SHARED/weights/face_landmarker.task`` blendshapes are judged as well. Prints the figures; returns 1 if a
target was missed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.facs import ActionUnit
from app.pipeline.action_unit_watch import LiveActionUnits, read_performance
from app.pipeline.motion.calibration import NeutralEstimator
from app.pipeline.performance import Performance, calmed, observe
from app.pipeline.sources.video_reader import VideoReader
from app.pipeline.tracking.action_units.blendshape_scores import Blendshapes
from app.pipeline.tracking.action_units.reading import FaceActionUnits
from app.pipeline.tracking.blendshapes import BlendshapeReader, open_blendshapes
from app.pipeline.tracking.ratios import eye_openness
from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import Frame

_WANTED = 0.95

_SHUT = 0.5
"""Reference: both eyes are shut while each one's raw ratio is under half of its open level."""

_AROUND_S = 1.5
"""Reference: the open level is the 80th percentile of the ratio so many seconds before and after."""

_SLACK = 2
"""Frames by which an event may miss its reference."""

Track = Sequence[FaceActionUnits]
Span = tuple[int, int]
"""First frame, and the one after the last."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """An expression that was seen by looking at every frame of a clip.

    Attributes:
        clip: Its name.
        units: Which of these should rise; the strongest of them counts.
        there: Frames in which it is plainly there.
        absent: Frames in which it is plainly not.
        what: What one sees.
        begins_with_it: The clip does: nobody who watches it live can know the face at rest by then.
    """

    clip: str
    units: tuple[ActionUnit, ...]
    there: tuple[Span, ...]
    absent: tuple[Span, ...]
    what: str
    begins_with_it: bool = False


_SMILE = (ActionUnit.LIP_CORNER_PULLER,)
_PART = (ActionUnit.LIPS_PART,)
_JAW = (ActionUnit.JAW_DROP, ActionUnit.MOUTH_STRETCH)
_FROWN = (ActionUnit.BROW_LOWERER,)
SIGHTINGS = (
    Sighting("man_grin_green_screen", _SMILE, ((22, 65),), ((0, 15), (70, 78)), "a wide grin, teeth bared"),
    Sighting("man_grin_green_screen", _PART, ((22, 65),), ((0, 16), (70, 78)), "teeth show"),
    Sighting("woman_open_mouth", _PART, ((94, 118),), ((64, 66), (89, 92)), "mouth wide open; lips met"),
    Sighting("woman_open_mouth", _JAW, ((94, 114),), ((64, 66), (89, 92)), "jaw dropped; closed"),
    Sighting("woman_eyes_faces", _SMILE, ((0, 15),), ((57, 77), (84, 94)), "a broad smile; none", True),
    Sighting("woman_eyes_faces", _PART, ((24, 50),), ((0, 20), (57, 108)), "teeth show; lips closed"),
    Sighting("woman_eyes_faces", _FROWN, ((114, 121),), ((24, 50), (70, 77), (82, 92)), "brows knitted; up"),
    Sighting("woman_wink_turn", _FROWN, ((112, 160),), ((60, 100), (185, 200)), "a deep frown; none"),
    Sighting("man_pout", _JAW, ((70, 93), (120, 150)), ((0, 60), (100, 110)), "jaw dropped; closed"),
)


@dataclass(frozen=True, slots=True)
class Watched:
    """One clip, as seen in both ways.

    Attributes:
        raw: T x 2, the picture's eye ratios as detected.
        rate: Frames per second.
        recorded: Action units as ``render`` reads them.
        live: As ``run`` reads them, causally.
        shaped: As ``render`` reads them with blendshapes; empty without.
    """

    raw: npt.NDArray[np.float64]
    rate: float
    recorded: Track
    live: Track
    shaped: Track


def watch(path: Path, reader: BlendshapeReader | None) -> Watched:
    """Reads a clip."""
    video = VideoReader(path)
    frames, rate = list(video), float(video.rate)
    video.close()
    performance = observe(frames, lambda: None)
    raw = np.array([(np.nan, np.nan) if f is None else eye_openness(f) for f in performance.faces])
    calm = calmed(performance, 0.5)
    shapes = _shapes(frames, performance, reader)
    return Watched(
        raw,
        rate,
        read_performance(calm),
        _live(frames),
        read_performance(calm, shapes=shapes) if shapes else (),
    )


def _shapes(
    frames: Sequence[Frame], performance: Performance, reader: BlendshapeReader | None
) -> tuple[Blendshapes | None, ...]:
    if reader is None:
        return ()
    return tuple(
        None if face is None else reader.read(frame.image, face)
        for frame, face in zip(frames, performance.faces, strict=True)
    )


def _live(frames: Sequence[Frame]) -> Track:
    seen: list[FaceActionUnits] = []
    watcher, tracker, neutral = LiveActionUnits(lambda _, units: seen.append(units)), FaceTracker(), None
    calibration = NeutralEstimator()
    for frame in frames:
        face = tracker.track(frame)
        if face is not None:
            neutral = calibration.update(face.landmarks, frame.captured_at)
        watcher.see(frame, face, neutral)
    tracker.close()
    return seen


def closings(raw: npt.NDArray[np.float64], rate: float) -> list[Span]:
    """Every time both lids shut, told by the raw eye ratio alone, without the estimator's thresholds.

    Frames in which they part for one frame only do not end it: a blink takes longer.
    """
    reach = round(_AROUND_S * rate)
    level = np.array(
        [np.nanpercentile(raw[max(at - reach, 0) : at + reach + 1], 80, axis=0) for at in range(len(raw))]
    )
    return spans((raw < _SHUT * np.maximum(level, 0.2)).all(axis=1))


def spans(there: npt.NDArray[np.bool_], *, bridge: int = 1) -> list[Span]:
    """Unbroken stretches; gaps of up to ``bridge`` frames do not break them."""
    found: list[Span] = []
    for at in np.flatnonzero(there):
        if found and at - found[-1][1] <= bridge:
            found[-1] = (found[-1][0], int(at) + 1)
        else:
            found.append((int(at), int(at) + 1))
    return found


def _touches(one: Span, others: Sequence[Span]) -> bool:
    return any(one[0] < end + _SLACK and start - _SLACK < one[1] for start, end in others)


def blinks(track: Track) -> list[Span]:
    """Every blink that the estimator tells."""
    return spans(np.array([units[ActionUnit.BLINK].present for units in track]))


def _strength(track: Track, units: tuple[ActionUnit, ...], frames: Sequence[Span]) -> float:
    values = [
        max(track[at][unit].intensity for unit in units) for start, end in frames for at in range(start, end)
    ]
    return float(np.mean(values))


def _judge_blinks(clips: dict[str, Watched], way: str) -> bool:
    found = right = wanted = met = 0
    for name, seen in clips.items():
        track: Track = getattr(seen, way)
        reference, told = closings(seen.raw, seen.rate), blinks(track)
        good, caught = sum(_touches(e, reference) for e in told), sum(_touches(e, told) for e in reference)
        found, right = found + len(told), right + good
        wanted, met = wanted + len(reference), met + caught
        sys.stdout.write(f"  {name:24} reference {_told(reference)}\n  {'':24} AU45      {_told(told)}\n")
    precision, recall = right / max(found, 1), met / max(wanted, 1)
    sys.stdout.write(
        f"AU45, {way}: precision {precision:.3f} ({right}/{found}), recall {recall:.3f} ({met}/{wanted})\n"
    )
    return min(precision, recall) >= _WANTED


def _told(events: Sequence[Span]) -> str:
    return " ".join(f"{start}-{end - 1}" for start, end in events) or "none"


def _judge_sighting(sighting: Sighting, seen: Watched) -> bool:
    fine, line = True, ""
    for way in ("recorded", "live", "shaped"):
        track: Track = getattr(seen, way)
        if track and not (way == "live" and sighting.begins_with_it):
            there = _strength(track, sighting.units, sighting.there)
            absent = _strength(track, sighting.units, sighting.absent)
            fine = fine and there >= absent + 1
            line += f"  {way} {there:4.2f} / {absent:4.2f}"
    names = "/".join(unit.code for unit in sighting.units)
    sys.stdout.write(
        f"{sighting.clip:22} {names:9} in {_told(sighting.there):14} not in {_told(sighting.absent):20}"
        f"{line}  {'ok' if fine else 'MISSED'}  ({sighting.what})\n"
    )
    return fine


def main(shared: Path) -> int:
    """Prints both tables; returns 1 if a target was missed."""
    reader = open_blendshapes(shared / "weights")
    clips = {path.stem: watch(path, reader) for path in sorted((shared / "data/clips").glob("*.mp4"))}
    if reader is not None:
        reader.close()
    fine = [_judge_blinks(clips, way) for way in ("recorded", "live")]
    sys.stdout.write("\nmean intensity where it is seen / where it is not\n")
    fine += [_judge_sighting(sighting, clips[sighting.clip]) for sighting in SIGHTINGS]
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
