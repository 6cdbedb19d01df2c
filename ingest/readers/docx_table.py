"""Tables of a DOCX: merged cells once, deleted rows left out; tables that only place text become columns of text."""

from collections.abc import Iterator
from typing import Protocol

from lxml import etree

from ingest.readers.docx_parts import Styles, W, attribute, draws_inside
from ingest.readers.flow import Block, FlowCell, FlowTable, Paragraph
from ingest.readers.layout_tables import as_columns, is_layout

_TC, _TR, _TCPR, _TRPR = W + "tc", W + "tr", W + "tcPr", W + "trPr"
_WRAPPED = frozenset((W + "sdt", W + "sdtContent", W + "customXml", W + "ins"))
_VAL, _ACROSS, _DOWN = W + "val", W + "gridSpan", W + "vMerge"
_MAX_COLUMNS = 1000
_MAX_DIGITS = 5


class _Reader(Protocol):
    """Reads what stands in a cell."""

    styles: Styles

    def read_cell(self, parent: etree._Element) -> Iterator[Paragraph]: ...


def read_table(element: etree._Element, reader: _Reader) -> list[Block]:
    """Return the table, or its paragraphs where it only sets text side by side (letterhead, signature)."""
    cells: list[FlowCell] = []
    above: dict[int, int] = {}  # column → index of the cell that a merge continues
    n_rows = n_columns = 0
    for row in _rows(element):
        column = _skipped(row, "gridBefore")
        for cell in _cells(row):
            span, merge = _spans(cell)
            if merge == "continue" and column in above:
                origin = above[column]
                cells[origin] = cells[origin]._replace(row_span=n_rows - cells[origin].row + 1)
            else:
                paragraphs = tuple(reader.read_cell(cell))
                if merge is not None:
                    above[column] = len(cells)
                else:
                    above.pop(column, None)
                cells.append(FlowCell(n_rows, column, paragraphs, 1, span))
            column += span
        n_columns = max(n_columns, column)
        n_rows += 1
    table = FlowTable(n_rows, n_columns, tuple(cells))
    if not cells:
        return []
    return as_columns(table) if is_layout(table, ruled=_is_ruled(element, reader.styles)) else [table]


def _rows(element: etree._Element) -> Iterator[etree._Element]:
    """The rows that remain when tracked changes are accepted."""
    for child in element:
        if child.tag == _TR:
            properties = child.find(_TRPR)
            if properties is None or properties.find(W + "del") is None:
                yield child
        elif child.tag in _WRAPPED:
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row."""
    for child in row:
        if child.tag == _TC:
            yield child
        elif child.tag in _WRAPPED:
            yield from _cells(child)


def _skipped(row: etree._Element, name: str) -> int:
    """How many columns a row leaves free before its first cell."""
    stated = row.find(f"{_TRPR}/{W}{name}")
    return 0 if stated is None else _count(attribute(stated, "val"), 0)


def _spans(cell: etree._Element) -> tuple[int, str | None]:
    """How many columns a cell covers, and whether it begins or continues a merge downwards."""
    properties = cell.find(_TCPR)
    span, merge = 1, None
    for child in properties if properties is not None else ():
        if child.tag == _ACROSS:
            span = max(_count(child.get(_VAL, "1"), 1), 1)
        elif child.tag == _DOWN:
            merge = str(child.get(_VAL, "continue"))
    return span, merge


def _count(text: str, default: int) -> int:
    """A count of columns that a sane table can have."""
    return min(int(text), _MAX_COLUMNS) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else default


def _is_ruled(element: etree._Element, styles: Styles) -> bool:
    """Whether the table shows lines between its cells."""
    properties = element.find(W + "tblPr")
    own = properties.find(W + "tblBorders") if properties is not None else None
    if own is not None:
        return draws_inside(own) or _has_cell_lines(element)
    named = properties.find(W + "tblStyle") if properties is not None else None
    return (named is not None and styles.named(str(named.get(_VAL, ""))).ruled) or _has_cell_lines(element)


def _has_cell_lines(element: etree._Element) -> bool:
    """Whether the first cells draw their own lines."""
    first = element.find(f"{_TR}/{_TC}/{_TCPR}/{W}tcBorders")
    return first is not None and any(side.get(_VAL) not in ("none", "nil", None) for side in first)
