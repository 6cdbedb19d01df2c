"""Finds the tasks of a directive: the grammar applied in reading order.

Takes a `DocumentText` and its `Letterhead`, gives an `Extraction`. Knows no file, no clock and no library.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from extraction.grammar.aliases import Aliases, read_aliases
from extraction.grammar.clauses import Clause, Reading
from extraction.grammar.deadlines import deadline_of, handed_down, labelled_deadline, resolve_reference
from extraction.grammar.details import channel_of, field_of, product_of
from extraction.grammar.fields import proposed_field
from extraction.grammar.labels import Label, parted_labels
from extraction.grammar.ledger import Analyser, make_ledger, unclaimed_orders
from extraction.grammar.marks import Rank
from extraction.grammar.obligations import read_clause, split_sentences
from extraction.grammar.outline import Item, Source, key_of, read_outline
from extraction.grammar.places import place_of
from extraction.grammar.rows import heading_above, lies_in_the_past, may_be_work, names_units, read_row
from extraction.grammar.scope import (
    charges_nobody,
    directive_part,
    introduces_opinion,
    is_body,
    is_invitation,
    is_preparation,
    is_told_order,
    refers_to_annex,
)
from extraction.grammar.structure import Paragraph, read_paragraphs
from extraction.grammar.tables import Tables, filled_down, read_tables
from extraction.grammar.unfamiliar import with_unfamiliar
from extraction.grammar.vocabulary import Lexicon
from extraction.values import DeadlineMention, EntryClass, Extraction, Period, Place, TaskDraft, TermKind, UnitMention
from ingest.letterhead import Letterhead, Urgency
from ingest.text import DocumentText

YEAR_TAKEN = "Năm của thời hạn lấy theo tháng ban hành in trên văn bản, vì ngày ban hành chưa đọc chắc chắn."
LONG_OPENING = 120  # characters of grounds before the charge; a longer one is left out of an unmarked task's words


def find_tasks(
    document: DocumentText, letterhead: Letterhead, lexicon: Lexicon, analyse: Analyser | None = None
) -> Extraction:
    """Return the tasks of ``document``, its class, and what every line was taken for.

    Args:
        document: as a reader gives it.
        letterhead: of the same document; its issue day fills in years, its addressees are what "các đơn vị" means.
            What the file holds behind its end is another document and charges nobody here.
        lexicon: the words of directives.
        analyse: gives the sentences of a text; without it an unclaimed paragraph is listed whole.
    """
    whole, document = document, _first_document(document, letterhead.ends_at)
    tables = read_tables(document)
    paragraphs = read_paragraphs(document, taken=tables.taken)
    if charges_nobody(letterhead):
        return Extraction((), EntryClass.NONE, make_ledger(whole, paragraphs, (), tables.taken), ())
    body = tuple(p for p in directive_part(paragraphs) if is_body(p))
    items = _items(document, letterhead, lexicon, body, tables)
    aliases = read_aliases(body, letterhead, lexicon)
    items = _without_told(_without_pointers(items))
    tasks = tuple(_draft(letterhead, lexicon, item, aliases, body) for item in items if item.work)
    unread = [[line for cell in row for line in cell] for row in tables.unread if may_be_work(row, document, lexicon)]
    parts = make_ledger(whole, paragraphs, items, tables.taken, unread)
    unclaimed = unclaimed_orders(items, parts, analyse, unread)
    return Extraction(tasks, entry_class(letterhead.urgency, tasks), parts, unclaimed, _warnings(unclaimed))


def _first_document(document: DocumentText, ends_at: int | None) -> DocumentText:
    """The document without the lines of those behind it in the file."""
    if ends_at is None:
        return document
    pages = (replace(page, lines=tuple(line for line in page.lines if line.start < ends_at)) for page in document.pages)
    return replace(document, pages=tuple(pages))


def _warnings(unclaimed: Sequence[Place]) -> tuple[str, ...]:
    if not unclaimed:
        return ()
    pages = ", ".join(str(p) for p in sorted({p.page for p in unclaimed}))
    return (f"Có {len(unclaimed)} câu mang tính giao việc chưa nhận là nhiệm vụ (trang {pages}): cần người xem lại.",)


def entry_class(urgency: Urgency, tasks: Sequence[TaskDraft]) -> EntryClass:
    """Return the class: none without a task, urgent before multi before regular; leads count as written."""
    if not tasks:
        return EntryClass.NONE
    if urgency != Urgency.REGULAR:
        return EntryClass.URGENT
    leads = {key_of(u.name) for t in tasks for u in t.leads}
    return EntryClass.MULTI if len(tasks) > 1 or len(leads) > 1 else EntryClass.REGULAR


def _items(
    document: DocumentText, letterhead: Letterhead, lexicon: Lexicon, body: tuple[Paragraph, ...], tables: Tables
) -> tuple[Item, ...]:
    """The clauses of the body and the rows of its tables, each with what it inherits."""
    issuer = key_of(letterhead.issuer) if letterhead.issuer else None
    lines = [part for p in body for part in parted_labels(p)]
    clauses = [c for p in lines for c in split_sentences(read_clause(p, lexicon, issuer), lexicon, issuer)]
    clauses = with_unfamiliar(clauses, lexicon)
    clauses = _with_rows(clauses, document, tables, lexicon, issuer, letterhead.issued_on)
    items = read_outline(clauses, None)
    if is_invitation(letterhead):
        return tuple(_of_invitation(items))
    return items


def _without_pointers(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items; an order that only points to an annex whose rows are tasks is their lead-in."""
    if not any(item.work and item.clause.row for item in items):
        return items
    return tuple(
        item._replace(work=False, lead_in=True)
        if item.work and not item.clause.row and refers_to_annex(item.clause.paragraph.folded_words)
        else item
        for item in items
    )


