from __future__ import annotations

import numpy as np
import pytest

from app.facs import ActionUnit
from app.gui.controller.driver_control import DriverControl
from app.pipeline.types import Frame
from tests.unit.gui.controller.fakes import FakeBackstage


@pytest.fixture
def driver() -> DriverControl:
    return DriverControl()


def test_without_a_pipeline_there_is_nothing_to_see(driver: DriverControl) -> None:
    assert driver.pull(100, 100) is None
    assert driver.action_units is None


def test_what_was_asked_for_before_is_kept_from_the_beginning(
    driver: DriverControl, backstage: FakeBackstage
) -> None:
    driver.show(True)
    driver.watch_units(True)
    driver.attach(backstage.real)
    assert backstage.studio.keeps_frames
    assert backstage.studio.watches_units


def test_frames_are_kept_until_nobody_looks_any_more(driver: DriverControl, backstage: FakeBackstage) -> None:
    driver.attach(backstage.real)
    assert not backstage.studio.keeps_frames
    driver.show(True)
    driver.watch(True)
    driver.watch(False)
    assert backstage.studio.keeps_frames
    driver.show(False)
    assert not backstage.studio.keeps_frames


def test_the_camera_is_seen_only_where_it_is_kept(driver: DriverControl, backstage: FakeBackstage) -> None:
    driver.attach(backstage.real)
    assert driver.pull(8, 8) is None
    backstage.studio.frame = Frame(np.zeros((12, 16, 3), np.uint8), 0, 0.0)
    pulled = driver.pull(8, 8)
    assert pulled is not None
    assert pulled.shape == (6, 8, 4)


def test_action_units_are_watched_while_somebody_does(
    driver: DriverControl, backstage: FakeBackstage
) -> None:
    driver.attach(backstage.real)
    assert not backstage.studio.watches_units
    driver.watch_units(True)
    backstage.studio.action_units = dict.fromkeys(ActionUnit, 2.0)
    assert driver.action_units == dict.fromkeys(ActionUnit, 2.0)
    driver.watch_units(False)
    assert not backstage.studio.watches_units
