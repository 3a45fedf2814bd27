from __future__ import annotations

import pytest

from app import licences as module
from app.licences import Kind, Licensed, licences
from app.pipeline.portrait.library import shipped_portraits
from app.pipeline.weights.manifest_file import shipped_manifest


@pytest.fixture(scope="module")
def rows() -> tuple[Licensed, ...]:
    return licences()


def _of(rows: tuple[Licensed, ...], kind: Kind) -> dict[str, Licensed]:
    return {row.name: row for row in rows if row.kind is kind}


def test_everything_has_a_name_and_a_licence_of_one_line(rows: tuple[Licensed, ...]) -> None:
    for row in rows:
        assert row.name
        assert row.licence
        assert "\n" not in row.licence
        assert row.source == "" or row.source.startswith(("https://", "http://"))
    assert len({(row.kind, row.name) for row in rows}) == len(rows)


def test_the_program_comes_first_then_libraries_models_and_portraits(rows: tuple[Licensed, ...]) -> None:
    assert (rows[0].kind, rows[0].licence) == (Kind.PROGRAM, "MIT")
    order = list(Kind)
    assert [row.kind for row in rows] == sorted((row.kind for row in rows), key=order.index)


def test_what_a_library_needs_in_turn_is_listed_and_what_only_tests_need_is_not(
    rows: tuple[Licensed, ...],
) -> None:
    libraries = _of(rows, Kind.LIBRARY)
    assert {
        "numpy",
        "torch",
        "mediapipe",
        "safetensors",
        "shiboken6",
        "FFmpeg (inside av)",
    } <= libraries.keys()
    assert libraries["numpy"].version
    assert "BSD" in libraries["numpy"].licence
    assert not {"pytest", "mypy", "hypothesis"} & libraries.keys()


def test_every_weight_file_is_listed_with_its_licence_and_page(rows: tuple[Licensed, ...]) -> None:
    models = _of(rows, Kind.MODEL)
    for file in shipped_manifest().files:
        assert models[file.name].licence == file.licence
        assert models[file.name].source.startswith("https://")


def test_every_shipped_portrait_is_listed_with_its_author(rows: tuple[Licensed, ...]) -> None:
    portraits = _of(rows, Kind.PORTRAIT)
    for portrait in shipped_portraits():
        assert (portraits[portrait.name].licence, portraits[portrait.name].author) == (
            portrait.licence,
            portrait.author,
        )


def test_libraries_are_listed_where_the_program_was_only_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PROGRAM", "no-such-package")
    assert {"numpy", "torch", "PySide6_Essentials"} <= _of(licences(), Kind.LIBRARY).keys()