def _without_told(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items; what a received document asks is told and not ordered where the issuer's own opinion follows it."""
    opinion = next((i for i, item in enumerate(items) if introduces_opinion(item.clause.paragraph.folded)), 0)
    return (
        *(item._replace(work=False) if _is_told(item.clause) else item for item in items[:opinion]),
        *items[opinion:],
    )


def _is_told(clause: Clause) -> bool:
    folded = clause.paragraph.folded
    return not clause.paragraph.mark and is_told_order(folded[: clause.begin], folded[clause.begin :])


def _of_invitation(items: Sequence[Item]) -> Iterator[Item]:
    """The items of an invitation: work only where it is ordered, or where units prepare the meeting."""
    prepares = False
    for item in items:
        paragraph = item.clause.paragraph
        if paragraph.rank <= Rank.NUMBER:
            prepares = not item.work and is_preparation(paragraph.folded_words)
        charged = prepares and item.clause.reading == Reading.CHARGE and bool(item.clause.leads)
        yield item if item.clause.opened or charged else item._replace(work=False)


def _with_rows(
    clauses: list[Clause],
    document: DocumentText,
    tables: Tables,
    lexicon: Lexicon,
    issuer: str | None,
    issued_on: date | None,
) -> list[Clause]:
    """The clauses with the rows of each table of tasks where it stands."""
    merged = list(clauses)
    for start, rows in tables.rows.items():
        at = next((i for i, c in enumerate(merged) if c.paragraph.offsets[0] > start), len(merged))
        part = merged[at - 1].paragraph.part if at else 0
        found = [c for row in filled_down(rows, document) for c in read_row(row, document, part, lexicon, issuer)]
        if lies_in_the_past(found, issued_on):
            continue
        if not names_units(found, lexicon):
            if not _headed_by_units(merged[:at], lexicon):
                continue
            found = [c for c in found if c.label != Label.LEAD]  # persons within the unit of the heading
        merged[at:at] = found
        if at and found and not any(c.leads for c in found) and merged[at - 1].reading != Reading.HEADING:
            merged[at - 1] = heading_above(merged[at - 1], lexicon) or merged[at - 1]
    return merged


def _headed_by_units(above: Sequence[Clause], lexicon: Lexicon) -> bool:
    """Say whether the paragraph above a table names units."""
    if not above:
        return False
    return (above[-1].reading == Reading.HEADING and bool(above[-1].leads)) or bool(heading_above(above[-1], lexicon))


def _draft(
    letterhead: Letterhead,
    lexicon: Lexicon,
    item: Item,
    aliases: Aliases,
    body: tuple[Paragraph, ...],
) -> TaskDraft:
    paragraph = item.clause.paragraph
    begin = item.clause.begin if item.clause.begin - paragraph.body > LONG_OPENING and not paragraph.mark else 0
    text = " ".join(paragraph.text[begin:].split())
    place = place_of(paragraph, begin, len(paragraph.text))
    leads = _mentions((item.leads,) if item.leads else (), aliases)
    taken = {key_of(u.name) for u in leads}
    coordinators = tuple(u for u in _mentions(item.coordinators, aliases, taken) if key_of(u.name) not in taken)
    deadline, period = _time(item, letterhead.issued_on)
    dated = _dated(item, deadline, letterhead)
    deadline = dated or deadline
    if deadline is not None:
        deadline = resolve_reference(deadline, body, letterhead.issued_on)
    said = item.clause.said
    product = " ".join(item.product.paragraph.text[item.product.said :].split()) if item.product else None
    return TaskDraft(
        text,
        place,
        item.mode,
        leads,
        coordinators,
        deadline,
        period,
        deliverable=product or product_of(paragraph, said),
        channel=channel_of(paragraph, said, item.clause.tokens, lexicon),
        field=field_of(letterhead.number)
        or proposed_field((u.name for u in leads), letterhead.subject, lexicon.fields),
        warnings=(*_doubts(leads, deadline, letterhead.issued_on), *((YEAR_TAKEN,) if dated else ())),
    )


def _time(item: Item, issued_on: date | None) -> tuple[DeadlineMention | None, Period | None]:
    """The time words of the clause, of its labelled lines, else of the lead-in that names its units."""
    paragraph = item.clause.paragraph
    deadline, period = deadline_of(paragraph.text, paragraph.folded, item.clause.said, issued_on)
    deadline = _placed(deadline, item.clause)
    for label in item.timed_by:
        stated, often = labelled_deadline(label.paragraph.text[label.said :], issued_on)
        deadline, period = _placed(stated, label) or deadline, often or period
    if deadline is None and period is None and item.continued_by is not None and item.carries_on:
        after = item.continued_by
        deadline, period = deadline_of(after.paragraph.text, after.paragraph.folded, after.said, issued_on)
        deadline = _placed(deadline, after)
    if deadline is None and period is None:
        for above in item.introduced_by:
            deadline, period = handed_down(above.paragraph.text, above.begin, above.said, issued_on)
            if deadline or period:
                return _placed(deadline, above), period
    return deadline, period


def _dated(item: Item, deadline: DeadlineMention | None, letterhead: Letterhead) -> DeadlineMention | None:
    """The time limit with the year that the printed month of issue gives, where the day in it cannot be read."""
    if letterhead.issued_on is not None or letterhead.issued_in is None:
        return None
    if deadline is None or deadline.on is not None or deadline.term is None or deadline.term.kind != TermKind.DAY:
        return None
    return _time(item, letterhead.issued_in)[0]


def _placed(mention: DeadlineMention | None, clause: Clause) -> DeadlineMention | None:
    """The time limit with the place of its own words, of the whole clause where they are not found as they stand."""
    if mention is None:
        return None
    words = mention.term.phrase if mention.term is not None else mention.phrase
    text = clause.paragraph.text
    at = text.find(words, clause.said)
    at = text.find(words) if at < 0 else at
    start, end = (at, at + len(words)) if at >= 0 else (clause.said, len(text))
    return DeadlineMention(mention.on, mention.phrase, mention.term, place_of(clause.paragraph, start, end))


def _doubts(leads: Sequence[UnitMention], deadline: DeadlineMention | None, issued_on: date | None) -> tuple[str, ...]:
    """What the Office should look at, in words."""
    found = [f"Đơn vị nêu chung, chưa rõ là đơn vị nào: {u.name}." for u in leads if "liên quan" in u.name.lower()]
    if deadline is not None and deadline.on is not None and issued_on is not None and deadline.on < issued_on:
        found.append(f"Thời hạn {deadline.on:%d/%m/%Y} trước ngày ban hành {issued_on:%d/%m/%Y}.")
    return tuple(found)


def _mentions(
    sources: Sequence[Source], aliases: Aliases, leads: AbstractSet[str] = frozenset()
) -> tuple[UnitMention, ...]:
    """The units named; a collective that would only repeat ``leads`` (keys) stands as written."""
    found: dict[str, UnitMention] = {}
    for source in sources:
        for unit in source.units:
            names = aliases.expand(aliases.in_full(unit.name, source.clause.paragraph.text[unit.end :]))
            if leads >= {key_of(name) for name in names}:
                names = (unit.name,)
            for name in names:
                place = place_of(source.clause.paragraph, unit.start, unit.end)
                found.setdefault(key_of(name), UnitMention(name, place))
    return tuple(found.values())
