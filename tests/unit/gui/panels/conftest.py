import pytest
from PySide6.QtWidgets import QApplication

from app.gui.theme import apply_theme
from app.settings.model import Theme


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.DARK)
