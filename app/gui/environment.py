"""What must be put right in the environment before Qt starts."""

from __future__ import annotations

import os
from collections.abc import MutableMapping
from pathlib import PurePath

_CV2_SETS = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def clean_qt_environment(environment: MutableMapping[str, str] = os.environ) -> None:
    """Forgets the Qt folders that importing OpenCV leaves behind; to be called before ``QApplication``.

    OpenCV's wheels bring a Qt of their own and point these variables at it; our Qt would then load
    the other one's plugins and abort. What the user set themselves stays.
    """
    for name in _CV2_SETS:
        if _is_within_cv2(environment.get(name, "")):
            del environment[name]


def _is_within_cv2(folder: str) -> bool:
    parts = PurePath(folder.replace("\\", "/")).parts
    return any(part == "cv2" or part.startswith("opencv_") for part in parts)
