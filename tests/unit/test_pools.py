from __future__ import annotations

import ctypes
import sys

import pytest

from app.pools import limit_memory_arenas, return_free_memory


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Other:
        def __getattr__(self, name: str) -> object:
            raise AttributeError(name)

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Other())
    limit_memory_arenas()
    return_free_memory()


def test_glibc_is_told_of_two_heaps_and_to_give_back_what_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[int, int]] = []

    class Glibc:
        def mallopt(self, parameter: int, value: int) -> int:
            told.append((parameter, value))
            return 1

        def malloc_trim(self, pad: int) -> int:
            told.append((pad, pad))
            return 1

    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: Glibc())
    limit_memory_arenas()
    return_free_memory()
    assert told == [(-8, 2), (0, 0)]


def test_elsewhere_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", lambda _: pytest.fail("asked all the same"))
    limit_memory_arenas()
    return_free_memory()
