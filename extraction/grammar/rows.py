"""A row of a table of tasks, as clauses in the reading order of the document."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from extraction.grammar.clauses import Clause, Reading
from extraction.grammar.labels import Label
from extraction.grammar.marks import Rank
from extraction.grammar.obligations import read_cell, read_clause
from extraction.grammar.structure import Paragraph, join_lines
from extraction.grammar.tables import Column, Row, lines_text
from extraction.grammar.terms import find_terms
from extraction.grammar.units import UnitReader
from extraction.grammar.vocabulary import Lexicon, Tokens
from ingest.text import DocumentText, Line

FEWEST_WORDS = 4  # tokens of a cell that says what is to be done
_LABELS = {
    Column.LEAD: Label.LEAD,
    Column.BOTH: Label.LEAD,
    Column.COORDINATING: Label.COORDINATING,
    Column.TIME: Label.TIME,
    Column.PRODUCT: Label.PRODUCT,
}


def names_units(clauses: Sequence[Clause], lexicon: Lexicon) -> bool:
    """Say whether most cells of units in a table's rows hold units; True for a table without such cells."""
    cells = [c for c in clauses if c.label == Label.LEAD and c.tokens]
    known = [
        c
        for c in cells
        if any(UnitReader(c.paragraph.text, c.tokens, lexicon).begins(i, bare=True) for i in range(len(c.tokens)))
    ]
    return not cells or len(known) * 2 > len(cells)


def lies_in_the_past(clauses: Sequence[Clause], issued_on: date | None) -> bool:
    """Say whether nearly all times of a table's rows were over when the directive was issued: work already done."""
    if issued_on is None:
        return False
    ends = []
    for clause in clauses:
        if clause.label == Label.TIME and clause.tokens:
            days = [f.term.on for f in find_terms(clause.paragraph.text, None, lenient=True) if f.term.on is not None]
            years = [date(int(y), 12, 31) for y in _YEAR.findall(clause.paragraph.text)] if not days else []
            ends += [max(days or years)] if days or years else []
    return len(ends) > 1 and sum(e < issued_on for e in ends) * 5 >= len(ends) * 4


_YEAR = re.compile(r"\b(20\d\d)\b")


def read_row(row: Row, document: DocumentText, part: int, lexicon: Lexicon, issuer: str | None) -> Iterator[Clause]:
    """Yield the work of a row and then its other cells as labels; a row that spans the table is a heading."""
    if row.section:
        heading = _heading(join_lines(document, row.section, part), lexicon)
        if heading is not None:
            yield heading
        return
    task = row.cells.get(Column.TASK, ())
    if not task:
        return
    work = read_clause(join_lines(document, task, part), lexicon, issuer)
    if work.reading != Reading.CHARGE or row.cells.get(Column.LEAD) or row.cells.get(Column.BOTH):
        work = work._replace(reading=Reading.WORK, leads=(), mode=None, said=0, label=None)
    yield work._replace(row=True, label=None)
    for column, label in _LABELS.items():
        lines = row.cells.get(column)
        if lines:
            cell = read_cell(join_lines(document, lines, part), label, lexicon)
            yield cell
            time = _TIME_IN_CELL.search(cell.paragraph.folded) if column == Column.BOTH else None
            if time is not None and not row.cells.get(Column.TIME):
                yield cell._replace(label=Label.TIME, leads=(), coordinators=(), said=time.start())
        elif lines is not None:
            yield Clause(work.paragraph, Tokens(), Reading.LABEL, label=label, row=True, said=len(work.paragraph.text))


def may_be_work(cells: Sequence[Sequence[Line]], document: DocumentText, lexicon: Lexicon) -> bool:
    """Say whether a row of a table that nobody understands may charge a unit: one cell names it, another works."""
    named = worked = False
    for lines in cells:
        text = lines_text(document, lines)
        reader = UnitReader(text, Tokens(text), lexicon)
        if reader.begins(0):
            named = True
        elif len(reader.tokens) >= FEWEST_WORDS and reader.is_predicate(0):
            worked = True
        if named and worked:
            return True
    return False


def heading_above(clause: Clause, lexicon: Lexicon) -> Clause | None:
    """Return the paragraph above a table as a heading, where it ends with the units that the table charges."""
    reader = UnitReader(clause.paragraph.text, clause.tokens, lexicon)
    last = len(clause.tokens)
    while last and clause.tokens[last - 1].fold in _CLOSING:
        last -= 1
    for at in range(last):
        if reader.begins(at):
            found = reader.read(at)
            if found.units and found.end >= last:
                return clause._replace(reading=Reading.HEADING, leads=found.units, opened=False, said=0)
    return None


def _heading(paragraph: Paragraph, lexicon: Lexicon) -> Clause | None:
    """A row that spans the table, where its words are units."""
    clause = Clause(paragraph, Tokens(paragraph.text), Reading.OTHER)
    heading = heading_above(clause, lexicon)
    if heading is None or heading.leads[0].start > _NUMBERED:
        return None
    return heading._replace(paragraph=paragraph._replace(rank=Rank.BRACKET))


_CLOSING = frozenset({":", ".", ";", ")", "("})
_NUMBERED = 6  # characters of a number before the first unit of a heading
_TIME_IN_CELL = re.compile(r"\b(?:thoi (?:gian|han)|hoan thanh|xong|truoc|cham nhat|tu thang|thang \d|quy [ivx\d])")
