"""A titled part of a panel that folds away."""

from __future__ import annotations

from PySide6.QtCore import Property, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from app.gui.theme import Tone, icon


class Section(QWidget):
    """A header that folds its content away, with a reset button while there is something to reset.

    Args:
        title: Words of the header.
        content: What folds; the section owns it.
        expanded: Whether it starts open.
        parent: Owner.
    """

    toggled = Signal(bool)
    """Opened or folded."""
    reset_asked = Signal()
    """The header's reset button was pressed."""

    def __init__(
        self, title: str, content: QWidget, expanded: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = title
        self.content = content
        self.header = self._make_header()
        self.reset_button = self._make_reset()
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.header, 1)
        top.addWidget(self.reset_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(content)
        self.header.setChecked(expanded)
        self._fold(expanded)
        self.header.toggled.connect(self._on_toggled)

    def is_expanded(self) -> bool:
        """Whether the content shows."""
        return self.header.isChecked()

    def set_expanded(self, expanded: bool) -> None:
        """Opens or folds it."""
        self.header.setChecked(expanded)

    expanded = Property(bool, is_expanded, set_expanded, notify=toggled)
    """For whoever remembers it between starts."""

    def set_modified(self, modified: bool) -> None:
        """Shows the reset button while there is something to reset."""
        self.reset_button.setVisible(modified)

    def _make_header(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "header")
        button.setText(self._title)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(QSize(14, 14))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setAccessibleName(self._title)
        return button

    def _make_reset(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "mini")
        button.setIcon(icon("reset", Tone.ACCENT))
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(22, 22)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(self.tr("Reset {name}").format(name=self._title))
        button.setAccessibleName(button.toolTip())
        button.clicked.connect(self.reset_asked)
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the header keeps its height
        button.setSizePolicy(policy)
        button.hide()
        return button

    def _on_toggled(self, expanded: bool) -> None:
        self._fold(expanded)
        self.toggled.emit(expanded)

    def _fold(self, expanded: bool) -> None:
        self.content.setVisible(expanded)
        self.header.setIcon(icon("chevron-down" if expanded else "chevron-right", Tone.MUTED))
        self.header.setAccessibleDescription(self.tr("Expanded") if expanded else self.tr("Collapsed"))
