"""The house's walls: who may import whom."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import app

ROOT = Path(app.__file__).parent
HEAVY = frozenset({"torch", "cv2", "mediapipe", "av"})


def _imports(file: Path) -> Iterator[tuple[str, bool]]:
    """Every module a file imports, and whether only a type checker does."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    unseen = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and ast.unparse(branch.test) == "TYPE_CHECKING"
        for statement in branch.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [node.module]
        for name in names:
            yield name, id(node) in unseen


def _files(folder: str) -> list[Path]:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    return files


@pytest.mark.parametrize("file", _files("pipeline"), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_pipeline_never_imports_qt_nor_the_window(file: Path) -> None:
    for name, _ in _imports(file):
        assert not name.startswith(("PySide6", "app.gui")), name


@pytest.mark.parametrize("file", _files("gui"), ids=lambda file: str(file.relative_to(ROOT)))
def test_the_window_reaches_the_pipeline_through_the_controller_alone(file: Path) -> None:
    is_seam = "controller" in file.relative_to(ROOT).parts
    for name, for_types in _imports(file):
        assert name.partition(".")[0] not in HEAVY, name
        if name.startswith("app.pipeline") and not is_seam:
            assert for_types, f"{name} is for the controller"


def test_importing_the_window_loads_nothing_heavy() -> None:
    script = "import sys, app.gui.application; print(*sorted({*sys.argv[1:]} & {*sys.modules}))"
    found = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script, *HEAVY], capture_output=True, text=True, check=True, timeout=60
    )
    assert found.stdout.split() == []
