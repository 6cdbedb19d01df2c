"""Invented directives for the tests of extraction: lines of text to a `DocumentText` and its `Letterhead`."""

from collections.abc import Sequence
from datetime import date

from extraction.extract import find_tasks
from extraction.lexicon import load_lexicon
from extraction.values import Extraction, TaskDraft
from ingest.letterhead import Letterhead, Urgency
from ingest.text import Box, Cell, DocumentText, Line, Origin, Page, Region, Table, Word

ISSUED_ON = date(2026, 3, 12)


def plain(*lines: str) -> DocumentText:
    """Return a file without layout, one paragraph a line."""
    text = "".join(f"{line}\n" for line in lines)
    made: list[Line] = []
    at = 0
    for number, line in enumerate(lines):
        box = Box(0, number / len(lines), 1, (number + 1) / len(lines))
        made.append(Line(at, at + len(line), 1, box, paragraph=number))
        at += len(line) + 1
    page = Page(1, 595, 842, Origin.PLAIN, tuple(made))
    return DocumentText(text, (page,), "text/plain", has_layout=False)


def laid_out(*pages: Sequence[tuple[float, str]], right: float = 0.9, centred: Sequence[str] = ()) -> DocumentText:
    """Return pages of lines given as (left edge, words); a line of less than 60 letters ends short of ``right``."""
    text = ""
    made_pages = []
    for number, lines in enumerate(pages, 1):
        made = []
        for index, (left, words) in enumerate(lines):
            y0 = 0.1 + index * 0.03
            end = right if len(words) >= 60 else left + len(words) / 120
            read, start = [], len(text)
            at = start
            share = (end - left) / max(1, len(words))
            for word in words.split(" "):
                x0 = left + (at - start) * share
                read.append(Word(word, at, at + len(word), Box(x0, y0, x0 + len(word) * share, y0 + 0.02)))
                at += len(word) + 1
            text += words
            box = Box(left, y0, end, y0 + 0.02)
            made.append(Line(start, len(text), number, box, tuple(read), centred=words in centred))
            text += "\n"
        made_pages.append(Page(number, 595, 842, Origin.TEXT_LAYER, tuple(made)))
    return DocumentText(text, tuple(made_pages), "application/pdf", has_layout=True)


def tabled(before: Sequence[str], *tables: Sequence[Sequence[str | None]], layout: bool = False) -> DocumentText:
    """Return paragraphs, then tables of rows; None continues the cell to the left, "^" the cell above.

    With ``layout`` each table stands on a page of its own, the paragraphs on the first.
    """
    text = ""
    lines: list[Line] = []
    pages: list[Page] = []
    y = 0.05
    for number, words in enumerate(before):
        lines.append(Line(len(text), len(text) + len(words), 1, Box(0.1, y, 0.9, y + 0.01), paragraph=number))
        text += f"{words}\n"
        y += 0.02
    page_tables: list[Table] = []
    for index, rows in enumerate(tables):
        page = index + 1 if layout else 1
        if layout and index:
            pages.append(Page(page - 1, 595, 842, Origin.TEXT_LAYER, tuple(lines), tuple(page_tables)))
            lines, page_tables, y = [], [], 0.05
        cells = []
        width = len(rows[0])
        for r, row in enumerate(rows):
            for c, words in enumerate(row):
                if words is None or words == "^":
                    continue
                across = next((k for k in range(c + 1, width) if row[k] is not None), width) - c
                down = next((k for k in range(r + 1, len(rows)) if rows[k][c] != "^"), len(rows)) - r
                box = Box(0.1 + 0.8 * c / width, y, 0.1 + 0.8 * (c + across) / width, y + 0.01)
                start = len(text)
                for part in words.split("\n") if words else ():
                    lines.append(Line(len(text), len(text) + len(part), page, box, cell=(len(page_tables), r, c)))
                    text += f"{part}\n"
                cells.append(Cell(r, c, start, max(start, len(text) - 1), box, down, across))
            y += 0.012
        page_tables.append(Table(page, len(rows), width, Box(0.1, 0.1, 0.9, 0.9), tuple(cells)))
    pages.append(Page(len(pages) + 1, 595, 842, Origin.TEXT_LAYER, tuple(lines), tuple(page_tables)))
    return DocumentText(text, tuple(pages), "application/pdf", has_layout=layout)


def letterhead(
    *,
    kind: str = "Công văn",
    number: str | None = "88/UBND-CN",
    issued_on: date | None = ISSUED_ON,
    issuer: str | None = "UBND tỉnh Lam Giang",
    urgency: Urgency = Urgency.REGULAR,
    addressees: tuple[str, ...] = (),
    subject: str | None = None,
) -> Letterhead:
    """Return the letterhead of an invented province."""
    return Letterhead(number, issued_on, issuer, kind, subject, urgency, None, None, None, addressees, (), (), (), {})


def extract(document: DocumentText, head: Letterhead | None = None) -> Extraction:
    """Return what the grammar finds."""
    return find_tasks(document, head or letterhead(), load_lexicon())


def tasks(*lines: str, head: Letterhead | None = None) -> tuple[TaskDraft, ...]:
    """Return the tasks of a body of these paragraphs; a line of grounds stands before them."""
    return extract(plain("Căn cứ tình hình thực tế của địa phương trong thời gian vừa qua;", *lines), head).tasks


def leads(task: TaskDraft) -> list[str]:
    """Return the names of who leads."""
    return [u.name for u in task.leads]


def coordinators(task: TaskDraft) -> list[str]:
    """Return the names of who coordinates."""
    return [u.name for u in task.coordinators]


__all__ = [
    "ISSUED_ON",
    "Region",
    "coordinators",
    "extract",
    "laid_out",
    "leads",
    "letterhead",
    "plain",
    "tabled",
    "tasks",
]
