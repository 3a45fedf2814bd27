"""What goes into the packaged program, and that it works without what stays out."""

from __future__ import annotations

import subprocess
import sys
import types
from importlib.util import find_spec
from pathlib import Path

import bundle_parts as parts
import pytest
import runtime_environment
import windows_version

from tests.packaging.tools import PACKAGING

ROOT = PACKAGING.parent

WORK = """
import sys
from pathlib import Path
sys.path.insert(0, {hooks!r})
import runtime_mediapipe
runtime_mediapipe.install(Path({modules!r}))
from app.pipeline.portrait.library import default_portrait
from app.pipeline.portrait.loading import load_portrait
from app.pipeline.engines.mesh.topology import *
from app.pipeline.tracking.face_mesh import FaceMesh
import app.pipeline.tracking.blendshapes
from mediapipe.python.solutions.selfie_segmentation import SelfieSegmentation
FaceMesh().close()
load_portrait(default_portrait())
heavy = {{"jax", "scipy", "matplotlib.pyplot", "sounddevice", "tensorflow", "torch"}} & set(sys.modules)
sys.exit(f"loaded: {{heavy}}" if heavy else 0)
"""


def test_mediapipe_works_without_what_it_begins_with() -> None:
    spec = find_spec("mediapipe")
    assert spec is not None
    assert spec.origin is not None
    work = WORK.format(hooks=str(PACKAGING / "pyinstaller"), modules=str(Path(spec.origin).parents[1]))
    ended = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", work], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    assert ended.returncode == 0, ended.stderr[-2000:]


def test_the_spec_is_python() -> None:
    spec = PACKAGING / "pyinstaller/liveportrait_cam.spec"
    assert isinstance(compile(spec.read_text(encoding="utf-8"), str(spec), "exec"), types.CodeType)


def test_all_that_the_wheel_ships_is_packed() -> None:
    packed = {Path(source).relative_to(ROOT) for source, _ in parts.own_data(ROOT)}
    for folder, ending in (
        ("icons", "svg"),
        ("presets", "toml"),
        ("translations", "qm"),
        ("portraits", "jpg"),
    ):
        there = {file.relative_to(ROOT) for file in (ROOT / "assets" / folder).glob(f"*.{ending}")}
        assert there
        assert there <= packed
    assert Path("models/manifest.toml") in packed


def test_mediapipes_models_are_where_they_were() -> None:
    spec = find_spec("mediapipe")
    assert spec is not None
    assert spec.origin is not None
    found = list(parts.mediapipe_data(Path(spec.origin).parent))
    assert all(Path(source).is_file() for source, _ in found)
    assert len(found) == len(parts.MEDIAPIPE_MODELS)


@pytest.mark.parametrize(
    ("target", "source", "platform", "wanted"),
    [
        ("libX11.so.6", "/lib/x86_64-linux-gnu/libX11.so.6", "linux", False),
        ("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", "linux", False),
        ("av.libs/libx264.so", "/env/site-packages/av.libs/libx264.so", "linux", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/env/libqxcb.so", "linux", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", "/env/libqwayland.so", "linux", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", "/env/libqoffscreen.so", "linux", True),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", "/env/libqeglfs.so", "linux", False),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", "/env/libqsqlite.so", "linux", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", "/env/libQt6Widgets.so.6", "linux", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", "/env/libQt6Quick.so.6", "linux", False),
        ("PySide6/plugins/platforms/qwindows.dll", "C:/env/qwindows.dll", "win32", True),
        ("PySide6/plugins/imageformats/qjpeg.dll", "C:/env/qjpeg.dll", "win32", True),
        ("PySide6/plugins/sqldrivers/qsqlite.dll", "C:/env/qsqlite.dll", "win32", False),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", "/env/libqcocoa.dylib", "darwin", True),
        ("libssl.3.dylib", "/usr/lib/libssl.3.dylib", "darwin", True),
    ],
)
def test_libraries(target: str, source: str, platform: str, wanted: bool) -> None:
    assert parts.wanted_binary(target, source, platform) is wanted


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("av-18.1.0.dist-info/METADATA", True),
        ("liveportrait_cam-0.1.0.dist-info/direct_url.json", False),
        ("numpy/core/tests/data/x.csv", False),
        ("numpy/core/include/x.h", False),
    ],
)
def test_other_files(target: str, wanted: bool) -> None:
    assert parts.wanted_data(target) is wanted


def test_licences_go_along_and_those_of_absent_packages_do_not() -> None:
    described = parts.described_packages(with_networks=False)
    assert {"liveportrait-cam", "pyvirtualcam", "av", "mediapipe"} <= set(described)
    assert not {"torch", "jax", "scipy", "matplotlib"} & set(described)


def test_other_programs_get_the_users_library_path() -> None:
    environment = {"LD_LIBRARY_PATH": "/package", "LD_LIBRARY_PATH_ORIG": "/theirs", "HOME": "/home/me"}
    runtime_environment.restore(environment)
    assert environment == {"LD_LIBRARY_PATH": "/theirs", "HOME": "/home/me"}
    environment = {"LD_LIBRARY_PATH": "/package"}
    runtime_environment.restore(environment)
    assert environment == {}


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2.3rc4", (1, 2, 3, 0)), ("2", (2, 0, 0, 0)), ("1.2.dev3", (1, 2, 0, 0))],
)
def test_windows_wants_four_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert windows_version.four_numbers(version) == numbers
    assert windows_version.fields(version, "x")["ProductVersion"] == version


def test_only_the_cameras_process_loads_pyvirtualcam() -> None:
    """Its licence, version 2 of the GPL, is that of this process as a whole, and of nothing else."""
    files = (ROOT / "app").rglob("*.py")
    using = [file for file in files if "import pyvirtualcam" in file.read_text(encoding="utf-8")]
    assert using == [ROOT / "app/pipeline/sinks/virtual_camera/cameras.py"]
