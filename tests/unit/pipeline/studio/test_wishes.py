"""Whatever is wished for in whatever order, the last wishes come true and nothing is left behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import EngineChoice, Mirror
from app.pipeline.programme import OnAir
from app.pipeline.studio.fake_parts import CARD_COLOUR, portrait_colour, portrait_in, smile_in
from app.pipeline.studio.status import Phase
from app.pipeline.types import RGBImage
from tests.unit.pipeline.studio.stage import ANNA, BERT, CARL, OTHER_SIZE, SIZE, Stage, smiling, until

Wish = Callable[["Wishes"], None]


class Wishes:
    """A stage, and what it was told last."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.live = False
        self.on_air = OnAir.PORTRAIT
        self.smile = 0.0
        self._films = 0

    def start(self) -> None:
        self.stage.studio.start()
        if not self.live:
            self.live, self.on_air = True, OnAir.PORTRAIT

    def stop(self) -> None:
        self.stage.studio.stop()
        self.live, self.on_air = False, OnAir.PORTRAIT

    def tune(self, smile: float) -> None:
        self.stage.studio.tune(smiling(smile))
        self.smile = smile

    def show(self, on_air: OnAir) -> None:
        self.stage.studio.show(on_air)
        if self.live:
            self.on_air = on_air

    def record(self) -> None:
        self._films += 1
        self.stage.studio.record(Path(f"{self._films}.mp4"))

    def come_true(self) -> None:
        """Fails unless the studio comes to what was wished for."""
        self.stage.studio.stop_recording()
        wanted = Phase.LIVE if self.live else Phase.STOPPED
        until(lambda: self.stage.phase is wanted, wanted.value)
        self.stage.settle()
        assert self.stage.studio.status().on_air is self.on_air
        assert self.stage.studio.status().recording is None
        assert self.stage.problems == {}
        until(lambda: self._is_as_wished(self._shown()), "the picture that was wished for")
        if self.live:
            until(lambda: self.stage.studio.status().engine == self.stage.config.engine.value)
            assert self.stage.studio.status().outputs == self.stage.config.outputs

    def _shown(self) -> RGBImage:
        picture = self.stage.studio.picture
        assert picture is not None
        return picture.image

    def _is_as_wished(self, image: RGBImage) -> bool:
        if (image.shape[1], image.shape[0]) != self.stage.config.size:
            return False
        if self.on_air is OnAir.PLACEHOLDER:
            return bool((image == CARD_COLOUR).all())
        if self.on_air is OnAir.FROZEN:  # whatever was on air then
            return True
        if portrait_in(image) != portrait_colour(self.stage.config.portrait):
            return False
        return not self.live or smile_in(image) == self.smile


def _changes(field: str, *values: object) -> st.SearchStrategy[Wish]:
    return st.sampled_from(values).map(lambda value: lambda wishes: wishes.stage.change(**{field: value}))


WISH: st.SearchStrategy[Wish] = st.one_of(
    st.just(Wishes.start),
    st.just(Wishes.stop),
    st.just(Wishes.record),
    st.just(lambda wishes: wishes.stage.studio.stop_recording()),
    st.sampled_from([-1.0, 0.0, 0.5]).map(lambda smile: lambda wishes: wishes.tune(smile)),
    st.sampled_from(OnAir).map(lambda on_air: lambda wishes: wishes.show(on_air)),
    _changes("portrait", ANNA, BERT, CARL, None),
    _changes("camera", "front", "back"),
    _changes("engine", EngineChoice.MESH, EngineChoice.LIVEPORTRAIT),
    _changes("size", SIZE, OTHER_SIZE),
    _changes("fps", 50.0, 100.0),
    _changes("outputs", (), ("vcam",), ("vcam", "other")),
    _changes("mirror", Mirror(), Mirror(picture=True)),
    # Now and then the studio gets the time to do what it was told.
    st.just(lambda wishes: wishes.stage.settle()),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(WISH, max_size=14))
def test_the_last_wishes_come_true(wishes: list[Wish]) -> None:
    before = set(threading.enumerate())
    told = Wishes()
    try:
        for wish in wishes:
            wish(told)
        told.come_true()
    finally:
        told.stage.close()
    assert not told.stage.camera_leaked()
    openers = told.stage.openers
    assert all(engine.closed for engine in openers.engines)
    assert all(animator.closed for animator in openers.animators)
    assert all(output.closed for output in [*openers.outputs, *openers.recordings.values()])
    for output in [*openers.outputs, *openers.recordings.values()]:
        assert {(image.shape[1], image.shape[0]) for image in output.images} <= {output.size}
    until(lambda: all(camera.closed.is_set() for camera in openers.cameras))
    until(lambda: not set(threading.enumerate()) - before, "the end of every thread")
