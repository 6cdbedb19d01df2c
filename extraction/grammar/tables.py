"""Tables of tasks: columns by the meaning of their heads, rows put together over pages, spanning cells repeated."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ingest.folding import fold
from ingest.text import Cell, DocumentText, Line, Page, Table


class Column(StrEnum):
    """What a column holds."""

    ORDER = "order"
    TASK = "task"
    LEAD = "lead"
    COORDINATING = "coordinating"
    BOTH = "both"  # who leads and who coordinates, in one cell
    TIME = "time"
    PRODUCT = "product"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of tasks; ``cells`` holds the lines of each column, those of later pages behind the first."""

    cells: dict[Column, tuple[Line, ...]]
    section: tuple[Line, ...] = ()  # the words of a row that spans the table


@dataclass(frozen=True, slots=True)
class Tables:
    """Rows of tasks by the start of the table's first line, and the starts of all lines that tables took."""

    rows: dict[int, tuple[Row, ...]]
    taken: frozenset[int]
    unread: tuple[
        tuple[tuple[Line, ...], ...], ...
    ] = ()  # rows of tables whose columns are not understood, cell by cell


TOP = 0.08  # share of the page in which its number stands
HEAD_ROWS = 3
SECTION_CELLS = 2  # filled cells of a row that spans the table: its number and its words
LONGEST_HEAD = 45  # characters
LISTING_COLUMNS = 3
RUNNING_TEXT = 160  # characters: prose in a frame, no entry of a list
_HEADS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    (
        Column.OTHER,
        re.compile(
            r"^(?:nhom|linh vuc(?! ?[/,])|phan(?! cong)|muc tieu|ghi chu|kinh phi|du toan|can cu\b"
            r"|(?:so,? )?(?:ky hieu )?van ban (?:giao|chi dao|yeu cau|den|so)|so (?:van ban|ky hieu|hieu))\b"
        ),
    ),
    (Column.ORDER, re.compile(r"^(?:s ?tt|tt|so tt|so thu tu|stt)\b|^t t$")),
    (Column.BOTH, re.compile(r"chu tri.{0,12}phoi hop")),
    (Column.COORDINATING, re.compile(r"phoi hop|^(?:don vi |co quan )?(?:cung )?tham gia$|cung (?:thuc hien|lam)\b")),
    (
        Column.LEAD,
        re.compile(
            r"chu tri|^ai (?:lam|phu trach)"
            r"|(?:don vi|co quan|bo phan|nguoi|to chuc|ca nhan).{0,20}(?:thuc hien|phu trach|chiu trach nhiem|soan thao"
            r"|chuan bi|du thao|nhan viec|duoc giao|nhan nhiem vu"
            r"|dau moi|tham muu|trien khai|giai quyet|xu ly)|phan cong|trach nhiem|dau moi|^thuc hien$|^don vi$"
            r"|^(?:don vi|co quan) ?[/,] ?(?:ca nhan|bo phan|don vi|dia phuong)$|^chu dau tu$"
            r"|^co quan$|^co quan, don vi$|phu trach"
        ),
    ),
    (
        Column.TIME,
        re.compile(
            r"thoi (?:gian|han|diem)|tien do|hoan thanh|^han\b|lo trinh|khi nao|^moc\b"
            r"|^ngay (?:phai )?(?:xong|ket thuc|trinh|gui|nop|hop)|^xong\b|^(?:truoc )?ngay$"
        ),
    ),
    (Column.PRODUCT, re.compile(r"san pham|ket qua|chi tieu|dau ra|dinh luong|yeu cau")),
    (
        Column.TASK,
        re.compile(r"nhiem vu|noi dung|cong viec|hoat dong|giai phap|hang muc|^(?:dau |phan )?viec\b|de an|van ban"),
    ),
)
_WORK = re.compile(  # in every head of work
    r"nhiem vu|noi dung|viec\b|hoat dong|giai phap|hang muc|de an|van ban|cong trinh|du an"
)
_Head: TypeAlias = tuple[float, float, Column]
_PROJECT = re.compile(r"(?:ten )?(?:cong trinh|du an)\b")
_MONEY = re.compile(r"\b(?:von|muc dau tu|kinh phi|du toan|trieu dong|ty dong)\b")
_CLOCK = re.compile(r"\b\d{1,2} ?(?:h|g|gio)\b|\b\d{1,2}h\d{2}")
_PEOPLE = re.compile(r"ho (?:va )?ten|chuc vu|so dien thoai|ngay sinh|ky ten")
_AS_ABOVE = re.compile(r"^[\W_]*(?:nt|nhu tren|nhu muc tren)[\W_]*$")
_FILLER = re.compile(r"^[\W_]*(?:nt|nhu tren|-nt-)?[\W_]*$")


