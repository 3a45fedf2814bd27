"""The preview with the banners lying over it: a banner that comes or goes moves nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.gui.preview import Preview
from app.gui.widgets.banner_stack import BannerStack

_MARGIN = 10
_BELOW_THE_STRIP = 44
_WIDEST = 640


class Stage(QWidget):
    """Holds both.

    Args:
        preview: Fills it.
        banners: Lie below the preview's strip of figures, as wide as reads well.
    """

    def __init__(self, preview: Preview, banners: BannerStack) -> None:
        super().__init__()
        self._banners = banners
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(preview)
        banners.setParent(self)
        banners.raise_()
        banners.installEventFilter(self)
        # Qt asks for a new layout only when it finds that one is needed, which for a first card it may not.
        banners.rearranged.connect(self._place)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Lays the banners out anew."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follows the banners as they come and go."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(self.width() - 2 * _MARGIN, _WIDEST)
        room = self.height() - _BELOW_THE_STRIP - _MARGIN
        self._banners.fit(width, room)
        height = self._banners.heightForWidth(width) if self._banners.hasHeightForWidth() else -1
        height = height if height > 0 else self._banners.sizeHint().height()
        left = (self.width() - width) // 2
        self._banners.setGeometry(left, _BELOW_THE_STRIP, width, min(height, room))
