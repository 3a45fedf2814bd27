"""Words of the pipeline, which begin in small letters, as they stand in the window."""

from __future__ import annotations


def begun(words: str) -> str:
    """The words with a capital at their beginning, the rest as it is."""
    return words[:1].upper() + words[1:]
