"""Workbooks and CSV files as plain cells with their lines, headers found by what their words mean; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.naming import fold

HEADER_ROWS = 30  # above the header stand the national emblem, a title, a note; further down stands no header
_DAY_PARTS = 3
_CENTURY = 2000
_SHORT_YEAR = 100


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row that holds something: its line in the sheet, counted from 1, and its cells as text from column A on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of one sheet; a CSV file is one sheet without a name."""

    name: str
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns stand: position by key, the header's line, and the columns whose words nobody knows."""

    line: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...]

    def value(self, row: GridRow, key: str) -> str:
        """Return a row's text in a column; empty where the sheet has no such column."""
        place = self.columns.get(key)
        return row.cells[place].strip() if place is not None and place < len(row.cells) else ""

    def has(self, key: str) -> bool:
        """Return whether the sheet has this column."""
        return key in self.columns


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a place of a sheet, in words that say what to do; ``line`` 0 is the sheet as a whole."""

    sheet: str
    line: int
    column: str
    words: str
    is_error: bool = True

    @property
    def place(self) -> str:
        """Return the place as a person looks for it."""
        sheet = f"trang tính “{self.sheet}”" if self.sheet else ""
        line = f"dòng {self.line}" if self.line else ""
        return ", ".join(part for part in (sheet, line, self.column) if part)


def to_plain(grids: Sequence[Grid]) -> list[list[Any]]:
    """Return the grids as JSON values."""
    return [[grid.name, [[row.line, list(row.cells)] for row in grid.rows]] for grid in grids]


def from_plain(data: Sequence[Sequence[Any]]) -> tuple[Grid, ...]:
    """Return the grids that `to_plain` was given."""
    return tuple(Grid(name, tuple(GridRow(line, tuple(cells)) for line, cells in rows)) for name, rows in data)


def find_header(grid: Grid, names: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Header | None:
    """Return the header: the row of the first thirty that names most of the columns, and each that is needed.

    Args:
        names: by column key the phrases that mean it, folded; a cell means the key whose longest phrase it holds.
        needed: keys without which a row is no header.
    """
    found = [header for row in grid.rows[:HEADER_ROWS] if (header := _header(row, names)) is not None]
    fit = [header for header in found if all(header.has(key) for key in needed)]
    return max(fit, key=lambda header: len(header.columns), default=None)


def rows_below(grid: Grid, header: Header) -> Iterator[GridRow]:
    """Give the rows below a header that hold something."""
    return (row for row in grid.rows if row.line > header.line and any(cell.strip() for cell in row.cells))


def read_day(text: str) -> date:
    """Return a day written 24/08/2026, 24-8-26, 24.8.2026 or 2026-08-24.

    Raises:
        ValueError: it is no day of the calendar.
    """
    parts = text.strip().replace(".", "/").replace("-", "/").split("/")
    if len(parts) != _DAY_PARTS or not all(part.strip().isdecimal() for part in parts):
        message = f"no day: {text!r}"
        raise ValueError(message)
    first, month, last = (int(part) for part in parts)
    if len(parts[0].strip()) == len("2026"):
        return date(first, month, last)
    return date(last + _CENTURY if last < _SHORT_YEAR else last, month, first)


def _header(row: GridRow, names: Mapping[str, Sequence[str]]) -> Header | None:
    columns: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(row.cells):
        key = _meaning(fold(cell), names)
        if key is not None and key not in columns:
            columns[key] = place
        elif cell.strip():
            unknown.append(cell.strip())
    return Header(row.line, columns, tuple(unknown)) if columns else None


def _meaning(words: str, names: Mapping[str, Sequence[str]]) -> str | None:
    """The key whose longest phrase stands in the words; a short cell that merely shares a word is none."""
    fits = [(len(phrase), key) for key, phrases in names.items() for phrase in phrases if f" {phrase} " in f" {words} "]
    return max(fits)[1] if fits else None
