"""The one style sheet of the window, built from the tokens.

Widgets choose a variant by the dynamic property ``kind`` (buttons: ``primary``, ``danger``, ``quiet``,
``mini``, ``header``, ``tool``, ``tool-danger``; fields: ``cell``), labels their weight by ``role``
(``title``, ``heading``, ``muted``, ``small``, ``value``, ``badge``). A frame with ``card`` is a card.
"""

from __future__ import annotations

from string import Template

from app.gui.style.tokens import Palette, mixed

_SHEET = Template("""
QMainWindow, QDialog, QWizard, QWizardPage, QMessageBox { background: $window; }
QWidget#surface, QFrame[card="true"] { background: $surface; }
QFrame[card="true"] { border: 1px solid $border; border-radius: ${radius_large}px; }
QFrame[card="true"][severity] { border-left: 4px solid $accent; }
QFrame[card="true"][severity="warning"] { border-left-color: $warning; }
QFrame[card="true"][severity="error"] { border-left-color: $bad; }
QToolTip {
    background: $raised; color: $text; border: 1px solid $border_strong; padding: 4px 6px;
}

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title_pt}pt; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: ${small_pt}pt; }
QLabel[role="value"] { font-weight: 600; }
QLabel[role="badge"] {
    background: $raised; color: $text; border: 1px solid $border_strong; border-radius: 6px;
    padding: 0 6px; font-size: ${small_pt}pt; font-weight: 600;
}
QLabel:disabled { color: $disabled; }

QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $border_strong;
    border-radius: ${radius}px; padding: 5px 12px; min-height: 18px;
}
QToolButton { padding: 5px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $field; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 4px 11px; }
QToolButton:focus { padding: 4px; }
QPushButton:checked, QToolButton:checked { background: $accent_tint; border-color: $accent; }
QPushButton:checked:focus, QToolButton:checked:focus { border-color: $focus; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; background: $surface; border-color: $border; }
QPushButton:default { border-color: $accent; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }

QPushButton[kind="primary"] {
    background: $accent; color: $on_accent; border-color: $accent; font-weight: 600;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $raised; color: $disabled; border-color: $border; }
QPushButton[kind="danger"], QToolButton[kind="danger"] { border-color: $bad; }
QPushButton[kind="danger"]:checked, QToolButton[kind="danger"]:checked {
    background: $bad; color: $on_bad; border-color: $bad; font-weight: 600;
}
QPushButton[kind="danger"]:focus, QToolButton[kind="danger"]:focus { border-color: $focus; }
QPushButton[kind="danger"]:checked:focus { border-color: $text; }
QPushButton[kind="danger"]:disabled { border-color: $border; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border-color: $focus; }
QPushButton[kind="quiet"]:checked, QToolButton[kind="quiet"]:checked {
    background: $accent_tint; border-color: $accent;
}
QToolButton[kind="header"] {
    background: transparent; border: 1px solid transparent; font-weight: 600; text-align: left;
    padding: 5px 4px;
}
QToolButton[kind="header"]:hover { background: $hover; }
QToolButton[kind="header"]:focus { border: 2px solid $focus; padding: 4px 3px; }
QToolButton[kind="tool"], QToolButton[kind="tool-danger"] {
    background: transparent; border: 1px solid transparent; padding: 5px 4px; font-size: ${small_pt}pt;
}
QToolButton[kind="tool"]:hover, QToolButton[kind="tool-danger"]:hover { background: $hover; }
QToolButton[kind="tool"]:pressed, QToolButton[kind="tool-danger"]:pressed { background: $field; }
QToolButton[kind="tool"]:checked { background: $accent_tint; border-color: $accent; }
QToolButton[kind="tool-danger"] { border-color: $bad; }
QToolButton[kind="tool-danger"]:checked { background: $bad; color: $on_bad; border-color: $bad; }
QToolButton[kind="tool"]:focus, QToolButton[kind="tool-danger"]:focus {
    border: 2px solid $focus; padding: 4px 3px;
}
QToolButton[kind="tool-danger"]:checked:focus { border-color: $text; }
QToolButton[kind="tool"]:disabled, QToolButton[kind="tool-danger"]:disabled {
    background: transparent; border-color: transparent; color: $disabled;
}
QFrame[separator="true"] { background: $border; border: none; }
QToolButton[kind="mini"] { background: transparent; border: none; padding: 0; min-height: 0; }
QToolButton[kind="mini"]:hover { background: $hover; }
QToolButton[kind="mini"]:focus { border: 2px solid $focus; padding: 0; }
QLineEdit > QToolButton { background: transparent; border: none; padding: 0; min-height: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QTextBrowser, QAbstractSpinBox, QKeySequenceEdit {
    background: $field; color: $text; border: 1px solid $border_strong; border-radius: ${radius}px;
    padding: 4px 7px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:hover, QAbstractSpinBox:hover { border-color: $muted; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QTextBrowser:focus, QAbstractSpinBox:focus {
    border: 2px solid $focus; padding: 3px 6px;
}
QLineEdit:disabled, QAbstractSpinBox:disabled { color: $disabled; border-color: $border; }
QLineEdit[kind="cell"] { background: transparent; border-color: transparent; padding: 1px 3px; }
QLineEdit[kind="cell"]:hover { background: $field; border-color: $border_strong; }
QLineEdit[kind="cell"]:focus { background: $field; border: 2px solid $focus; padding: 0 2px; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QKeySequenceEdit QLineEdit {
    background: transparent; border: none; padding: 0 4px;
}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: none; background: none; width: 18px; }
QAbstractSpinBox::up-arrow { image: url("$icons/field-up.svg"); width: 12px; height: 12px; }
QAbstractSpinBox::down-arrow { image: url("$icons/field-down.svg"); width: 12px; height: 12px; }

QComboBox {
    background: $raised; color: $text; border: 1px solid $border_strong; border-radius: ${radius}px;
    padding: 4px 26px 4px 8px; min-height: 20px;
}
QComboBox:hover { background: $hover; }
QComboBox:focus, QComboBox:on { border: 2px solid $focus; padding: 3px 25px 3px 7px; }
QComboBox:disabled { color: $disabled; background: $surface; border-color: $border; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$icons/field-down.svg"); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
    background: $raised; color: $text; border: 1px solid $border_strong; padding: 4px; outline: 0;
    selection-background-color: $accent; selection-color: $on_accent;
}
QComboBox QAbstractItemView::item { min-height: 26px; padding: 2px 6px; }

QCheckBox, QRadioButton {
    background: transparent; spacing: 8px; padding: 3px 7px 3px 3px; border-radius: ${radius}px;
}
QCheckBox:focus, QRadioButton:focus { border: 2px solid $focus; padding: 1px 5px 1px 1px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; background: $field; border: 1px solid $border_strong;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url("$icons/$tick");
}
QRadioButton::indicator:checked {
    background: $on_accent; border: 5px solid $accent; width: 8px; height: 8px;
}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
    background: $surface; border-color: $border;
}

QMenuBar { background: $window; color: $text; padding: 2px 4px; }
QMenuBar::item { background: transparent; padding: 4px 9px; border-radius: ${radius}px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: $hover; }
QMenu { background: $raised; color: $text; border: 1px solid $border_strong; padding: 5px; }
QMenu::item { padding: 6px 22px 6px 10px; border-radius: 4px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $disabled; background: transparent; }
QMenu::separator { height: 1px; background: $border; margin: 5px 6px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 6px; }

QStatusBar { background: $window; color: $muted; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $window; }
QSplitter::handle:hover { background: $accent; }
QScrollArea { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $scroll; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: none; }

QAbstractItemView { background: $field; color: $text; border: 1px solid $border; border-radius: ${radius}px; }
QAbstractItemView:focus { border: 2px solid $focus; }
QTableView, QTreeView { gridline-color: $border; alternate-background-color: $surface; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $border; padding: 5px 8px;
}
QListView#gallery { background: transparent; border: 1px solid transparent; }
QListView#gallery:focus { border: 1px solid transparent; }

QTabWidget::pane { border: 1px solid $border; border-radius: ${radius}px; top: -1px; }
QTabBar { background: transparent; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 7px 14px; border: none;
    border-bottom: 2px solid transparent;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:focus { color: $text; background: $hover; }
QDockWidget { color: $text; }
QDockWidget::title { background: $surface; padding: 6px 8px; }
QGroupBox { border: 1px solid $border; border-radius: ${radius_large}px; margin-top: 10px; padding-top: 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; padding: 0 4px; color: $muted; }
QProgressBar {
    background: $field; color: $text; border: 1px solid $border; border-radius: ${radius}px;
    text-align: center; min-height: 18px;
}
QProgressBar::chunk { background: $accent_tint_strong; border-radius: 5px; }
""")


def style_sheet(look: Palette, base_pt: float, icon_folder: str) -> str:
    """The style sheet of a theme.

    Args:
        look: The tokens.
        base_pt: The system's size of text, points.
        icon_folder: Path of the icons, with forward slashes.
    """
    values = {name: getattr(look, name) for name in look.__slots__}
    return _SHEET.substitute(
        values,
        small_pt=f"{base_pt * 0.88:.1f}",
        title_pt=f"{base_pt * 1.5:.1f}",
        accent_tint=mixed(look.raised, look.accent, 0.28),
        accent_tint_strong=mixed(look.field, look.accent, 0.55),
        scroll=mixed(look.surface, look.border_strong, 0.7),
        icons=icon_folder,
    )
