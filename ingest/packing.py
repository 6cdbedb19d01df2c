"""A `DocumentText` as compressed bytes and back. Pure; what is unpacked equals what was packed."""

import json
import zlib
from typing import Any

from ingest.text import Box, Cell, DocumentText, Line, Mark, Origin, Page, Region, Table, Word

VERSION = 1


def pack(document: DocumentText) -> bytes:
    """Return the document as compressed JSON, small enough to stand in a row."""
    content = {
        "version": VERSION,
        "text": document.text,
        "media_type": document.media_type,
        "has_layout": document.has_layout,
        "readability": document.readability,
        "warnings": list(document.warnings),
        "marks": [[m.kind, m.text, m.page, _box(m.box), m.confidence] for m in document.marks],
        "pages": [
            [
                p.number,
                p.width,
                p.height,
                p.origin,
                p.readability,
                p.rotation,
                [_line(x) for x in p.lines],
                [_table(t) for t in p.tables],
            ]
            for p in document.pages
        ],
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack(content: bytes) -> DocumentText:
    """Return the document that was packed.

    Raises:
        ValueError: it was packed by another version; read the original again.
    """
    data = json.loads(zlib.decompress(content))
    if data["version"] != VERSION:
        message = f"Reading packed by version {data['version']}, this is version {VERSION}: read the original again"
        raise ValueError(message)
    pages = tuple(_page(row, data["text"]) for row in data["pages"])
    marks = tuple(Mark(kind, text, page, Box(*box), confidence) for kind, text, page, box, confidence in data["marks"])
    return DocumentText(
        data["text"], pages, data["media_type"], data["has_layout"], data["readability"], marks, tuple(data["warnings"])
    )


def _page(row: list[Any], text: str) -> Page:
    number, width, height, origin, readability, rotation, lines, tables = row
    return Page(
        number,
        width,
        height,
        Origin(origin),
        tuple(_unline(line, text, number) for line in lines),
        tuple(_untable(table, number) for table in tables),
        readability,
        rotation,
    )


def _box(box: Box) -> list[float]:
    return [round(side, 5) for side in box]


def _line(line: Line) -> list[Any]:
    words = [[w.start, w.end, _box(w.box), round(w.confidence, 3)] for w in line.words]
    flags = line.bold + 2 * line.italic + 4 * line.centred
    return [line.start, line.end, _box(line.box), line.region, line.cell, line.paragraph, flags, words]


def _unline(row: list[Any], text: str, page: int) -> Line:
    start, end, box, region, cell, paragraph, flags, words = row
    return Line(
        start,
        end,
        page,
        Box(*box),
        tuple(Word(text[s:e], s, e, Box(*b), confidence) for s, e, b, confidence in words),
        Region(region),
        None if cell is None else (cell[0], cell[1], cell[2]),
        paragraph,
        bool(flags & 1),
        bool(flags & 2),
        bool(flags & 4),
    )


def _table(table: Table) -> list[Any]:
    cells = [[c.row, c.column, c.start, c.end, _box(c.box), c.row_span, c.column_span] for c in table.cells]
    return [table.n_rows, table.n_columns, _box(table.box), cells]


def _untable(row: list[Any], page: int) -> Table:
    n_rows, n_columns, box, cells = row
    return Table(
        page, n_rows, n_columns, Box(*box), tuple(Cell(r, c, s, e, Box(*b), rs, cs) for r, c, s, e, b, rs, cs in cells)
    )