def read_tables(document: DocumentText) -> Tables:
    """Return the rows of every table whose columns name work; lists of units, schedules and forms give none."""
    rows: dict[int, tuple[Row, ...]] = {}
    taken: set[int] = set()
    open_heads: list[tuple[float, float, Column]] | None = None
    open_start = 0
    unread: list[tuple[tuple[Line, ...], ...]] = []
    for page in document.pages:
        for index, table in enumerate(page.tables):
            lines = [line for line in page.lines if line.cell is not None and line.cell[0] == index]
            if not lines:
                continue
            heads, depth = _heads(document, table)
            continued = heads is None and open_heads is not None and index == 0 and page.number > 1
            if continued:
                heads, depth = open_heads, 0
            if heads is None:
                if _is_listing(document, table):
                    taken.update(line.start for line in lines)
                    unread += _cells_by_row(table, lines)
                    open_heads = None
                continue
            found = list(_rows(document, page, index, table, heads, depth))
            taken.update(line.start for line in lines)
            first_on_page = not any(
                line.start < lines[0].start and line.cell is None and line.box.y0 > TOP for line in page.lines
            )
            follows = open_heads is not None and index == 0 and first_on_page and bool(rows.get(open_start))
            if follows and found and _continues(document, rows[open_start][-1], found[0]):
                rows[open_start] = (*rows[open_start][:-1], _joined(rows[open_start][-1], found.pop(0)))
            open_heads = heads
            if follows:
                rows[open_start] = (*rows[open_start], *found)
            else:
                open_start = lines[0].start
                rows[open_start] = tuple(found)
            if _is_schedule(document, rows[open_start]):
                rows[open_start] = ()
    return Tables(rows, frozenset(taken), tuple(unread))


def filled_down(rows: Sequence[Row], document: DocumentText) -> tuple[Row, ...]:
    """Return the rows with an empty cell of units filled from the row above ("như trên", or left out)."""
    filled: list[Row] = []
    above: dict[Column, tuple[Line, ...]] = {}
    for row in rows:
        if row.section:
            above = {}
            filled.append(row)
            continue
        cells = dict(row.cells)
        for column in (Column.LEAD, Column.BOTH, Column.COORDINATING):
            words = fold(lines_text(document, cells.get(column, ())))
            unsaid = _AS_ABOVE if column == Column.COORDINATING else _FILLER  # an empty cell has no coordinators
            if column in cells and unsaid.match(words) and column in above:
                cells[column] = above[column]
        above = {c: held for c, held in cells.items() if held}
        filled.append(Row(cells))
    return tuple(filled)


def _cells_by_row(table: Table, lines: Sequence[Line]) -> list[tuple[tuple[Line, ...], ...]]:
    """The lines of each cell, row by row; a cell that spans rows stands where it begins."""
    cells: dict[tuple[int, int], list[Line]] = {}
    for line in lines:
        if line.cell is not None:
            cells.setdefault(line.cell[1:], []).append(line)
    return [
        tuple(tuple(cells[row, column]) for row, column in sorted(cells) if row == number)
        for number in range(table.n_rows)
    ]


def lines_text(document: DocumentText, lines: Sequence[Line]) -> str:
    """Return the words of ``lines``, parted by spaces."""
    return " ".join(document.text[line.start : line.end] for line in lines)


def _heads(document: DocumentText, table: Table) -> tuple[list[tuple[float, float, Column]] | None, int]:
    """The stretch and meaning of each column, and the number of head rows; None without a column of work."""
    words = " ".join(fold(_text(document, c)) for c in table.cells if c.row < HEAD_ROWS)
    if _PEOPLE.search(words) or not _WORK.search(words):
        return None, 0
    for first in range(min(2, table.n_rows)):
        top = [c for c in table.cells if c.row == first]
        depth = first + max((c.row_span for c in top), default=1)
        heads = []
        for cell in top:
            columns = range(cell.column, cell.column + cell.column_span)
            wide = cell.column_span > 1
            below = [c for c in table.cells if first < c.row < depth and c.column in columns] if wide else []
            if below:
                head = _text(document, cell)
                heads += [(*_stretch(document, c), _meaning(f"{head} {_text(document, c)}")) for c in below]
            else:
                heads.append((*_stretch(document, cell), _meaning(_text(document, cell))))
        heads = _with_projects(document, top, heads)
        kinds = [k for _, _, k in heads]
        if Column.TASK in kinds and (Column.LEAD in kinds or Column.BOTH in kinds or Column.TIME in kinds):
            return _single(heads), depth
    return None, 0


def _with_projects(document: DocumentText, top: Sequence[Cell], heads: list[_Head]) -> list[_Head]:
    """The heads; projects are the work where no column names any, who builds and by when are told, and no cost is."""
    kinds = {kind for _, _, kind in heads}
    texts = [fold(_text(document, cell)) for cell in top]
    told = {Column.LEAD, Column.TIME} <= kinds and not any(_MONEY.search(text) for text in texts)
    if Column.TASK in kinds or not told or len(texts) != len(heads):
        return heads
    return [
        (left, right, Column.TASK if _PROJECT.match(text) else kind)
        for (left, right, kind), text in zip(heads, texts, strict=True)
    ]


