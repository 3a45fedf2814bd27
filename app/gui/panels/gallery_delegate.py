"""How a portrait looks in the gallery."""
# ruff: noqa: ARG002, D102, N802 - overrides of Qt, by its names

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.panels.gallery_model import LONGEST_NAME, TILE_ROLE, GalleryModel, Index, Tile
from app.gui.theme import DARK, Palette, paint_icon, tokens
from app.gui.views import FaceVerdict

_SMALLEST = 100
_PAD = 6
_NAME_LINES = 2
_SHADE = QColor(8, 9, 12, 205)
_SIGNS = {
    FaceVerdict.UNKNOWN: ("hourglass", DARK.muted),
    FaceVerdict.FOUND: ("warning", DARK.warning),
    FaceVerdict.NONE: ("no-face", DARK.warning),
    FaceVerdict.UNREADABLE: ("error", DARK.bad),
}


class TileDelegate(QStyledItemDelegate):
    """Paints a tile: picture, name, number of its hotkey, and what is special about it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = _SMALLEST

    def fill(self, width: int, gap: int) -> None:
        """Makes the tiles just so large that a whole number of them fills a row.

        Args:
            width: Of the row, logical pixels.
            gap: Between two tiles.
        """
        tile = _SMALLEST + 2 * _PAD + gap
        columns = max(1, width // tile)
        self._picture = max(_SMALLEST, width // columns - 2 * _PAD - gap)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        names = _NAME_LINES * QFontMetrics(option.font).height() + 8
        return QSize(self._picture + 2 * _PAD, self._picture + 2 * _PAD + names)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tile = index.data(TILE_ROLE)
        if not isinstance(tile, Tile):
            return
        look = tokens()
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        picture = QRectF(box.left() + _PAD, box.top() + _PAD, self._picture, self._picture)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._paint_ground(painter, look, QRectF(box), tile, state)
        _paint_picture(painter, look, picture, tile)
        self._paint_marks(painter, look, picture, tile, _words(index, tile))
        painter.setPen(QColor(look.text))
        _paint_name(painter, self._name_box(box), tile.choice.name)
        painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setProperty("kind", "cell")
        editor.setMaxLength(LONGEST_NAME)
        editor.setAccessibleName(self.tr("Name of the portrait"))
        return editor

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        box = self._name_box(option.rect)
        editor.setGeometry(box.left(), box.top(), box.width(), QFontMetrics(option.font).height() + 8)

    def _name_box(self, box: QRect) -> QRect:
        top = box.top() + 2 * _PAD - 2 + self._picture
        return QRect(box.left() + _PAD, top, self._picture, box.bottom() - top)

    def _paint_ground(
        self, painter: QPainter, look: Palette, box: QRectF, tile: Tile, state: QStyle.StateFlag
    ) -> None:
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(Qt.PenStyle.NoPen)
        if tile.current or hovered:
            painter.setBrush(QColor(look.hover))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), look.radius_large, look.radius_large)
        if tile.current or focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            dashes = Qt.PenStyle.SolidLine if tile.current and not focused else Qt.PenStyle.DashLine
            painter.setPen(QPen(QColor(look.focus if focused else look.accent), 2, dashes))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), look.radius_large, look.radius_large)

    def _paint_marks(self, painter: QPainter, look: Palette, picture: QRectF, tile: Tile, words: str) -> None:
        small = QFont(painter.font())
        small.setPointSizeF(painter.font().pointSizeF() * 0.85)
        painter.save()
        painter.setFont(small)
        if tile.number:
            _paint_number(painter, picture, tile.number)
        if tile.current:
            on_air = self.tr("On air") if tile.on_air else self.tr("Chosen")
            _paint_tag(painter, look, picture, on_air, "output" if tile.on_air else "check")
        if words:
            _paint_verdict(painter, picture, words, *_SIGNS[tile.choice.verdict])
        painter.restore()


def name_lines(name: str, metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """A name on one line or two, broken between words where it has any; longer still it ends in dots."""
    if metrics.horizontalAdvance(name) <= width:
        return (name,)
    most = max(1, sum(metrics.horizontalAdvance(name[:end]) <= width for end in range(1, len(name))))
    space = name.rfind(" ", 0, most + 1)
    end = space if space > 0 else most
    rest = metrics.elidedText(name[end:].strip(), Qt.TextElideMode.ElideRight, width)
    return name[:end].strip(), rest


def _words(index: Index, tile: Tile) -> str:
    model = index.model()
    return model.verdict_words(tile.choice) if isinstance(model, GalleryModel) else ""


def _paint_picture(painter: QPainter, look: Palette, box: QRectF, tile: Tile) -> None:
    rounded = QPainterPath()
    rounded.addRoundedRect(box, look.radius, look.radius)
    painter.save()
    painter.setClipPath(rounded)
    painter.fillRect(box, QColor(look.stage))
    if tile.thumbnail is None:
        middle = box.center()
        paint_icon(painter, "image", QRectF(middle.x() - 18, middle.y() - 24, 36, 36), DARK.muted)
    else:
        painter.drawImage(box, tile.thumbnail, _square_of(tile.thumbnail))
    painter.restore()


def _square_of(image: QImage) -> QRectF:
    """The part of a picture that fills a square: the middle, of an upright one higher up, where faces are."""
    side = min(image.width(), image.height())
    return QRectF((image.width() - side) / 2, (image.height() - side) / 4, side, side)


def _paint_name(painter: QPainter, box: QRect, name: str) -> None:
    metrics = painter.fontMetrics()
    box = box.adjusted(0, 4, 0, 0)
    for line in name_lines(name, metrics, box.width()):
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, line)
        box = box.adjusted(0, metrics.height(), 0, 0)


def _paint_number(painter: QPainter, picture: QRectF, number: int) -> None:
    side = painter.fontMetrics().height() + 2
    box = QRectF(picture.left() + 4, picture.top() + 4, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_SHADE)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(DARK.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))


def _paint_tag(painter: QPainter, look: Palette, picture: QRectF, words: str, sign: str) -> None:
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(words) + 26
    height = metrics.height() + 4
    box = QRectF(picture.right() - 4 - width, picture.top() + 4, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.accent))
    painter.drawRoundedRect(box, height / 2, height / 2)
    paint_icon(painter, sign, QRectF(box.left() + 6, box.center().y() - 6, 12, 12), look.on_accent)
    painter.setPen(QColor(look.on_accent))
    painter.drawText(box.adjusted(20, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)


def _paint_verdict(painter: QPainter, picture: QRectF, words: str, sign: str, colour: str) -> None:
    height = painter.fontMetrics().height() + 6
    box = QRectF(picture.left(), picture.bottom() - height, picture.width(), height)
    painter.fillRect(box, _SHADE)
    paint_icon(painter, sign, QRectF(box.left() + 4, box.center().y() - 6, 12, 12), colour)
    painter.setPen(QColor(DARK.text))
    inner = box.adjusted(19, 0, -2, 0)
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(inner.width()))
    painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, shown)
