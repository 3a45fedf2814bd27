"""The portraits that come with the program, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

_OURS: Final = "The LivePortrait Cam authors"


@dataclass(frozen=True, slots=True)
class ShippedPortrait:
    """A picture inside the installed package.

    Attributes:
        name: Its title, for people.
        path: The file.
        author: Who made it.
        licence: What allows its use; the whole story is in ``assets/portraits/PROVENANCE.md``.
    """

    name: str
    path: Path
    author: str
    licence: str


def shipped_portraits() -> tuple[ShippedPortrait, ...]:
    """All shipped portraits, the default one first."""
    folder = Path(str(files("assets").joinpath("portraits")))
    return (
        ShippedPortrait("The Lady in Green", folder / "lady_in_green.jpg", _OURS, "MIT"),
        ShippedPortrait("The Gentleman in Indigo", folder / "gentleman_in_indigo.png", _OURS, "MIT"),
        ShippedPortrait(
            "Grace Hopper", folder / "grace_hopper.jpg", "James S. Davis, United States Navy", "Public domain"
        ),
    )


def default_portrait() -> Path:
    """The portrait to use when the user names none."""
    return shipped_portraits()[0].path
