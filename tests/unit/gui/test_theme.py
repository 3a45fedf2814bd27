from itertools import product

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.style.icons import ICON_FOLDER, drawing
from app.gui.style.sheet import style_sheet
from app.gui.theme import DARK, LIGHT, Palette, Tone, apply_theme, icon, mixed, tokens
from app.settings.model import Theme


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2."""
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white_is_what_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=["dark", "light"])
def test_all_words_can_be_read(look: Palette) -> None:
    grounds = (look.window, look.surface, look.raised, look.hover, look.field)
    words = (look.text, look.muted, look.good, look.warning, look.bad)
    for word, ground in product(words, grounds):
        assert contrast(word, ground) >= 4.5, (word, ground)
    assert contrast(look.on_accent, look.accent) >= 4.5
    assert contrast(look.on_accent, look.accent_hover) >= 4.5
    assert contrast(look.on_bad, look.bad) >= 4.5
    assert contrast(look.text, mixed(look.raised, look.accent, 0.28)) >= 4.5


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=["dark", "light"])
def test_controls_and_focus_stand_out(look: Palette) -> None:
    for ground in (look.window, look.surface, look.field):
        assert contrast(look.border_strong, ground) >= 3.0, ground
        assert contrast(look.focus, ground) >= 3.0, ground
        assert contrast(look.accent, ground) >= 3.0, ground


@pytest.mark.parametrize("look", [DARK, LIGHT], ids=["dark", "light"])
def test_the_sheet_has_no_hole(look: Palette) -> None:
    sheet = style_sheet(look, 10.0, "/icons")
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    assert look.tick in sheet


def test_themes_change_live(qapp: QApplication) -> None:
    apply_theme(qapp, Theme.LIGHT)
    assert tokens() is LIGHT
    apply_theme(qapp, Theme.DARK)
    assert tokens() is DARK


def test_the_systems_theme_is_followed_live(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    hints = QGuiApplication.styleHints()
    system = Qt.ColorScheme.Light
    monkeypatch.setattr(type(hints), "colorScheme", lambda _: system)
    apply_theme(qapp, Theme.SYSTEM)
    assert tokens() is LIGHT
    system = Qt.ColorScheme.Unknown
    hints.colorSchemeChanged.emit(system)
    assert tokens() is DARK
    apply_theme(qapp, Theme.LIGHT)
    hints.colorSchemeChanged.emit(system)
    assert tokens() is LIGHT
    apply_theme(qapp, Theme.DARK)


def test_every_icon_draws(qtbot: QtBot, qapp: QApplication) -> None:  # noqa: ARG001
    names = [path.stem for path in ICON_FOLDER.glob("*.svg")]
    assert len(names) > 40
    for name in names:
        assert drawing(name, "#ffffff").isValid(), name
        image = icon(name).pixmap(QSize(24, 24), 1.0).toImage()
        assert not fully_clear(image), name


def test_icons_take_the_colour_of_the_theme(qapp: QApplication) -> None:
    stop = icon("stop")
    for theme, look in ((Theme.LIGHT, LIGHT), (Theme.DARK, DARK)):
        apply_theme(qapp, theme)
        assert middle(stop) == look.text
        assert middle(stop, mode=QIcon.Mode.Disabled) == look.disabled
    danger = icon("stop", Tone.TEXT, checked=Tone.ON_BAD)
    assert middle(danger, state=QIcon.State.On) == DARK.on_bad


def test_a_copied_icon_outlives_its_first(qapp: QApplication) -> None:  # noqa: ARG001
    copy = QIcon(icon("stop"))
    copy.setIsMask(True)  # detaches, so Qt clones the engine
    assert middle(copy) == DARK.text


def test_a_misspelt_icon_fails_at_once(qapp: QApplication) -> None:  # noqa: ARG001
    with pytest.raises(FileNotFoundError):
        icon("no such icon")


def middle(of: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> str:
    return of.pixmap(QSize(24, 24), 1.0, mode, state).toImage().pixelColor(12, 12).name()


def fully_clear(image: QImage) -> bool:
    return all(
        image.pixelColor(x, y).alpha() == 0 for x in range(image.width()) for y in range(image.height())
    )
