"""How well the driver is told from others: ``python -m tests.bench.driver_identity SHARED``.

Every clip's person is the driver in turn; the others, and the pictures, are strangers. Looks at each
face as it is and under bad conditions; then scenes with two people, watched by the whole tracker. The
average face knows the pictures but none of the clips.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table

from app.pipeline.portrait.loading import load_image
from app.pipeline.tracking.driver_guard import DriverGuard
from app.pipeline.tracking.driver_identity import STRANGER, DriverIdentity, Likeness
from app.pipeline.tracking.face_mesh import FaceMesh, find_faces
from app.pipeline.tracking.face_signature import FaceSignature, signature_of
from app.pipeline.tracking.tracker import FaceTracker
from app.pipeline.types import FaceObservation, Frame, Landmarks, RGBImage
from tests.bench.people_in_front import FPS, Moment, Person, Plot, cut_out, play

_EVERY = 10
_LEARN_EVERY = 6
_IN_PLACE = 0.6

Float = npt.NDArray[np.float32]
Change = Callable[[Float, Landmarks], Float]


def _dark(image: Float, face: Landmarks) -> Float:
    del face
    return 178 * (image / 255) ** 1.8


def _lit_from_the_side(image: Float, face: Landmarks) -> Float:
    del face
    light = np.linspace(1.25, 0.35, image.shape[1], dtype=np.float32)[None, :, None]
    return np.asarray(image * light, np.float32)


def _blurred(image: Float, face: Landmarks) -> Float:
    del face
    return np.asarray(cv2.GaussianBlur(image, (0, 0), 4), np.float32)


def _noisy(image: Float, face: Landmarks) -> Float:
    del face
    return np.asarray(image + np.random.default_rng(0).normal(0, 14, image.shape), np.float32)


def _far(image: Float, face: Landmarks) -> Float:
    del face
    small = cv2.resize(image, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
    room = np.full_like(image, 90)
    room[: small.shape[0], : small.shape[1]] = small
    return room


def _with_glasses(image: Float, face: Landmarks) -> Float:
    image, ink = image.copy(), (20, 20, 25)
    eyes = np.linalg.norm(face[33, :2] - face[263, :2])
    thick = max(2, round(0.045 * eyes))
    for iris in face[[468, 473], :2]:
        axes = (round(0.3 * eyes), round(0.24 * eyes))
        cv2.ellipse(image, (round(iris[0]), round(iris[1])), axes, 0, 0, 360, ink, thick)
    inner, outer = (tuple(int(v) for v in face[corner, :2]) for corner in (133, 362))
    cv2.line(image, inner, outer, ink, thick)
    return image


def _hand_at_the_mouth(image: Float, face: Landmarks) -> Float:
    image = image.copy()
    eyes = float(np.linalg.norm(face[33, :2] - face[263, :2]))
    x, y = face[17, :2] + (0, 0.2 * eyes)
    axes = (round(0.5 * eyes), round(0.4 * eyes))
    cv2.ellipse(image, (round(x), round(y)), axes, 20, 0, 360, (205, 150, 125), -1)
    return image


def _as_it_is(image: Float, face: Landmarks) -> Float:
    del face
    return image


_CONDITIONS: dict[str, Change] = {
    "as it is": _as_it_is,
    "dark": _dark,
    "lit from the side": _lit_from_the_side,
    "blurred": _blurred,
    "noisy": _noisy,
    "far away": _far,
    "glasses put on": _with_glasses,
    "hand at the mouth": _hand_at_the_mouth,
}


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Of one person: to learn from, and later ones by condition."""

    first: list[FaceSignature]
    later: dict[str, list[FaceSignature]]


