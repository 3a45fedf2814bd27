"""Runs before the program: MediaPipe's own packages begin by importing everything they have.

That is JAX, Matplotlib and dozens of tasks, half a gigabyte that draws and trains nothing here. Packages that
are only folders take their place; the modules in them are imported as ever.
"""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

_BARE = (
    "matplotlib",  # a font of its is in the package, and nothing else
    "mediapipe",
    "mediapipe.python.solutions",
    "mediapipe.tasks.python",
    "mediapipe.tasks.python.vision",
)


def _bare_package(name: str, root: Path) -> ModuleType:
    folder = root.joinpath(*name.split("."))
    package = ModuleType(name)
    package.__file__ = str(folder / "__init__.py")
    package.__path__ = [str(folder)]
    package.__spec__ = ModuleSpec(name, None, origin=package.__file__, is_package=True)
    package.__spec__.submodule_search_locations = package.__path__
    return package


def install(root: Path) -> None:
    """Puts the folders in place.

    Args:
        root: Folder of the packaged program's modules.
    """
    for name in _BARE:
        sys.modules.setdefault(name, _bare_package(name, root))


if getattr(sys, "frozen", False):
    install(Path(getattr(sys, "_MEIPASS")))  # noqa: B009 - unknown to type checkers
