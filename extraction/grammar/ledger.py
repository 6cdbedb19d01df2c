"""The coverage ledger: every line of the document belongs to one part, and orders that nothing claims are listed."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from extraction.grammar.clauses import Reading
from extraction.grammar.marks import Rank
from extraction.grammar.outline import Item
from extraction.grammar.places import lines_place
from extraction.grammar.scope import is_decision, is_exhortation
from extraction.grammar.structure import Paragraph
from extraction.values import Part, PartKind, Place, Sentence
from ingest.text import DocumentText, Line

Analyser = Callable[[Sequence[str]], Sequence[Sequence[Sentence]]]
"""Gives the sentences of each text."""

LONGEST_HEADING = 90  # characters
LONGEST_TITLE = 240  # of an unmarked line without a full stop, as the subject of a notice is
_BASIS = re.compile(
    r"(?:can cu|xet|theo de nghi|thuc hien (?:cong van|quyet dinh|nghi quyet|chi thi|ke hoach|thong bao|ket luan)"
    r"|chieu)\b"
)
_LIMIT = re.compile(r"\b(?:truoc ngay|cham nhat|xong truoc|trong thoi han \d|trong vong \d|hoan thanh trong)\b")
_ORDER = re.compile(r"(?:giao|yeu cau|de nghi|phan cong|cac ong)\b")


def make_ledger(
    document: DocumentText,
    paragraphs: Sequence[Paragraph],
    items: Sequence[Item],
    taken: frozenset[int],
    unread: Sequence[Sequence[Line]] = (),
) -> tuple[Part, ...]:
    """Return the parts of ``document`` in order; they cover every line once.

    Args:
        document: as read.
        paragraphs: all of them, whatever their zone.
        items: the body's clauses with their place in the tree; empty for a document that charges nobody.
        taken: starts of the lines that stand in tables.
        unread: the lines of each row that may charge somebody, in tables that are not understood.
    """
    kinds: dict[int, tuple[PartKind, int]] = dict.fromkeys(taken, (PartKind.TABLE, -1))
    for number, paragraph in enumerate(paragraphs):
        kind = paragraph.zone
        if kind == PartKind.OTHER and _BASIS.match(paragraph.folded, paragraph.body):
            kind = PartKind.BASIS
        for line in paragraph.lines:
            kinds[line.start] = (kind, number)
    introducing = {len(paragraphs) + at for at in _introducing(items)}
    continued = {id(i.continued_by) for i in items if i.continued_by is not None and i.carries_on}
    for number, item in enumerate(items, len(paragraphs)):
        taken_for = PartKind.TASK if id(item.clause) in continued else _kind(item, introducing=number in introducing)
        if taken_for is not None:
            for line in item.clause.paragraph.lines:
                if kinds.get(line.start, (PartKind.OTHER, 0))[0] != PartKind.TASK:
                    kinds[line.start] = (taken_for, number)
    for number, row in enumerate(unread, len(paragraphs) + len(items)):
        kinds.update({line.start: (PartKind.UNCLAIMED, number) for line in row})
    return tuple(_parts(document, kinds))


def unclaimed_orders(
    items: Sequence[Item], parts: Sequence[Part], analyse: Analyser | None, unread: Sequence[Sequence[Line]] = ()
) -> tuple[Place, ...]:
    """Return the imperative sentences and rows of tables that belong to no task, each with its place."""
    found = [lines_place(tuple(row), row[0].start, row[-1].end) for row in unread]
    open_parts = [p.place for p in parts if p.kind == PartKind.UNCLAIMED]
    introducing = _introducing(items)
    doubtful = [
        i.clause.paragraph
        for at, i in enumerate(items)
        if _kind(i, introducing=at in introducing) == PartKind.UNCLAIMED
    ]
    sentences = analyse([p.text for p in doubtful]) if analyse is not None else [() for _ in doubtful]
    for paragraph, read in zip(doubtful, sentences, strict=True):
        orders = [s for s in read if s.imperative] or [Sentence(0, len(paragraph.text), imperative=True)]
        for order in orders:
            place = lines_place(paragraph.lines, paragraph.place(order.start), paragraph.place(order.end - 1) + 1)
            if any(p.start < place.end and place.start < p.end for p in open_parts):
                found.append(place)
    return tuple(sorted(found, key=lambda place: place.start))


def _introducing(items: Sequence[Item]) -> frozenset[int]:
    """The items that end as one that is followed by others, and are followed by work."""
    return frozenset(at for at, (item, below) in enumerate(pairwise(items)) if item.clause.introduces and below.work)


def _kind(item: Item, *, introducing: bool) -> PartKind | None:
    clause = item.clause
    if item.work:
        return PartKind.TABLE if clause.row else PartKind.TASK
    if clause.row:
        return PartKind.UNCLAIMED if _ownerless(item) else PartKind.TABLE
    if clause.reading == Reading.LABEL:
        return PartKind.TASK if clause.label is not None and clause.leads + clause.coordinators else PartKind.HEADING
    if clause.reading == Reading.HEADING:
        return PartKind.HEADING
    if item.lead_in or (introducing and not _BASIS.match(clause.paragraph.folded, clause.paragraph.body)):
        return PartKind.LEAD_IN
    if item.idle:
        return PartKind.ASSESSMENT
    if clause.reading in (Reading.CHARGE, Reading.WORK) and not _harmless(item):
        return PartKind.UNCLAIMED
    # What no rule understands may still be an order where it is an item that states a limit or begins as one.
    words = clause.paragraph.folded_words
    ordered = clause.paragraph.rank != Rank.NONE and (_LIMIT.search(words) or _ORDER.match(words))
    return PartKind.UNCLAIMED if ordered and not _harmless(item) else None


def _ownerless(item: Item) -> bool:
    """Say whether a row of work has no unit, though it has a time: somebody is to be asked whose it is."""
    return item.clause.reading in (Reading.CHARGE, Reading.WORK) and item.leads is None and bool(item.timed_by)


def _harmless(item: Item) -> bool:
    """Say whether words that look like an order are a ground, an exhortation, a decision or a heading."""
    paragraph, words, folded = item.clause.paragraph, item.clause.paragraph.words, item.clause.paragraph.folded_words
    if _BASIS.match(paragraph.folded, paragraph.body) or is_exhortation(folded) or is_decision(folded):
        return True
    longest = LONGEST_TITLE if paragraph.rank == Rank.NONE and not item.clause.opened else LONGEST_HEADING
    heading = len(words) < longest and not words.rstrip().endswith((".", ";", ":"))
    return heading or (item.clause.reading == Reading.WORK and not item.clause.opened)


def _parts(document: DocumentText, kinds: dict[int, tuple[PartKind, int]]) -> list[Part]:
    """Lines of one paragraph, or neighbours of one kind outside the body, together."""
    parts: list[Part] = []
    run: list[Line] = []
    current: tuple[PartKind, int] | None = None
    for line in document.lines():
        kind = kinds.get(line.start, (PartKind.OTHER, -2))
        grouped = (
            kind if kind[0] in (PartKind.TASK, PartKind.UNCLAIMED, PartKind.LEAD_IN, PartKind.HEADING) else (kind[0], 0)
        )
        if run and (grouped != current or line.page != run[0].page):
            parts.append(_part(run, current))
            run = []
        current = grouped
        run.append(line)
    if run:
        parts.append(_part(run, current))
    return parts


def _part(run: list[Line], kind: tuple[PartKind, int] | None) -> Part:
    return Part(kind[0] if kind else PartKind.OTHER, lines_place(tuple(run), run[0].start, run[-1].end))