def looks_of(clip: Path) -> Looks:
    """The first half of a clip to learn, the second under every condition."""
    faces = list(_faces(clip))
    first = [signature_of(image, face) for image, face in faces[: len(faces) // 2 : _LEARN_EVERY]]
    later: dict[str, list[FaceSignature]] = {name: [] for name in _CONDITIONS}
    mesh = FaceMesh()
    for image, face in faces[len(faces) // 2 :: _EVERY]:
        for name, change in _CONDITIONS.items():
            changed = np.clip(change(image.astype(np.float32), face), 0, 255).astype(np.uint8)
            mesh.reset()
            seen = mesh.detect(changed)
            if seen is not None:
                later[name].append(signature_of(changed, seen))
    mesh.close()
    return Looks(first, later)


def _faces(clip: Path) -> Iterator[tuple[RGBImage, Landmarks]]:
    mesh = FaceMesh()
    with av.open(str(clip)) as container:
        for picture in container.decode(video=0):
            image = np.asarray(picture.to_ndarray(format="rgb24"), np.uint8)
            face = mesh.detect(image)
            if face is not None:
                yield image, face
    mesh.close()


def likenesses(driver: Looks, others: list[FaceSignature]) -> list[Likeness]:
    """How like the driver others look, where it can be told."""
    identity = DriverIdentity()
    for index, look in enumerate(driver.first):
        identity.learn(look, index * _LEARN_EVERY / FPS)
    told = [identity.likeness(look) for look in others]
    return [likeness for likeness in told if likeness is not None]


def rates(people: dict[str, Looks], pictures: list[FaceSignature]) -> Table:
    """Looks that would be refused when they should not, and the other way round."""
    table = Table("condition", "driver refused %", "in place %", "least", "stranger accepted %", "in place %")
    for name in _CONDITIONS:
        own = [like for one in people.values() for like in likenesses(one, one.later[name])]
        strange = [
            like
            for one in people.values()
            for other in people.values()
            if other is not one
            for like in likenesses(one, [*other.later[name], *pictures])
        ]
        cells = [
            f"{100 * np.mean([like.whole < STRANGER for like in own]):.1f}",
            f"{100 * np.mean([like.visible < _IN_PLACE for like in own]):.1f}",
            f"{min(like.whole for like in own):.2f}",
            f"{100 * np.mean([like.whole >= STRANGER for like in strange]):.1f}",
            f"{100 * np.mean([like.visible >= _IN_PLACE for like in strange]):.1f}",
        ]
        table.add_row(name, *cells)
    return table


def scenes(plot: Plot, people: list[Person]) -> str:
    """What the tracker does in one plot with every driver; frames, median and most."""
    mesh, wrong, missed = FaceMesh(), list[int](), list[int]()
    for at, driver in enumerate(people):
        other = people[(at + 3) % len(people)]
        mesh.reset()
        tracker = FaceTracker(detector=mesh, guard=DriverGuard())
        seen = [(tracker.track(moment.frame), moment) for moment in play(plot, driver, other)]
        wrong.append(sum(_whose(face, moment) == other.name for face, moment in seen))
        missed.append(sum(face is None and _is_there(driver, moment) for face, moment in seen))
    mesh.close()
    return (
        f"{plot.value}: with somebody else {np.median(wrong):.0f}, at most {max(wrong)}; "
        f"driver there and not followed {np.median(missed):.0f}, at most {max(missed)}"
    )


def _whose(face: FaceObservation | None, moment: Moment) -> str | None:
    if face is None:
        return None
    x, y = face.landmarks[:, :2].mean(axis=0)
    for one in reversed(moment.people):
        if abs(x - one.x) < 75 * one.zoom and abs(y - one.y) < 90 * one.zoom:
            return one.person.name
    return None


def _is_there(driver: Person, moment: Moment) -> bool:
    return any(one.person is driver for one in moment.people) and not _covered(driver, moment)


def _covered(driver: Person, moment: Moment) -> bool:
    own = next(one for one in moment.people if one.person is driver)
    return any(one is not own and abs(one.x - own.x) < 190 for one in moment.people)


def alone(people: list[Person]) -> str:
    """What the guard costs while the driver sits there alone, and whether it ever holds him."""
    mesh, spent, frames, held = FaceMesh(), 0.0, 0, 0
    for person in people:
        guard = _TimedGuard()
        mesh.reset()
        tracker = FaceTracker(detector=mesh, guard=guard)
        for index in range(2 * len(person.looks)):
            image = person.at(index)
            held += tracker.track(Frame(image, index, index / FPS)) is None
            frames += 1
        spent += guard.spent
    mesh.close()
    return (
        f"alone: {held} of {frames} frames not followed; the guard takes {spent / frames * 1e3:.3f} ms each"
    )


class _TimedGuard(DriverGuard):
    def __init__(self) -> None:
        super().__init__()
        self.spent = 0.0

    def stays(self, image: RGBImage, face: Landmarks, now: float, steady: bool) -> bool:
        before = time.thread_time()
        answer = super().stays(image, face, now, steady)
        self.spent += time.thread_time() - before
        return answer


def main(shared: Path) -> int:
    """Prints the figures; returns 1 where there are no clips."""
    clips = sorted((shared / "data/clips").glob("*.mp4"))
    if not clips:
        sys.stderr.write(f"no clips under {shared}: nothing can be measured\n")
        return 1
    console = Console(width=130)
    pictures = []
    for path in sorted((shared / "data/portraits").glob("*.jpg")):
        image = load_image(path)
        # The tilted snapshot shows the child of a clip.
        if "tilted" not in path.name:
            pictures += [signature_of(image, face) for face in find_faces(image, max_faces=1)]
    console.print(rates({clip.stem: looks_of(clip) for clip in clips}, pictures))
    people = [cut_out(clip) for clip in clips]
    console.print(alone(people))
    for plot in Plot:
        console.print(scenes(plot, people))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
