"""Pure: words with places become lines in reading order, the two columns of letterhead and signature kept apart."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.drafts import FoundLine, FoundWord
from ingest.text import Box, Region

_COLUMN_GAP = 1.6
_MIN_OVERLAP = 0.5
_LETTERHEAD_DEPTH = 0.45


@dataclass(slots=True)
class _Row:
    """Words that share a baseline, with the band that they fill."""

    y0: float
    y1: float
    words: list[FoundWord]


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, đ as d."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def lines_in_order(words: Sequence[FoundWord], page_width: float, page_height: float) -> list[FoundLine]:
    """Return the lines of a page from top to bottom, left column before right column where there are two.

    Args:
        words: in any order, boxes as fractions of the page.
        page_width: points; with ``page_height`` gives the page's true proportions.
        page_height: points.
    """
    aspect = page_width / page_height
    rows = [_segments(row, aspect) for row in _rows(words)]
    return _split_columns(rows)


def rows_of(words: Sequence[FoundWord]) -> list[list[FoundWord]]:
    """Return the words row by row from top to bottom, each row from left to right."""
    return [sorted(row.words, key=lambda word: word.box.x0) for row in _rows(words)]


def _rows(words: Sequence[FoundWord]) -> list[_Row]:
    """Words grouped by overlapping height, rows from top to bottom."""
    rows: list[_Row] = []
    for word in sorted(words, key=lambda w: ((w.box.y0 + w.box.y1) / 2, w.box.x0)):
        row = _row_of(rows, word.box)
        if row is None:
            rows.append(_Row(word.box.y0, word.box.y1, [word]))
            continue
        row.words.append(word)
        count = len(row.words)
        row.y0 += (word.box.y0 - row.y0) / count
        row.y1 += (word.box.y1 - row.y1) / count
    rows.sort(key=lambda row: (row.y0 + row.y1) / 2)
    return rows


def _row_of(rows: list[_Row], box: Box) -> _Row | None:
    """The latest row that the box shares more than half its height with."""
    for row in reversed(rows[-4:]):
        overlap = min(row.y1, box.y1) - max(row.y0, box.y0)
        if overlap > _MIN_OVERLAP * min(row.y1 - row.y0, box.y1 - box.y0):
            return row
    return None


def _segments(row: _Row, aspect: float) -> list[FoundLine]:
    """A row cut where the gap is wider than words are ever apart."""
    ordered = sorted(row.words, key=lambda word: word.box.x0)
    height = (row.y1 - row.y0) / aspect
    parts: list[list[FoundWord]] = [[ordered[0]]]
    for word in ordered[1:]:
        if word.box.x0 - parts[-1][-1].box.x1 > _COLUMN_GAP * height:
            parts.append([])
        parts[-1].append(word)
    return [FoundLine(tuple(part)) for part in parts]


def _split_columns(rows: list[list[FoundLine]]) -> list[FoundLine]:
    """Rows as lines; runs of rows that begin at a letterhead or at "Nơi nhận" are read column by column."""
    lines: list[FoundLine] = []
    at = 0
    while at < len(rows):
        gutter = _gutter_at(rows, at)
        end = _run_end(rows, at, gutter) if gutter is not None else at
        if gutter is None or end == at:
            lines.append(_joined(rows[at]))
            at += 1
            continue
        lines.extend(_column(rows[at:end], gutter, Region.LEFT))
        lines.extend(_column(rows[at:end], gutter, Region.RIGHT))
        at = end
    return lines


def _gutter_at(rows: list[list[FoundLine]], at: int) -> float | None:
    """Where a two-column block beginning at this row is parted, else None."""
    row = rows[at]
    top = row[0].box.y0 < _LETTERHEAD_DEPTH
    text = fold(" ".join(part.text for part in row))
    is_letterhead = at < 6 and top and any(key in text for key in ("cong hoa", "doc lap", "dang cong san"))
    if not is_letterhead and not text.startswith("noi nhan"):
        if at > 2 or len(row) != 2 or not top:
            return None
    if len(row) >= 2:
        return _widest_gap(row)
    following = [r for r in rows[at + 1 : at + 5] if len(r) >= 2]
    return _widest_gap(following[0]) if following else None


def _widest_gap(row: list[FoundLine]) -> float:
    """The middle of the widest gap between the parts of a row."""
    gaps = [(b.box.x0 - a.box.x1, (a.box.x1 + b.box.x0) / 2) for a, b in zip(row, row[1:], strict=False)]
    return max(gaps)[1]


def _run_end(rows: list[list[FoundLine]], at: int, gutter: float) -> int:
    """The first row after ``at`` that runs across the gutter."""
    end = at
    while end < len(rows) and all(part.box.x1 <= gutter or part.box.x0 >= gutter for part in rows[end]):
        end += 1
    return end


def _column(rows: list[list[FoundLine]], gutter: float, region: Region) -> list[FoundLine]:
    """The lines on one side of the gutter."""
    found: list[FoundLine] = []
    for row in rows:
        side = [part for part in row if (part.box.x0 < gutter) == (region is Region.LEFT)]
        if side:
            found.append(replace(_joined(side), region=region))
    return found


def _joined(parts: Sequence[FoundLine]) -> FoundLine:
    return FoundLine(tuple(word for part in parts for word in part.words))
