"""The colours and measures everything in the window is drawn with."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor, QGuiApplication, QPalette

from app.gui.views import Health


@dataclass(frozen=True, slots=True)
class Palette:
    """The design tokens of one theme. Colours are ``#rrggbb``, measures logical pixels.

    Attributes:
        window: Behind everything.
        surface: Panels and cards.
        raised: Buttons, menus and tiles.
        hover: Whatever can be pressed, under the pointer.
        field: Where one types, and the grooves of sliders.
        stage: Behind the preview, dark in every theme: it frames the picture.
        text: Words.
        muted: Words of less weight.
        disabled: Words of what cannot be used now.
        accent: The one colour: primary buttons, fills, the live marker.
        accent_hover: The same under the pointer.
        on_accent: Words and signs upon the accent.
        focus: The ring round whatever has the keyboard.
        good: A figure within its limits.
        warning: A figure past its first limit.
        bad: A figure past its last limit; recording; panic.
        on_bad: Words and signs upon ``bad``.
        border: Between surfaces.
        border_strong: Round controls: 3:1 against what is behind them.
        tick: Which tick mark goes upon the accent, a file among the icons.
        radius: Corners of controls.
        radius_large: Corners of cards.
        gap_small: Between things that belong together.
        gap: Between rows.
        gap_large: Between groups.
    """

    window: str
    surface: str
    raised: str
    hover: str
    field: str
    stage: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    focus: str
    good: str
    warning: str
    bad: str
    on_bad: str
    border: str
    border_strong: str
    tick: str
    radius: int = 6
    radius_large: int = 10
    gap_small: int = 4
    gap: int = 8
    gap_large: int = 16

    def of_health(self, health: Health) -> str:
        """The colour of a figure; always beside a word or a sign."""
        return {Health.GOOD: self.good, Health.WARNING: self.warning, Health.BAD: self.bad}[health]


DARK = Palette(
    window="#121418",
    surface="#1a1d23",
    raised="#262a33",
    hover="#313743",
    field="#0e1014",
    stage="#0a0b0e",
    text="#e9ebf1",
    muted="#a7afbf",
    disabled="#6a7282",
    accent="#8c9dff",
    accent_hover="#a5b3ff",
    on_accent="#0d1022",
    focus="#c3ccff",
    good="#4fc98f",
    warning="#f2bb4e",
    bad="#ff7b7b",
    on_bad="#240808",
    border="#2c313b",
    border_strong="#666f80",
    tick="tick-dark.svg",
)

LIGHT = Palette(
    window="#eceef3",
    surface="#f8f9fb",
    raised="#ffffff",
    hover="#e6e9f1",
    field="#ffffff",
    stage="#15171c",
    text="#191c23",
    muted="#555d6d",
    disabled="#969dab",
    accent="#4353d4",
    accent_hover="#3342b8",
    on_accent="#ffffff",
    focus="#2c3aa8",
    good="#14713f",
    warning="#855600",
    bad="#bf2a2a",
    on_bad="#ffffff",
    border="#d6dae3",
    border_strong="#7d8696",
    tick="tick-light.svg",
)


def tokens(palette: QPalette | None = None) -> Palette:
    """The tokens of a theme.

    Args:
        palette: One that ``apply_theme`` put on, None for the application's. A widget's own does not
            tell where a style sheet gives it another background.
    """
    window = (palette or QGuiApplication.palette()).color(QPalette.ColorRole.Window)
    return DARK if window.lightness() < 128 else LIGHT


def mixed(colour: str, with_: str, share: float) -> str:
    """A colour between two.

    Args:
        colour: At ``share`` 0.
        with_: At ``share`` 1.
        share: 0..1.

    Returns:
        ``#rrggbb``.
    """
    a, b = QColor(colour), QColor(with_)
    pairs = ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
    return QColor(*(round(low + (high - low) * share) for low, high in pairs)).name()


def qt_palette(look: Palette) -> QPalette:
    """The tokens as the roles that Qt's own widgets and dialogs are painted with."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    for target, colour in {
        role.Window: look.window,
        role.WindowText: look.text,
        role.Base: look.field,
        role.AlternateBase: look.surface,
        role.ToolTipBase: look.raised,
        role.ToolTipText: look.text,
        role.PlaceholderText: look.muted,
        role.Text: look.text,
        role.Button: look.raised,
        role.ButtonText: look.text,
        role.BrightText: look.bad,
        role.Link: look.accent,
        role.LinkVisited: look.accent,
        role.Highlight: look.accent,
        role.HighlightedText: look.on_accent,
        role.Light: look.hover,
        role.Midlight: look.hover,
        role.Mid: look.border,
        role.Dark: look.border,
        role.Shadow: look.stage,
        role.Accent: look.accent,
    }.items():
        palette.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, target, QColor(look.disabled))
    palette.setColor(group.Disabled, role.Highlight, QColor(look.border_strong))
    return palette
