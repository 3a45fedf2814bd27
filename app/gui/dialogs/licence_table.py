"""The table of licences: everything the program is made of, searchable."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    QUrl,
)
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from app.gui.dialogs.parts import clearable
from app.licences import Kind, Licensed

_WEB = ("https://", "http://")


class LicenceModel(QAbstractTableModel):
    """The rows of ``app.licences``: what, name, version, licence, author."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[Licensed, ...] = ()
        self._heads = (
            self.tr("Kind"),
            self.tr("Name"),
            self.tr("Version"),
            self.tr("Licence"),
            self.tr("By"),
        )
        self._kinds = {
            Kind.PROGRAM: self.tr("Program"),
            Kind.LIBRARY: self.tr("Library"),
            Kind.MODEL: self.tr("Model"),
            Kind.PORTRAIT: self.tr("Portrait"),
        }

    def show_rows(self, rows: Sequence[Licensed]) -> None:
        """Shows other rows."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def source(self, place: int) -> str:
        """The web address of a row, "" for none."""
        address = self._rows[place].source
        return address if address.startswith(_WEB) else ""

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """One for each row."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """As many as there are headings."""
        return 0 if parent.isValid() else len(self._heads)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The headings."""
        wanted = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if wanted else None

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Words, and all of them again with the address in the tool tip."""
        about = self._rows[index.row()]
        cells = (self._kinds[about.kind], about.name, about.version, about.licence, about.author)
        if role == Qt.ItemDataRole.DisplayRole:
            return cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(text for text in (*cells[1:], about.source) if text)
        return None


class LicenceTable(QWidget):
    """A field to search by, and the table. Return or a double click opens a row's page."""

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search the licences"))
        clearable(self.search, self.tr("Clear"))
        self._model = LicenceModel(self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._model)
        self._found.setFilterKeyColumn(-1)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search.textChanged.connect(self._found.setFilterFixedString)
        self.view = self._table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.search)
        layout.addWidget(self.view, 1)

    def show_rows(self, rows: Sequence[Licensed]) -> None:
        """Shows other rows."""
        self._model.show_rows(rows)

    def _table(self) -> QTableView:
        view = QTableView()
        view.setModel(self._found)
        view.setAccessibleName(self.tr("Licences"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setWordWrap(False)
        view.setStyleSheet("QTableView::item { padding: 0 5px; }")  # as far in as the headings
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 10)
        head = view.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate((80, 170, 84, 170)):
            head.resizeSection(column, width)
        view.activated.connect(self._open_page)
        return view

    def _open_page(self, index: QModelIndex) -> None:
        address = self._model.source(self._found.mapToSource(index).row())
        if address:
            QDesktopServices.openUrl(QUrl(address))