def _stretch(document: DocumentText, cell: Cell) -> tuple[float, float]:
    """Left and right of a cell on the page; its columns where the file has no layout."""
    if document.has_layout:
        return cell.box.x0, cell.box.x1
    return float(cell.column), float(cell.column + cell.column_span)


def _single(heads: list[tuple[float, float, Column]]) -> list[tuple[float, float, Column]]:
    """Only the first column of work counts as such; a second one describes it."""
    seen: set[Column] = set()
    kept = []
    for left, right, kind in heads:
        kept.append((left, right, Column.OTHER if kind == Column.TASK and kind in seen else kind))
        seen.add(kind)
    return kept


def _meaning(head: str) -> Column:
    folded = " ".join(fold(head).split()).strip(" .|_-")
    return next((kind for kind, pattern in _HEADS if pattern.search(folded)), Column.OTHER)


def _text(document: DocumentText, cell: Cell) -> str:
    return " ".join(document.text[cell.start : cell.end].split())


def _rows(
    document: DocumentText, page: Page, index: int, table: Table, heads: list[tuple[float, float, Column]], depth: int
) -> Iterator[Row]:
    """The rows below the head; a cell that spans rows stands in each, work only where it begins."""
    lines_of: dict[tuple[int, int], list[Line]] = {}
    for line in page.lines:
        if line.cell is not None and line.cell[0] == index:
            lines_of.setdefault(line.cell[1:], []).append(line)
    for number in range(depth, table.n_rows):
        cells: dict[Column, tuple[Line, ...]] = {}
        present = [c for c in table.cells if c.row <= number < c.row + c.row_span]
        filled = [c for c in present if lines_of.get((c.row, c.column)) and c.row == number]
        wide = next((c for c in filled if c.column_span >= max(2, table.n_columns - 1)), None)
        if wide is not None and len(filled) <= SECTION_CELLS:
            yield Row({}, tuple(lines_of[wide.row, wide.column]))
            continue
        for cell in present:
            kind = _kind_at(heads, sum(_stretch(document, cell)) / 2)
            lines = tuple(lines_of.get((cell.row, cell.column), ()))
            if kind in (Column.TASK, Column.ORDER) and cell.row != number:
                continue
            cells[kind] = (*cells.get(kind, ()), *lines)
        if number <= 1 and _repeats_head(document, cells):
            continue
        if cells.get(Column.TASK) or any(cells.get(k) for k in (Column.LEAD, Column.TIME)):
            yield Row({**{k: () for _, _, k in heads}, **cells})


def _kind_at(heads: list[tuple[float, float, Column]], middle: float) -> Column:
    return min(heads, key=lambda h: 0.0 if h[0] <= middle <= h[1] else min(abs(h[0] - middle), abs(h[1] - middle)))[2]


def _repeats_head(document: DocumentText, cells: dict[Column, tuple[Line, ...]]) -> bool:
    """Say whether the row is the head once more, or numbers the columns."""
    texts = [
        fold(lines_text(document, cell_lines)) for k, cell_lines in cells.items() if cell_lines and k != Column.ORDER
    ]
    if not texts:
        return True
    return (
        all(len(t) < LONGEST_HEAD and (_meaning(t) != Column.OTHER or re.fullmatch(r"\W*\d{1,2}\W*", t)) for t in texts)
        and len(texts) > 1
    )


def _continues(document: DocumentText, last: Row, first: Row) -> bool:
    """Say whether the first row of a page is the rest of the last row of the page before."""
    if first.section or last.section:
        return False
    task = lines_text(document, first.cells.get(Column.TASK, ())).strip()
    before = lines_text(document, last.cells.get(Column.TASK, ())).strip()
    order = lines_text(document, first.cells.get(Column.ORDER, ())).strip()
    if task[:1].islower():
        return True
    return not order and Column.ORDER in first.cells and (not task or not before.endswith((".", ";")))


def _joined(last: Row, first: Row) -> Row:
    kinds = {**last.cells, **first.cells}
    return Row({k: (*last.cells.get(k, ()), *first.cells.get(k, ())) for k in kinds})


def _is_schedule(document: DocumentText, rows: Sequence[Row]) -> bool:
    """Say whether the times are hours of one day: the programme of a meeting."""
    times = [fold(lines_text(document, r.cells.get(Column.TIME, ()))) for r in rows if not r.section]
    return len(times) > 1 and sum(bool(_CLOCK.search(t)) for t in times) * 2 > len(times)


def _is_listing(document: DocumentText, table: Table) -> bool:
    """Say whether a table without work is a list, a form or figures; running text in a frame is not."""
    if table.n_columns < LISTING_COLUMNS and not any(
        _meaning(_text(document, c)) == Column.ORDER for c in table.cells if c.row == 0
    ):
        return False
    long_cells = sum(1 for c in table.cells if len(_text(document, c)) > RUNNING_TEXT)
    return long_cells * 4 < max(1, len(table.cells)) and table.n_rows > HEAD_ROWS - 1
