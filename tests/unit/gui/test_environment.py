from __future__ import annotations

import pytest

from app.gui.environment import clean_qt_environment


@pytest.mark.parametrize("name", ["QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"])
@pytest.mark.parametrize("folder", ["/env/site-packages/cv2/qt/plugins", r"C:\env\cv2\qt\fonts"])
def test_folders_of_opencv_are_forgotten(name: str, folder: str) -> None:
    environment = {name: folder}
    clean_qt_environment(environment)
    assert environment == {}


def test_what_the_user_set_stays() -> None:
    mine = {"QT_QPA_PLATFORM_PLUGIN_PATH": "/opt/qt/plugins", "QT_QPA_FONTDIR": "/home/cv2fan/fonts"}
    environment = dict(mine)
    clean_qt_environment(environment)
    assert environment == mine


def test_other_variables_are_not_touched() -> None:
    environment = {"PATH": "/x/cv2/bin", "QT_QPA_PLATFORM": "xcb"}
    clean_qt_environment(environment)
    assert environment == {"PATH": "/x/cv2/bin", "QT_QPA_PLATFORM": "xcb"}
