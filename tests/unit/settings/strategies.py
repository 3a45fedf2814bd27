"""Settings of every kind, for property tests."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from hypothesis import strategies as st

from app.config import Corner, Disclosure, EngineChoice, MotionMode, NetworkConfig, Precision
from app.settings.hotkeys import Action, Hotkeys
from app.settings.model import AppSettings, InterfaceSettings, StreamSettings, Theme, WindowSettings
from app.tuning import MOST_OPEN, MOST_STRENGTH, ActionUnitGains, Controls, RegionStrengths, Tuning

_texts = st.text(st.characters(exclude_characters="\0"), max_size=20)
_names = _texts.filter(lambda text: bool(text.strip()))
_paths = st.none() | _names.map(Path)
_sides = st.integers(8, 2048).map(lambda half: 2 * half)
_strengths = st.floats(0.0, MOST_STRENGTH)

networks = st.builds(NetworkConfig, _texts, st.sampled_from(Precision), st.booleans(), st.booleans())
streams = st.builds(
    StreamSettings,
    _names,
    _texts,
    _paths,
    st.sampled_from(EngineChoice),
    networks,
    _names,
    st.tuples(_sides, _sides),
    st.floats(1.0, 120.0),
    st.booleans(),
    st.booleans(),
    st.builds(Disclosure, st.booleans(), st.none() | st.sampled_from(Corner)),
)
tunings = st.builds(
    Tuning,
    st.builds(Controls, *[st.floats(-1.0, 1.0) for _ in fields(Controls)]),
    st.builds(RegionStrengths, *[_strengths for _ in fields(RegionStrengths)]),
    _strengths,
    st.floats(0.0, 1.0),
    st.sampled_from(MotionMode),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.floats(0.0, MOST_OPEN),
    st.none() | st.floats(0.0, MOST_OPEN),
    st.booleans(),
    st.builds(ActionUnitGains, *[_strengths for _ in fields(ActionUnitGains)]),
)
interfaces = st.builds(
    InterfaceSettings,
    st.sampled_from(Theme),
    _texts,
    *[st.booleans() for _ in range(5)],
    _paths,
    _paths,
)
hotkeys = st.tuples(*[st.sampled_from(["", "Ctrl+A", "F5", "Ctrl+K, Ctrl+C"]) for _ in Action]).map(
    lambda texts: Hotkeys(tuple(zip(Action, texts, strict=True)))
)
settings = st.builds(
    AppSettings,
    streams,
    tunings,
    _texts,
    interfaces,
    st.builds(WindowSettings, st.binary(max_size=40), st.binary(max_size=40), st.binary(max_size=40)),
    hotkeys,
    st.booleans(),
    st.booleans(),
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
