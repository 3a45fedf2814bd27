"""What goes into the packaged program, and what stays out: facts for the spec, and for its tests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

PROGRAM: Final = "liveportrait-cam"

NETWORKS: Final = ("torch", "torchvision")
"""What LivePortrait's networks run on, and nothing else does."""

UNUSED_MODULES: Final = (
    "IPython",
    "app.pipeline.engines.liveportrait.bench",
    "curses",
    "doctest",
    "idlelib",
    "jax",
    "jaxlib",
    "matplotlib",
    "mediapipe.examples",
    "mediapipe.model_maker",
    "mediapipe.tasks.python.audio",
    "mediapipe.tasks.python.benchmark",
    "mediapipe.tasks.python.genai",
    "mediapipe.tasks.python.metadata",
    "mediapipe.tasks.python.test",
    "mediapipe.tasks.python.text",
    "pytest",
    "readline",
    "scipy",
    "sentencepiece",
    "setuptools",
    "sounddevice",
    "tensorflow",
    "tkinter",
)
"""MediaPipe asks for most of them and needs none; see ``runtime_mediapipe.py``."""

UNUSED_PACKAGES: Final = frozenset({"jax", "jaxlib", "matplotlib", "scipy", "sentencepiece", "sounddevice"})
"""Of the packages that are installed, those of ``UNUSED_MODULES``."""

MEDIAPIPE_MODELS: Final = (
    "face_detection/face_detection_full_range_cpu.binarypb",
    "face_detection/face_detection_full_range_sparse.tflite",
    "face_detection/face_detection_short_range.tflite",
    "face_detection/face_detection_short_range_cpu.binarypb",
    "face_landmark/face_landmark.tflite",
    "face_landmark/face_landmark_with_attention.tflite",
    "face_landmark/face_landmark_front_cpu.binarypb",
    "selfie_segmentation/selfie_segmentation.tflite",
    "selfie_segmentation/selfie_segmentation_cpu.binarypb",
    "selfie_segmentation/selfie_segmentation_landscape.tflite",
)
"""Below ``mediapipe/modules``."""

_OWN_DATA: Final = (
    "assets/icons/*.svg",
    "assets/portraits/*.jpg",
    "assets/portraits/*.md",
    "assets/portraits/*.png",
    "assets/presets/*.toml",
    "assets/translations/*.qm",
    "models/*.md",
    "models/*.toml",
)

_QT_LIBRARIES: Final = re.compile(
    r"(lib)?(Qt6?|icu)(Core|Gui|Widgets|Svg|Network|DBus|OpenGL|XcbQpa|Wayland\w*|WlShell\w*|data|i18n|uc)\b"
)
_QT_PLUGINS: Final = re.compile(
    r"plugins/(platforms/(lib)?q(xcb|wayland\w*|offscreen|minimal|windows|cocoa)\.|platformthemes/|styles/"
    r"|iconengines/(lib)?qsvgicon|imageformats/(lib)?q(gif|ico|jpeg|svg|webp|icns)|tls/|xcbglintegrations/"
    r"|wayland-(shell|decoration|graphics-integration)-\w+/|wayland-shell-integration/"
    r"|platforminputcontexts/(lib)?(compose|ibus)platforminputcontextplugin)"
)
_QT_WORDS: Final = re.compile(r"translations/qtbase_zh_CN\.qm$")
_SYSTEM_FOLDERS: Final = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")
_NEVER: Final = re.compile(
    r"(^|/)(tests?|testing|__pycache__|include|benchmarks?)/|\.(pyi|pxd|hp?p?|c|cpp|a)$"
    r"|\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json)$"
)


def own_data(root: Path) -> Iterator[tuple[str, str]]:
    """Our pictures, words and tables: each file, and the folder it goes to."""
    for pattern in _OWN_DATA:
        for file in sorted(root.glob(pattern)):
            yield str(file), str(file.parent.relative_to(root))


def mediapipe_data(package: Path) -> Iterator[tuple[str, str]]:
    """The models that are used, of those in MediaPipe's package."""
    for name in MEDIAPIPE_MODELS:
        yield str(package / "modules" / name), f"mediapipe/modules/{Path(name).parent}"


def font_data(package: Path) -> Iterator[tuple[str, str]]:
    """The font that captions are written in, out of Matplotlib's package, and its licence."""
    folder = Path("mpl-data/fonts/ttf")
    for name in ("DejaVuSans-Bold.ttf", "LICENSE_DEJAVU"):
        yield str(package / folder / name), str("matplotlib" / folder)


def wanted_binary(target: str, source: str, platform: str) -> bool:
    """Whether a library goes in.

    On Linux what the system has stays the system's: desktop libraries have to fit its graphics drivers, and
    OpenSSL gets its security updates.

    Args:
        target: Its place in the package, with slashes.
        source: Where it lies now.
        platform: ``sys.platform``.
    """
    if not _wanted_of_qt(target):
        return False
    return not (platform.startswith("linux") and source.startswith(_SYSTEM_FOLDERS))


def wanted_data(target: str) -> bool:
    """Whether a file that is no library goes in, by its place in the package, with slashes."""
    return _wanted_of_qt(target) and not _NEVER.search(target)


def _wanted_of_qt(target: str) -> bool:
    if not target.startswith("PySide6/"):
        return True
    if "/plugins/" in target:
        return _QT_PLUGINS.search(target) is not None
    if "/translations/" in target:
        return _QT_WORDS.search(target) is not None
    if "/qml/" in target:
        return False
    name = Path(target).name
    return _QT_LIBRARIES.match(name) is not None or "/Qt/lib/" not in target


def described_packages(with_networks: bool) -> list[str]:
    """Packages whose description and licence go in: all that ours leans on and that are packed."""
    left_out = UNUSED_PACKAGES if with_networks else UNUSED_PACKAGES | frozenset(NETWORKS)
    waiting, found = [PROGRAM, "opencv-python-headless"], dict[str, None]()
    while waiting:
        name = waiting.pop()
        if name in found or name in left_out or not _installed(name):
            continue
        found[name] = None
        waiting.extend(_required(metadata.requires(name) or ()))
    return sorted(found)


def _required(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if "extra ==" not in line:
            yield re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower().replace("_", "-")


def _installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True
