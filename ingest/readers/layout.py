"""Pure: words with places become lines in reading order, the two columns of letterhead and signature kept apart."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.readers.drafts import FoundLine, FoundWord, line_of
from ingest.text import Region

_COLUMN_GAP = 1.6
_HEAD_ROWS = 6
_STRIP = 0.008
_LEFTMOST, _RIGHTMOST = 0.28, 0.68
_MOTTO = ("cong hoa xa hoi", "doc lap", "dang cong san")
_DATE = re.compile(r"ng?ay.*thang|thang.*nam|ngay .*/.*/")
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")  # those of Vietnamese, and their likes
_MIN_OVERLAP = 0.5
_SAME_BAND = 0.1
_LETTERHEAD_DEPTH = 0.45


@dataclass(slots=True)
class _Row:
    """Words that share a baseline, with the band that they fill.

    ``is_even``: each of them fills just that band; ``is_mixed``: perhaps they stand not from left to right.
    """

    y0: float
    y1: float
    words: list[FoundWord]
    is_even: bool = True
    is_mixed: bool = False


def fold(text: str) -> str:
    """Return text as a file holds it, composed or not, in lower case without diacritics; `ingest.folding` takes NFC."""
    plain = _MARKS.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d")))
    return plain if plain.isascii() else "".join([c for c in plain if not unicodedata.combining(c)])


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
    return [_ordered(row) for row in _rows(words)]


def _rows(words: Sequence[FoundWord]) -> list[_Row]:
    """Words grouped by overlapping height, rows from top to bottom."""
    runs = _runs(words)
    if len(runs) == 1 or all(above.y1 <= below.y0 for above, below in pairwise(runs)):
        return runs
    rows: list[_Row] = []
    for run in sorted(map(_levelled, runs), key=lambda run: ((run.y0 + run.y1) / 2, run.words[0].box.x0)):
        row = _row_of(rows, run)
        if row is None:
            rows.append(run)
            continue
        row.words += run.words
        row.is_mixed = True
        share = len(run.words) / len(row.words)
        row.y0 += (run.y0 - row.y0) * share
        row.y1 += (run.y1 - row.y1) * share
    rows.sort(key=lambda row: (row.y0 + row.y1) / 2)
    return rows


def _runs(words: Sequence[FoundWord]) -> list[_Row]:
    """Words that go on to the right in one band, as those of a text layer mostly do: the makings of rows."""
    runs: list[_Row] = []
    held: list[FoundWord] = []
    top = bottom = edge = slack = 0.0
    for word in words:
        x0, y0, _, y1 = word[1]
        is_even = y0 == top and y1 == bottom
        if x0 >= edge and (is_even or abs(y0 - top) + abs(y1 - bottom) < slack):
            held.append(word)
            if not is_even:
                runs[-1].is_even = False
        else:
            held = [word]
            runs.append(_Row(y0, y1, held))
            top, bottom, slack = y0, y1, _SAME_BAND * (y1 - y0)
        edge = x0
    return runs


def _levelled(run: _Row) -> _Row:
    """The run with the mean band of its words."""
    if not run.is_even:
        run.y0 = sum([word.box.y0 for word in run.words]) / len(run.words)
        run.y1 = sum([word.box.y1 for word in run.words]) / len(run.words)
    return run


def _row_of(rows: list[_Row], run: _Row) -> _Row | None:
    """The latest row that shares more than half its height with a run, or the run with it."""
    top, bottom = run.y0, run.y1
    for row in rows[: -5 if len(rows) > 4 else None : -1]:  # noqa: PLR2004 - older rows lie above
        shared = (min(bottom, row.y1)) - (max(top, row.y0))
        if shared > _MIN_OVERLAP * min(row.y1 - row.y0, bottom - top):
            return row
    return None


def _segments(row: _Row, aspect: float) -> list[FoundLine]:
    """A row cut where the gap is wider than words are ever apart."""
    ordered = _ordered(row)
    gap = _COLUMN_GAP * (row.y1 - row.y0) / aspect
    begins: list[int] = []
    right = ordered[0].box.x0
    for at, word in enumerate(ordered):  # a plain loop: a third of what the pairs of boxes would cost
        x0, _, x1, _ = word[1]
        if x0 - right > gap:
            begins.append(at)
        right = x1
    if not begins:
        return [line_of(ordered)]
    return [line_of(ordered[start:end]) for start, end in pairwise([0, *begins, len(ordered)])]


def _ordered(row: _Row) -> list[FoundWord]:
    """The words of a row from left to right."""
    return sorted(row.words, key=lambda word: word.box.x0) if row.is_mixed else row.words


def _split_columns(rows: list[list[FoundLine]]) -> list[FoundLine]:
    """Rows as lines; runs of rows that begin at a letterhead or at "Nơi nhận" are read column by column."""
    lines: list[FoundLine] = []
    at = 0
    while at < len(rows):
        kind = _block_at(rows, at)
        end, gutter = _run(rows, at, kind) if kind else (at, 0.0)
        if end == at:
            lines.append(_joined(rows[at]))
            at += 1
            continue
        lines.extend(_column(rows[at:end], gutter, Region.LEFT))
        lines.extend(_column(rows[at:end], gutter, Region.RIGHT))
        at = end
    return lines


def _block_at(rows: list[list[FoundLine]], at: int) -> str | None:
    """Which two-column block begins at this row."""
    row = rows[at]
    if row[0].words[0].text[:1] in "Nn" and fold(row[0].text[:12]).startswith("noi nhan"):
        return "signature"
    if at >= _HEAD_ROWS or row[0].box.y0 >= _LETTERHEAD_DEPTH:
        return None
    text = fold(" ".join(part.text for part in row))
    if any(key in text for key in _MOTTO) or len(row) == 2:  # noqa: PLR2004
        return "letterhead"
    return None


def _run(rows: list[list[FoundLine]], at: int, kind: str) -> tuple[int, float]:
    """The first row after ``at`` that crosses the strip between the columns, and the strip's middle."""
    low, high, end, is_dated = 0.0, 1.0, at, False
    for row in rows[at:]:
        strip = _narrowed(row, low, high)
        text = fold(" ".join(part.text for part in row))
        is_over = text.startswith("kinh gui") or (is_dated and row[0].box.x0 > low and len(row) == 1)
        if strip is None or (kind == "letterhead" and is_over):
            break
        low, high = strip
        is_dated = is_dated or bool(_DATE.search(text))
        end += 1
    both = any(part.box.x1 <= low for row in rows[at:end] for part in row) and any(
        part.box.x0 >= high for row in rows[at:end] for part in row
    )
    return (end, (low + high) / 2) if both else (at, 0.0)


def _narrowed(row: list[FoundLine], low: float, high: float) -> tuple[float, float] | None:
    """The blank strip between ``low`` and ``high`` after a row of one or two sides, None if the row fills it."""
    best: tuple[float, float] | None = None
    edges = [(0.0, row[0].box.x0), *((a.box.x1, b.box.x0) for a, b in pairwise(row)), (row[-1].box.x1, 1.0)]
    for left, right in edges:
        strip = (max(low, left), min(high, right))
        is_near = strip[0] < _RIGHTMOST and strip[1] > _LEFTMOST
        if is_near and strip[1] - strip[0] > _STRIP and (best is None or strip[1] - strip[0] > best[1] - best[0]):
            best = strip
    return best


def _column(rows: list[list[FoundLine]], gutter: float, region: Region) -> list[FoundLine]:
    """The lines on one side of the gutter."""
    found: list[FoundLine] = []
    for row in rows:
        side = [part for part in row if (part.box.x0 < gutter) == (region is Region.LEFT)]
        if side:
            found.append(_joined(side)._replace(region=region))
    return found


def _joined(parts: Sequence[FoundLine]) -> FoundLine:
    return parts[0] if len(parts) == 1 else line_of([word for part in parts for word in part.words])
