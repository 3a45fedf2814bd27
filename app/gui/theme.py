"""The look of the whole window: dark, light, or whatever the system has at the moment."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.gui.style.icons import ICON_FOLDER, Tone, app_icon, icon, paint_icon
from app.gui.style.sheet import style_sheet
from app.gui.style.tokens import DARK, LIGHT, Palette, mixed, qt_palette, tokens
from app.settings.model import Theme

__all__ = [
    "DARK",
    "LIGHT",
    "Palette",
    "Tone",
    "app_icon",
    "apply_theme",
    "icon",
    "mixed",
    "paint_icon",
    "tokens",
]


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Gives all windows of the program a theme, now and when the system changes its own.

    Args:
        app: The application.
        theme: ``SYSTEM`` follows the system from here on, dark where it has no opinion.
    """
    keeper = app.findChild(_Keeper) or _Keeper(app)
    keeper.keep(theme)


class _Keeper(QObject):
    """Holds the chosen theme and dresses the application in it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._theme = Theme.DARK
        self._worn: Palette | None = None
        self._base_pt = app.font().pointSizeF() if app.font().pointSizeF() > 0 else 10.0
        app.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system)

    def keep(self, theme: Theme) -> None:
        self._theme = theme
        self._dress(self._wanted())

    def _wanted(self) -> Palette:
        if self._theme is not Theme.SYSTEM:
            return LIGHT if self._theme is Theme.LIGHT else DARK
        light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
        return LIGHT if light else DARK

    def _on_system(self) -> None:
        if self._theme is Theme.SYSTEM:
            self._dress(self._wanted())

    def _dress(self, look: Palette) -> None:
        if look is self._worn:
            return
        self._worn = look
        self._app.setPalette(qt_palette(look))
        self._app.setStyleSheet(style_sheet(look, self._base_pt, ICON_FOLDER.as_posix()))
