"""A row of a table of tasks, as clauses in the reading order of the document."""

from collections.abc import Iterator
from dataclasses import replace

from extraction.grammar.obligations import Clause, Label, Reading, read_cell, read_clause
from extraction.grammar.structure import Rank, join_lines
from extraction.grammar.tables import Column, Row
from extraction.grammar.vocabulary import Lexicon
from ingest.text import DocumentText

_LABELS = {Column.LEAD: Label.LEAD, Column.BOTH: Label.LEAD, Column.COORDINATING: Label.COORDINATING, Column.TIME: Label.TIME}


def read_row(row: Row, document: DocumentText, part: int, lexicon: Lexicon, issuer: str | None) -> Iterator[Clause]:
    """Yield the work of a row and then its other cells as labels; a row that spans the table is a heading."""
    if row.section:
        heading = replace(read_clause(join_lines(document, row.section, part), lexicon, issuer))
        if heading.reading == Reading.HEADING:
            yield replace(heading, paragraph=replace(heading.paragraph, rank=Rank.BRACKET))
        return
    task = row.cells.get(Column.TASK, ())
    if not task:
        return
    work = read_clause(join_lines(document, task, part), lexicon, issuer)
    if work.reading != Reading.CHARGE or row.cells.get(Column.LEAD) or row.cells.get(Column.BOTH):
        work = replace(work, reading=Reading.WORK, leads=(), mode=None, said=0, label=None)
    yield replace(work, row=True, label=None)
    for column, label in _LABELS.items():
        lines = row.cells.get(column)
        if lines:
            yield read_cell(join_lines(document, lines, part), label, lexicon)
        elif lines is not None:
            yield Clause(work.paragraph, [], Reading.LABEL, label=label, row=True, said=len(work.paragraph.text))
