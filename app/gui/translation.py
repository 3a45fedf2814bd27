"""The words of the window in the person's language."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

import assets

TRANSLATION_FOLDER = Path(assets.__file__ or ".").parent / "translations"
"""Where ``liveportrait_cam_<language>.ts`` and the ``.qm`` made of it lie."""

LANGUAGES: tuple[tuple[str, str], ...] = (("en", "English"), ("zh_CN", "简体中文"))
"""What there is to choose, each in its own words."""

_SOURCE = "en"

_FONTS = {"zh_CN": ("PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC")}
"""For what the system's own font has not; left alone, the system may take a bold or a Japanese one."""


def install_translations(app: QCoreApplication, language: str = "") -> str:
    """Loads our words and those of Qt's own dialogs; to be called before the first window is made.

    Args:
        app: The application.
        language: One of ``LANGUAGES``; "" for the system's, English where we have not that one.

    Returns:
        The language in use.
    """
    chosen = language if language in dict(LANGUAGES) else _of_system(QLocale.system().uiLanguages())
    for old in app.findChildren(_Translator):
        app.removeTranslator(old)
        old.setParent(None)  # gone at once, not at the next turn of the event loop
        old.deleteLater()
    if chosen != _SOURCE:
        _install(app, f"qtbase_{chosen}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        _install(app, f"liveportrait_cam_{chosen}", str(TRANSLATION_FOLDER))
    if isinstance(app, QApplication):
        _prefer_fonts(app, _FONTS.get(chosen, ()))
    return chosen


class _Translator(QTranslator):
    """One of ours, to be told from other people's."""


def _install(app: QCoreApplication, name: str, folder: str) -> None:
    translator = _Translator(app)
    if translator.load(name, folder):
        app.installTranslator(translator)


def _prefer_fonts(app: QApplication, families: tuple[str, ...]) -> None:
    """Puts families behind the system's own, and takes those of another language out."""
    font = app.font()
    ours = {family for fonts in _FONTS.values() for family in fonts}
    own = [family for family in font.families() if family not in ours]
    if font.families() != [*own, *families]:
        font.setFamilies([*own, *families])
        app.setFont(font)


def _of_system(wanted: list[str]) -> str:
    """The first language of ours among those that the person reads.

    Args:
        wanted: BCP 47 names, best first: ``zh-Hans-CN``, ``de-DE``, ``en``.
    """
    for name in wanted:
        parts = name.replace("_", "-").split("-")
        if parts[0] == "zh" and not {"Hant", "TW", "HK", "MO"} & set(parts):
            return "zh_CN"
        if parts[0] == "en":
            return "en"
    return _SOURCE
